#include "aggregator/clean/sanitize.h"

#include <string.h>

/* The elements that are open in what has been written. */
struct open_stack {
    const struct html_element *elements[CLEAN_DEPTH_MAX];
    size_t depth;
    size_t beyond; /* start tags dropped because the stack was full, not yet ended */
};

static void character_write(struct str *into, char c)
{
    if (c == '<')
        str_append_bytes(into, "&lt;", 4);
    else if (c == '>')
        str_append_bytes(into, "&gt;", 4);
    else if (c == '&')
        str_append_bytes(into, "&amp;", 5);
    else if (c == '"')
        str_append_bytes(into, "&quot;", 6);
    else
        str_append_bytes(into, &c, 1);
}

static void escaped_write(struct str *into, const char *text, bool in_value)
{
    for (; *text != '\0'; text++)
        if (*text == '"' && !in_value)
            str_append_char(into, *text);
        else
            character_write(into, *text);
}

static size_t plain_run(const char *text, size_t length, bool in_value)
{
    size_t i = 0;

    while (i < length && text[i] != '&' && text[i] != '<' && text[i] != '>' &&
           (!in_value || text[i] != '"'))
        i++;
    return i;
}

void sanitize_text(struct str *into, const char *text, size_t length, bool in_value)
{
    const char *end = text + length;
    char decoded[5];

    while (text < end) {
        const size_t run = plain_run(text, (size_t)(end - text), in_value);
        size_t taken;

        str_append_bytes(into, text, run);
        text += run;
        if (text == end)
            break;
        taken = *text == '&' ? html_reference_decode(decoded, text, end, in_value) : 0;
        if (taken > 0)
            escaped_write(into, decoded, in_value);
        else
            character_write(into, *text);
        text += taken > 0 ? taken : 1;
    }
}

static void end_tag_write(struct str *into, const struct html_element *element)
{
    str_append_bytes(into, "</", 2);
    str_append(into, element->name);
    str_append_bytes(into, ">", 1);
}

static void close_to(struct open_stack *stack, struct str *into, size_t depth)
{
    while (stack->depth > depth)
        end_tag_write(into, stack->elements[--stack->depth]);
}

static bool is_paragraph(const struct html_element *element)
{
    return element->name[0] == 'p' && element->name[1] == '\0';
}

/* What an element ends by its mere beginning: its like within the nearest list or table, and a
 * paragraph when it is a block. */
static void implied_close(struct open_stack *stack, struct str *into,
                          const struct html_element *element)
{
    size_t depth = stack->depth;

    if ((element->flags & (ELEMENT_ITEM | ELEMENT_BLOCK)) == 0 || strcmp(element->name, "br") == 0)
        return;
    for (size_t i = stack->depth; i-- > 0;) {
        const struct html_element *open = stack->elements[i];

        if ((element->flags & ELEMENT_ITEM) != 0 && open->group == element->group &&
            open->group != 0)
            depth = i;
        else if ((element->flags & ELEMENT_ITEM) == 0 && is_paragraph(open))
            depth = i;
        if ((open->flags & ELEMENT_FENCE) != 0 && !(element->group == 'w' && open->group == 't') &&
            !(element->group == 'b' && open->group == 't') && open->group != element->group)
            break;
        if (element->group == 'w' && open->group == 't')
            depth = i; /* a row ends the cell before it */
    }
    close_to(stack, into, depth);
}

static void start_take(struct open_stack *stack, struct str *into, struct arena *arena,
                       const struct html_element *element, const struct html_token *token,
                       const char *base)
{
    const bool is_void = (element->flags & ELEMENT_VOID) != 0;

    if (!is_void && stack->depth == CLEAN_DEPTH_MAX) {
        stack->beyond++;
        return;
    }
    implied_close(stack, into, element);
    if (sanitize_start_tag(into, arena, element, token, base) && !is_void)
        stack->elements[stack->depth++] = element;
}

static void end_take(struct open_stack *stack, struct str *into, const struct html_element *element)
{
    size_t i = stack->depth;

    if (stack->beyond > 0) {
        stack->beyond--;
        return;
    }
    while (i > 0 && stack->elements[i - 1] != element) {
        i--;
        if ((stack->elements[i]->flags & ELEMENT_FENCE) != 0 &&
            (element->flags & (ELEMENT_FENCE | ELEMENT_ITEM)) == 0)
            return; /* it is outside this list or cell */
    }
    if (i > 0)
        close_to(stack, into, i - 1);
}

void sanitize_html(struct str *into, struct arena *arena, const char *html, size_t length,
                   const char *base)
{
    struct open_stack stack = {.depth = 0};
    struct html_cursor cursor;
    struct html_token token;

    html_cursor_init(&cursor, html, length);
    for (;;) {
        const struct html_element *element;

        html_token_next(&token, &cursor);
        if (token.kind == HTML_END_OF_TEXT)
            break;
        if (token.kind == HTML_TEXT) {
            sanitize_text(into, token.text, token.length, false);
            continue;
        }
        element = html_element_find(token.name);
        if (element == NULL)
            continue;
        if ((element->flags & ELEMENT_RAW) != 0) {
            if (token.kind == HTML_START)
                html_token_skip_raw(&cursor, element->name);
        } else if (token.kind == HTML_START)
            start_take(&stack, into, arena, element, &token, base);
        else if ((element->flags & ELEMENT_VOID) == 0)
            end_take(&stack, into, element);
    }
    close_to(&stack, into, 0);
}
