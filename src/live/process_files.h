/*
 * Reading /proc, and the numbers in it.
 */

#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/buffer.h"

/* Appends a file, at most a megabyte of it, and a NUL behind its length.  False if it
 * cannot be read. */
bool file_read(const char *path, struct buffer *bytes);
/* /proc/PID/NAME */
bool process_read(pid_t pid, const char *name, struct buffer *bytes);
/* The number in a file that holds just one; false if there is none ("max"). */
bool file_read_number(const char *path, uint64_t *number);
/* The numbers of /proc/PID/stat from the parent's id (field 4) on: fields[i] is field i + 3
 * of proc(5), counted from 0.  How many there are. */
size_t process_stat(pid_t pid, uint64_t *fields, size_t room);
