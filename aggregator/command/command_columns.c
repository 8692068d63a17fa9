#include "aggregator/command/command_columns.h"

#include "aggregator/base/clock.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

enum {
    GAP = 2,            /* spaces between two columns */
    COLUMN_CUT_MIN = 8, /* a column is not cut below this width */
    WIDTH_MAX = 1000    /* a larger width is ignored */
};

/* Characters. */

/* The next character of UTF-8 text; an invalid byte counts as U+FFFD. */
static uint32_t character_next(const char **text)
{
    const unsigned char *at = (const unsigned char *)*text;
    size_t more = at[0] >= 0xf0 ? 3 : at[0] >= 0xe0 ? 2 : at[0] >= 0xc2 ? 1 : 0;
    uint32_t character = more == 0 ? at[0] : at[0] & (0x3fu >> more);

    *text += 1;
    if (at[0] >= 0x80 && (more == 0 || at[0] > 0xf4))
        return 0xfffd;
    for (size_t i = 1; i <= more; i++) {
        if ((at[i] & 0xc0) != 0x80)
            return 0xfffd;
        character = character << 6 | (at[i] & 0x3f);
    }
    *text += more;
    return character;
}

struct range {
    uint32_t first, last;
};

static bool in_ranges(uint32_t character, const struct range *ranges, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (character >= ranges[i].first && character <= ranges[i].last)
            return true;
    return false;
}

/* Characters that a terminal draws over the preceding one. */
static const struct range marks[] = {
    {0x0300, 0x036f}, {0x0483, 0x0489}, {0x0591, 0x05bd}, {0x0610, 0x061a}, {0x064b, 0x065f},
    {0x093c, 0x093c}, {0x0941, 0x0948}, {0x094d, 0x094d}, {0x0e31, 0x0e31}, {0x0e34, 0x0e3a},
    {0x0e47, 0x0e4e}, {0x200b, 0x200d}, {0x20d0, 0x20f0}, {0xfe00, 0xfe0f}, {0xfe20, 0xfe2f},
};

/* East Asian wide characters and emoji (UAX #11). */
static const struct range wides[] = {
    {0x1100, 0x115f},   {0x2e80, 0x303e},   {0x3041, 0xa4cf},   {0xac00, 0xd7a3},
    {0xf900, 0xfaff},   {0xfe30, 0xfe6f},   {0xff00, 0xff60},   {0xffe0, 0xffe6},
    {0x1f300, 0x1f64f}, {0x1f680, 0x1f6ff}, {0x1f900, 0x1f9ff}, {0x20000, 0x3fffd},
};

/* Characters that a terminal acts on: controls, line ends, direction changes. */
static const struct range obeyed[] = {
    {0x0000, 0x001f}, {0x007f, 0x009f}, {0x061c, 0x061c}, {0x200e, 0x200f},
    {0x2028, 0x202e}, {0x2066, 0x2069}, {0xfeff, 0xfeff}, {0xfffd, 0xfffd},
};

#define IN(character, ranges) in_ranges(character, ranges, sizeof(ranges) / sizeof((ranges)[0]))

static size_t character_width(uint32_t character)
{
    return IN(character, marks) ? 0 : IN(character, wides) ? 2 : 1;
}

size_t columns_width(const char *text)
{
    size_t width = 0;

    while (*text != '\0')
        width += character_width(character_next(&text));
    return width;
}

const char *columns_printable(struct arena *arena, const char *text)
{
    char *copy = arena_alloc(arena, strlen(text) + 1), *out = copy;

    if (copy == NULL)
        return NULL;
    while (*text != '\0') {
        const char *start = text;
        uint32_t character = character_next(&text);

        if (character == '\t' || character == '\n' || character == '\r')
            *out++ = ' ';
        else if (IN(character, obeyed))
            *out++ = '?';
        else
            while (start < text)
                *out++ = *start++;
    }
    *out = '\0';
    return copy;
}

/* The table. */

void columns_init(struct columns *ret, const struct column *columns, size_t count,
                  struct arena *arena)
{
    *ret = (struct columns){.columns = columns, .count = count, .arena = arena};
}

int columns_add(struct columns *table, const char *text, enum column_tone tone, struct error *err)
{
    const char *copy = columns_printable(table->arena, text != NULL ? text : "-");

    table->cells = arena_grow(table->arena, table->cells, table->cell_count, sizeof(*table->cells));
    if (copy == NULL || table->cells == NULL)
        return error_set(err, ERR_MEMORY, SCOPE_RUN, "out of memory");
    table->cells[table->cell_count++] = (struct column_cell){copy, tone};
    return 0;
}

static size_t column_next(const struct columns *table, size_t column)
{
    return column + 1 < table->count ? column + 1 : 0;
}

static void widths_measure(size_t widths[COLUMNS_MAX], const struct columns *table)
{
    memset(widths, 0, COLUMNS_MAX * sizeof(*widths));
    for (size_t c = 0; c < table->count; c++)
        widths[c] = columns_width(table->columns[c].title);
    for (size_t i = 0, c = 0; i < table->cell_count; i++, c = column_next(table, c)) {
        size_t width = columns_width(table->cells[i].text);

        if (width > widths[c])
            widths[c] = width;
    }
}

