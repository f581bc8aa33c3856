/*
 * The bytes that make a terminal do something, and how many those are: a struct sender stands for
 * one frame.  What is sent is gathered and goes out at once.
 *
 * It knows only what is the same on all terminals with the means for it, and never says more than
 * it must: an attribute is added to others, a colour taken away by three bytes where terminfo names
 * eight.
 */

#pragma once

#include <curses.h>
#include <stdbool.h>
#include <stdint.h>

enum {
	LOOKS_MOST = 160, /* all there are with eight colours */
	LOOK_PLAIN = 0,
	NO_MOVE = UINT8_MAX,
};

struct look {
	attr_t attributes; /* without colours */
	short pair;
};

struct sender {
	int width;
	struct look looks[LOOKS_MOST]; /* those of the frame; the first is the plain one */
	unsigned look_count;
	uint8_t change[LOOKS_MOST][LOOKS_MOST]; /* bytes from one to another */
	uint8_t *right, *left;                  /* bytes for so many cells, or NO_MOVE */
	uint8_t *erase;                         /* the same; may be null */
	unsigned erase_rest;
	bool is_ansi;
	bool can_go_down;        /* by a byte, without a move to the line's beginning */
	bool can_return_wrapped; /* from behind the last cell, which is the last until more comes */
	bool moves_any_look;

	int y, x;      /* where the cursor is; y < 0: unknown */
	unsigned look; /* of what is written now */
};

/* False if the terminal lacks the means. */
bool sender_open(struct sender *sender, int width);
void sender_close(struct sender *sender);
/* What the look is called in this frame. */
unsigned sender_look(struct sender *sender, struct look look);
/* Once all looks are known. */
void sender_measure(struct sender *sender);
/* Whether a blank shows it. */
bool sender_shows_on_blanks(const struct sender *sender, unsigned look);

void send_look(struct sender *sender, unsigned look);
void send_character(struct sender *sender, wchar_t character);
void send_right(struct sender *sender, int cells);
void send_left(struct sender *sender, int cells);
void send_down(struct sender *sender, int count);
void send_return(struct sender *sender);
void send_address(struct sender *sender, int y, int x);
unsigned address_length(int y, int x);
/* The cells from the cursor on; it stays. */
void send_erase(int cells);
void send_erase_rest(void);
/* Moves what is in these lines up by so many, or down by as many less than 0. */
void send_scroll(struct sender *sender, int top, int bottom, int up);
bool can_scroll(void);
unsigned character_length(wchar_t character);
/* What has been sent is one way to do it; returns false if one before had fewer bytes. */
bool send_choose(void);
/* Bytes of the shortest so far. */
size_t send_least(void);
/* The shortest goes out. */
void send_all(void);
