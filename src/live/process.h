/*
 * What the system knows of a process: where it listens, how much memory it has and may
 * have, which signals it takes.  From /proc; elsewhere than on Linux everything here is
 * unknown and says so.
 */

#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/buffer.h"
#include "base/error.h"
#include "live/endpoint.h"

enum { PROCESS_PORTS_MAX = 256 };

/* Where the process listens, by the sockets it has open.  How many, at most `room`. */
size_t process_listens(pid_t pid, struct endpoint *at, size_t room);
/* Who listens on a port of this machine; 0 if unknown or not ours to know. */
pid_t process_listening(uint16_t port);
/* Whether it shares our network; true when nobody knows. */
bool process_shares_network(pid_t pid);

/* Whether it has installed a handler for the signal: without one the signal would end it. */
bool process_handles(pid_t pid, int signal);
/* The signal it was told to write a snapshot on, from its command line or NODE_OPTIONS; 0 if
 * none. */
int process_snapshot_signal(pid_t pid);
/* Where such snapshots appear: its --diagnostic-dir, or its working directory. */
bool process_snapshot_directory(pid_t pid, struct buffer *path, struct error *error);
/* Whether it has the file open. */
bool process_has_open(pid_t pid, const char *path);

/* Time of its start in ticks since boot: with the id, who it is.  0 if it is not there. */
uint64_t process_start(pid_t pid);
/* Seconds since then; 0 if unknown. */
double process_age(pid_t pid);
/* Whether it is there, started then, and not dead but for its parent's notice. */
bool process_is_alive(pid_t pid, uint64_t start);
/* Bytes of it that are in memory; 0 if unknown. */
uint64_t process_resident(pid_t pid);

/* Bytes that the control groups above the process still allow it; UINT64_MAX where none limits
 * it. */
uint64_t process_memory_room(pid_t pid);
/* What the process can have of a core: less than 1 where its control groups or what else the
 * machine has to do leave it less, 1 where nobody knows. */
double process_core(pid_t pid);
