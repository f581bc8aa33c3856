/*
 * `e`: each editor is told the file and the line in the way it understands.
 */

#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "ui/pty.h"
#include "ui/tap.h"

static const char *program, *home;

/* A snapshot of one function, @3, which stands in line 12 of the file at `source`. */
static void
snapshot_write(const char *path, const char *source)
{
	FILE *file = fopen(path, "w");

	fprintf(file, "{\"snapshot\":{\"meta\":{"
		"\"node_fields\":[\"type\",\"name\",\"id\",\"self_size\",\"edge_count\"],"
		"\"node_types\":[[\"code\",\"closure\",\"synthetic\"],\"string\",\"number\","
		"\"number\",\"number\"],"
		"\"edge_fields\":[\"type\",\"name_or_index\",\"to_node\"],"
		"\"edge_types\":[[\"property\",\"internal\"],\"string_or_number\",\"node\"],"
		"\"location_fields\":[\"object_index\",\"script_id\",\"line\",\"column\"]},"
		"\"node_count\":4,\"edge_count\":3},"
		"\"nodes\":[2,0,1,0,1, 1,1,3,64,1, 0,1,5,56,1, 0,2,7,56,0],"
		"\"edges\":[0,1,5, 1,3,10, 1,4,15],\"locations\":[5,9,11,4],"
		"\"strings\":[\"\",\"handler\",\"%s\",\"shared\",\"script\"]}", source);
	fclose(file);
}

/* An editor that writes down how it was called. */
static void
editor_write(const char *path, const char *called)
{
	FILE *file = fopen(path, "w");

	fprintf(file, "#!/bin/sh\necho \"$*\" >'%s'\n", called);
	fclose(file);
	chmod(path, 0700);
}

static bool
file_says(const char *path, const char *expected)
{
	char line[4096] = "";
	FILE *file = fopen(path, "r");

	if (file != NULL && fgets(line, sizeof(line), file) != NULL)
		line[strcspn(line, "\n")] = '\0';
	if (file != NULL)
		fclose(file);
	if (strcmp(line, expected) != 0)
		printf("# called with: %s\n# and not:     %s\n", line, expected);
	return strcmp(line, expected) == 0;
}

/* What stands behind the name of the editor is its own; it is to be called with `begin`, the
 * path of the source, `end`. */
static bool
is_edited_with(const char *editor, const char *begin, const char *end)
{
	char path[600], called[600], source[600], snapshot[600], variable[700], wanted[700],
		message[700];
	const char *options = editor + strcspn(editor, " ");
	struct pty *pty;
	bool right;

	snprintf(path, sizeof(path), "%s/%.*s", home, (int)(options - editor), editor);
	snprintf(called, sizeof(called), "%s/called", home);
	snprintf(source, sizeof(source), "%s/app.js", home);
	snprintf(snapshot, sizeof(snapshot), "%s/one.heapsnapshot", home);
	snprintf(variable, sizeof(variable), "EDITOR=%s%s", path, options);
	snprintf(wanted, sizeof(wanted), "%s%s%s", begin, source, end);
	snprintf(message, sizeof(message), "\n%s:12:5", source);
	editor_write(path, called);
	editor_write(source, called);
	snapshot_write(snapshot, source);
	unlink(called);
	pty = pty_open((const char *const[]){ program, snapshot, "@3", NULL },
		       &(struct pty_options){
			       .environment = (const char *const[]){ "VISUAL", variable, NULL },
		       });
	right = pty_wait(pty, "handler() @3") && pty_wait(pty, "F1 help");
	pty_type(pty, "e");
	right &= pty_wait(pty, message);
	right &= file_says(called, wanted);
	pty_close(pty);
	return right;
}

static bool
is_named_if_it_cannot_run(void)
{
	char source[600], snapshot[600];
	struct pty *pty;
	bool right;

	snprintf(source, sizeof(source), "%s/app.js", home);
	snprintf(snapshot, sizeof(snapshot), "%s/one.heapsnapshot", home);
	editor_write(source, source);
	snapshot_write(snapshot, source);
	pty = pty_open((const char *const[]){ program, snapshot, "@3", NULL },
		       &(struct pty_options){
			       .environment = (const char *const[]){
				       "VISUAL", "EDITOR=/nowhere/edit -n", NULL },
		       });
	right = pty_wait(pty, "handler() @3") && pty_wait(pty, "F1 help");
	pty_type(pty, "e");
	right &= pty_wait(pty, "/nowhere/edit -n cannot be run");
	pty_close(pty);
	return right;
}

int
main(void)
{
	program = pty_program();
	home = pty_home_make();
	check(is_edited_with("vi", "+12 ", ""), "the source line opens in EDITOR");
	check(is_edited_with("emacs -nw", "-nw +12 ", ""), "EDITOR may have options");
	check(is_edited_with("hx", "", ":12"), "an editor that takes file:line gets that");
	check(is_edited_with("code --wait", "--wait --goto ", ":12"),
	      "an editor that wants an option before it gets that");
	check(is_named_if_it_cannot_run(), "an editor that cannot be run is named");
	return tap_end();
}
