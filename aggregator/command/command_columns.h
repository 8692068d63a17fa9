/*
 * Text tables for the terminal, and other output helpers that commands share.
 *
 * A table is filled row by row and printed once. If standard output is not a terminal, the table is
 * as wide as its texts; otherwise it is cut to the terminal's width, the widest columns first.
 * Colours are used only on a terminal and never with NO_COLOR (no-color.org). Text from outside is
 * made printable: no control or direction character reaches the terminal.
 */
#ifndef HEADWATER_COMMAND_COMMAND_COLUMNS_H
#define HEADWATER_COMMAND_COMMAND_COLUMNS_H

#include "aggregator/base/arena.h"

#include <stdbool.h>
#include <stdint.h>

enum column_tone { TONE_PLAIN, TONE_GOOD, TONE_BAD, TONE_FAINT };

/* What may be removed from a column to make the table fit. COLUMN_CUT_WHOLE columns are dropped
 * before others are cut. */
enum column_cut { COLUMN_CUT_NOTHING, COLUMN_CUT_END, COLUMN_CUT_START, COLUMN_CUT_WHOLE };

struct column {
    const char *title;
    bool right; /* right-aligned */
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
    struct column_cell *cells; /* row by row */
    size_t cell_count;
};

/* Initialises an empty table; count is at most COLUMNS_MAX. */
void columns_init(struct columns *ret, const struct column *columns, size_t count,
                  struct arena *arena);
/* Adds the next cell of the current row; NULL prints as "-". ERR_MEMORY. */
int columns_add(struct columns *table, const char *text, enum column_tone tone, struct error *err);
/* Prints the table with a header line to standard output. */
void columns_print(const struct columns *table);
/* As columns_print(), with the given width (0: unlimited), for tests. */
void columns_print_width(const struct columns *table, size_t width, bool colours);

/* Number of terminal columns for UTF-8 text; wide characters count two, combining marks none. */
size_t columns_width(const char *text);
/* A copy of the text in the arena, with '?' for characters that a terminal would act on. NULL when
 * out of memory. */
const char *columns_printable(struct arena *arena, const char *text);
/* Whether standard output is a terminal that accepts colours. */
bool columns_want_colours(void);

/* "3 min ago", "never"; "in 5 min" for a future time. */
void columns_ago(char *ret, size_t room, int64_t time, int64_t now);

#endif