/* Drops the columns that may be dropped, then narrows the widest columns that may be cut, until the
 * row fits or nothing is left to remove. A column of width 0 is not printed. */
static void widths_fit(size_t widths[COLUMNS_MAX], const struct columns *table, size_t width)
{
    size_t total = GAP * (table->count - 1);

    for (size_t c = 0; c < table->count; c++)
        total += widths[c];
    for (size_t c = 0; c < table->count && width > 0 && total > width; c++)
        if (table->columns[c].cut == COLUMN_CUT_WHOLE) {
            total -= widths[c] + GAP;
            widths[c] = 0;
        }
    while (width > 0 && total > width) {
        size_t widest = table->count;

        for (size_t c = 0; c < table->count; c++)
            if (table->columns[c].cut != COLUMN_CUT_NOTHING &&
                table->columns[c].cut != COLUMN_CUT_WHOLE && widths[c] > COLUMN_CUT_MIN &&
                (widest == table->count || widths[c] > widths[widest]))
                widest = c;
        if (widest == table->count)
            return;
        widths[widest]--;
        total--;
    }
}

static void spaces_print(size_t count)
{
    printf("%*s", (int)count, "");
}

/* Cuts the start of the text, because addresses differ at their ends. */
static void end_print(const char *text, size_t width)
{
    size_t left = columns_width(text);

    while (left + 1 > width)
        left -= character_width(character_next(&text));
    printf("…%s", text);
    spaces_print(width - left - 1);
}

static void text_print(const char *text, size_t width, enum column_cut cut)
{
    size_t used = 0;

    if (columns_width(text) <= width) {
        fputs(text, stdout);
        return;
    }
    if (cut == COLUMN_CUT_START) {
        end_print(text, width);
        return;
    }
    for (const char *next = text;; text = next) {
        uint32_t character = character_next(&next);

        used += character_width(character);
        if (used + 1 > width)
            break;
        fwrite(text, 1, (size_t)(next - text), stdout);
    }
    fputs("…", stdout);
    spaces_print(width > used ? width - used : 0);
}

static void cell_print(const struct columns *table, size_t column, const struct column_cell *cell,
                       size_t width, bool colours)
{
    static const char *const tones[] = {[TONE_PLAIN] = "",
                                        [TONE_GOOD] = "\033[32m",
                                        [TONE_BAD] = "\033[31m",
                                        [TONE_FAINT] = "\033[2m"};
    size_t own = columns_width(cell->text), pad = own < width ? width - own : 0;
    bool last = column + 1 == table->count;

    if (width == 0)
        return;
    if (table->columns[column].right)
        spaces_print(pad);
    if (colours)
        fputs(tones[cell->tone], stdout);
    text_print(cell->text, width, table->columns[column].cut);
    if (colours && cell->tone != TONE_PLAIN)
        fputs("\033[0m", stdout);
    if (!last)
        spaces_print((table->columns[column].right ? 0 : pad) + GAP);
    else
        putchar('\n');
}

void columns_print_width(const struct columns *table, size_t width, bool colours)
{
    size_t widths[COLUMNS_MAX];

    widths_measure(widths, table);
    widths_fit(widths, table, width);
    for (size_t c = 0; c < table->count; c++)
        cell_print(table, c, &(struct column_cell){table->columns[c].title, TONE_FAINT}, widths[c],
                   colours);
    for (size_t i = 0, c = 0; i < table->cell_count; i++, c = column_next(table, c))
        cell_print(table, c, &table->cells[i], widths[c], colours);
}

/* The width from COLUMNS or of the terminal; 0 when unknown. */
static size_t terminal_width(void)
{
    const char *told = getenv("COLUMNS");
    struct winsize size;
    unsigned long width = told != NULL ? strtoul(told, NULL, 10) : 0;

    if (width == 0 && isatty(STDOUT_FILENO) && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0)
        width = size.ws_col;
    return width <= WIDTH_MAX ? width : 0;
}

bool columns_want_colours(void)
{
    const char *refused = getenv("NO_COLOR"), *terminal = getenv("TERM");

    return isatty(STDOUT_FILENO) && (refused == NULL || refused[0] == '\0') &&
           (terminal == NULL || strcmp(terminal, "dumb") != 0);
}

void columns_print(const struct columns *table)
{
    columns_print_width(table, terminal_width(), columns_want_colours());
}

void columns_ago(char *ret, size_t room, int64_t time, int64_t now)
{
    static const struct {
        int64_t seconds;
        const char *name;
    } units[] = {{86400, "d"}, {3600, "h"}, {60, "min"}, {1, "s"}};
    int64_t distance;
    size_t i = 0;

    if (time == TIME_NONE) {
        snprintf(ret, room, "never");
        return;
    }
    distance = time > now ? time - now : now - time;
    while (i < 3 && distance < 2 * units[i].seconds)
        i++;
    snprintf(ret, room, time > now ? "in %lld %s" : "%lld %s ago",
             (long long)(distance / units[i].seconds), units[i].name);
}
