/*
 * Rows of text in columns for a person at a terminal, and what else the commands print alike.
 *
 * A table is filled row by row and printed once: as wide as its texts when standard output is no
 * terminal, else cut to the terminal's width, the widest columns first. Colours only on a terminal,
 * and never with NO_COLOR (no-color.org). Text from outside is made printable: no control and no
 * direction character reaches the terminal.
 */
#ifndef HEADWATER_COMMAND_COMMAND_COLUMNS_H
#define HEADWATER_COMMAND_COMMAND_COLUMNS_H

#include "aggregator/base/arena.h"

#include <stdbool.h>
#include <stdint.h>

enum column_tone { TONE_PLAIN, TONE_GOOD, TONE_BAD, TONE_FAINT };

/* What a column may lose to make the table fit; one that may go whole goes before others are cut.
 */
enum column_cut { CUT_NOTHING, CUT_END, CUT_START, CUT_WHOLE };

struct column {
    const char *title;
    bool right; /* aligned to the right */
    enum column_cut cut;
};

struct column_cell {
    const char *text;
    enum column_tone tone;
};

enum { COLUMNS_MAX = 12 };

struct columns {
    const struct column *columns; /* borrowed */
    size_t count;
    struct arena *arena;       /* borrowed: texts are copied there */
    struct column_cell *cells; /* row after row */
    size_t cell_count;
};

/* An empty table; count is at most COLUMNS_MAX. */
void columns_init(struct columns *ret, const struct column *columns, size_t count,
                  struct arena *arena);
/* The next cell of the row under way; NULL prints as "-". ERR_MEMORY. */
int columns_add(struct columns *table, const char *text, enum column_tone tone, struct error *err);
/* To standard output, with a line of titles. */
void columns_print(const struct columns *table);
/* The same to a given width (0: as wide as it is), for tests. */
void columns_print_width(const struct columns *table, size_t width, bool colours);

/* How many columns a terminal needs for UTF-8 text; wide characters count two, marks none. */
size_t columns_width(const char *text);
/* The text with '?' for what a terminal would obey, in the arena; NULL when memory is out. */
const char *columns_printable(struct arena *arena, const char *text);
/* Standard output is a terminal that wants colours. */
bool columns_want_colours(void);

/* "3 min ago", "never"; "in 5 min" for a time to come. */
void columns_ago(char *ret, size_t room, int64_t time, int64_t now);

#endif
