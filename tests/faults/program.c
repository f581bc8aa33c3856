#include "config.h"

#define main heaptui_main
int heaptui_main(int argc, char **argv);
#include "main.c"
#undef main

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "faults/program.h"

_Noreturn void
die(const char *what)
{
	printf("Bail out! %s: %s\n", what, strerror(errno));
	exit(1);
}

void
shell(const char *command)
{
	if (system(command) != 0)
		die(command);
}

void
folder_enter(const char *make)
{
	static char folder[] = "/tmp/heaptui-faults-XXXXXX";
	char cache[64];

	if (getenv("TOP") == NULL || mkdtemp(folder) == NULL || chdir(folder) != 0)
		die("TOP");
	shell(make);
	snprintf(cache, sizeof(cache), "%s/cache", folder);
	setenv("XDG_CACHE_HOME", cache, 1);
	setenv("LC_ALL", "C.UTF-8", 1);
}

void
folder_leave(void)
{
	shell("rm -rf \"$PWD\"");
}

void
remove_indexes(void)
{
	DIR *directory = opendir("cache/heaptui");
	struct dirent *entry;
	char path[512];

	while (directory != NULL && (entry = readdir(directory)) != NULL) {
		snprintf(path, sizeof(path), "cache/heaptui/%s", entry->d_name);
		unlink(path);
	}
	if (directory != NULL)
		closedir(directory);
}

struct buffer
read_all(const char *path)
{
	struct buffer bytes = { 0 };
	FILE *file = fopen(path, "rb");
	int c;

	while (file != NULL && (c = getc(file)) != EOF)
		buffer_add_char(&bytes, (char)c);
	if (file != NULL)
		fclose(file);
	return bytes;
}

static void
redirect(int descriptor, const char *path)
{
	int file = open(path, O_RDWR | O_CREAT | O_TRUNC, 0600);

	if (file < 0 || dup2(file, descriptor) < 0)
		die(path);
	close(file);
}

static int
split(const char *command, char *words, size_t size, char **argv, int most)
{
	int argc = 0;

	snprintf(words, size, "%s", command);
	for (char *word = strtok(words, " "); word != NULL && argc < most; word = strtok(NULL, " "))
		argv[argc++] = word;
	argv[argc] = NULL;
	return argc;
}

struct run_result
run_program(const char *command, void (*prepare)(void *context), void *context)
{
	struct run_result result = { 0 };
	char words[512], *argv[32];
	int argc = split(command, words, sizeof(words), argv, 31);
	pid_t child;

	fflush(stdout); /* the child would print it, too */
	child = fork();
	if (child == 0) {
		redirect(STDOUT_FILENO, "out");
		redirect(STDERR_FILENO, "err");
		prepare(context);
		exit(heaptui_main(argc, argv));
	}
	if (child < 0 || waitpid(child, &result.status, 0) != child)
		die("fork");
	result.out = read_all("out");
	result.err = read_all("err");
	return result;
}

void
run_release(struct run_result *result)
{
	buffer_release(&result->out);
	buffer_release(&result->err);
}

bool
is_one_line(struct text text, struct text always)
{
	if (text_starts_with(text, always))
		text = text_from(text, always.length);
	return text.length > 0 && memchr(text.at, '\n', text.length) == text.at + text.length - 1
	       && text_starts_with(text, TEXT("heaptui: "));
}
