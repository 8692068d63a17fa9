#include "aggregator/clean/sanitize.h"

#include "aggregator/clean/embed.h"
#include "aggregator/clean/picture.h"

#include <string.h>

/* An element that is open in the output. */
struct open_element {
    const struct html_element *element;
    size_t start;                /* offset of its start tag in the output */
    char hidden[HTML_NAME_SIZE]; /* its name when it is dropped with its content; else "" */
};

struct open_stack {
    struct open_element open[CLEAN_DEPTH_MAX];
    size_t depth;
    size_t beyond;    /* unclosed start tags that were dropped because the stack was full */
    bool in_noscript; /* noscript content may repeat what is already shown */
    bool last_in_noscript;
    uint64_t last_shown; /* hash of the last picture or player address; 0: none */
};

/* Represents disallowed elements on the stack that hide their content. */
static const struct html_element other = {"", 0, 0};

/* Disallowed elements with content: the content is dropped when a tag hides it. `always` marks
 * elements that never show their content. */
static const struct {
    const char *name;
    bool always;
} others[] = {{"button", false}, {"dialog", false}, {"form", false},   {"label", false},
              {"select", false}, {"svg", false},    {"template", true}};

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

static void stack_push(struct open_stack *stack, const struct html_element *element, size_t start,
                       const char *hidden)
{
    struct open_element *open = &stack->open[stack->depth++];

    open->element = element;
    open->start = start;
    memcpy(open->hidden, hidden, strlen(hidden) + 1);
}

/* A picture element only selects a source for its img: without one it shows nothing. */
static bool shows_nothing(const struct open_element *open, const struct str *into)
{
    return strcmp(open->element->name, "picture") == 0 && open->start < into->length &&
           strstr(into->text + open->start, "<img ") == NULL;
}

static void close_to(struct open_stack *stack, struct str *into, size_t depth)
{
    while (stack->depth > depth) {
        const struct open_element *open = &stack->open[--stack->depth];

        if (open->hidden[0] != '\0' || shows_nothing(open, into)) {
            str_truncate(into, open->start);
            stack->last_shown = 0;
        } else {
            end_tag_write(into, open->element);
        }
    }
}

static bool is_paragraph(const struct html_element *element)
{
    return element->name[0] == 'p' && element->name[1] == '\0';
}

/* Closes what an element closes implicitly: its own kind within the nearest list or table, and a
 * paragraph if it is a block. */
static void implied_close(struct open_stack *stack, struct str *into,
                          const struct html_element *element)
{
    size_t depth = stack->depth;

    if ((element->flags & (ELEMENT_ITEM | ELEMENT_BLOCK)) == 0 || strcmp(element->name, "br") == 0)
        return;
    for (size_t i = stack->depth; i-- > 0;) {
        const struct html_element *open = stack->open[i].element;

        if ((element->flags & ELEMENT_ITEM) != 0 && open->group == element->group &&
            open->group != 0)
            depth = i;
        else if ((element->flags & ELEMENT_ITEM) == 0 && is_paragraph(open))
            depth = i;
        if ((open->flags & ELEMENT_FENCE) != 0 && !(element->group == 'w' && open->group == 't') &&
            !(element->group == 'b' && open->group == 't') && open->group != element->group)
            break;
        if (element->group == 'w' && open->group == 't')
            depth = i; /* a row closes the cell before it */
    }
    close_to(stack, into, depth);
}

static bool is_open(const struct open_stack *stack, const char *name)
{
    for (size_t i = 0; i < stack->depth; i++)
        if (strcmp(stack->open[i].element->name, name) == 0)
            return true;
    return false;
}

/* Whether this repeats the last picture or player: in noscript, or as a nested plug-in. */
static bool is_shown_already(struct open_stack *stack, const char *address, size_t length,
                             bool plug_in)
{
    uint64_t hash = UINT64_C(14695981039346656037);
    bool again;

    for (size_t i = 0; i < length; i++)
        hash = (hash ^ (unsigned char)address[i]) * UINT64_C(1099511628211);
    again = hash == stack->last_shown && (plug_in || stack->in_noscript || stack->last_in_noscript);
    stack->last_shown = hash;
    stack->last_in_noscript = stack->in_noscript;
    return again;
}

static void image_take(struct open_stack *stack, struct str *into, struct sanitizer *s,
                       const struct html_element *element, struct html_token *token)
{
    const size_t start = into->length;
    const char *address;

    if (!sanitize_start_tag(into, s, element, token) || into->length == start)
        return;
    address = strstr(into->text + start, " src=\"");
    if (address != NULL && is_shown_already(stack, address + 6, strcspn(address + 6, "\""), false))
        str_truncate(into, start);
}

/* Writes a link to what an embedded player plays, with its still image. */
static void embed_write(struct open_stack *stack, struct str *into, const struct embed *embed)
{
    const bool link = !is_open(stack, "a");

    if (is_shown_already(stack, embed->page, strlen(embed->page), true))
        return;
    if (link) {
        str_append(into, "<a");
        sanitize_attribute(into, "href", embed->page);
        str_append_char(into, '>');
    }
    if (embed->poster != NULL) {
        str_append(into, "<img");
        sanitize_attribute(into, "src", embed->poster);
        sanitize_attribute(into, "alt", embed->label);
        str_append_char(into, '>');
    } else {
        escaped_write(into, embed->label, false);
    }
    if (link)
        str_append(into, "</a>");
}

/* Handles the start tag of an allowed element. */
static void start_take(struct open_stack *stack, struct str *into, struct sanitizer *s,
                       const struct html_element *element, struct html_token *token)
{
    const bool is_void = (element->flags & ELEMENT_VOID) != 0;
    const bool hidden = sanitize_is_hidden(s->arena, token);
    size_t start;

    if (!is_void && stack->depth == CLEAN_DEPTH_MAX) {
        stack->beyond++;
        return;
    }
    implied_close(stack, into, element);
    if (is_void && hidden)
        return;
    picture_unlazy(token, s->arena);
    start = into->length;
    if (strcmp(element->name, "img") == 0)
        image_take(stack, into, s, element, token);
    else if (sanitize_start_tag(into, s, element, token) && !is_void)
        stack_push(stack, element, start, hidden ? element->name : "");
}

/* Handles the start tag of a disallowed element: it may embed a player or hide its content. */
static void other_start_take(struct open_stack *stack, struct str *into, struct sanitizer *s,
                             const struct html_token *token)
{
    const bool hidden = sanitize_is_hidden(s->arena, token);
    bool known = strchr(token->name, '-') != NULL, always = false;
    struct embed embed;

    for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
        if (strcmp(token->name, others[i].name) == 0) {
            known = true;
            always = others[i].always;
        }
    if (strcmp(token->name, "noscript") == 0)
        stack->in_noscript = true;
    else if (!hidden && embed_read(&embed, s->arena, token, s->base))
        embed_write(stack, into, &embed);
    else if (((known && hidden) || always) && stack->depth < CLEAN_DEPTH_MAX)
        stack_push(stack, &other, into->length, token->name);
}

static void other_end_take(struct open_stack *stack, struct str *into, const char *name)
{
    size_t i = stack->depth;

    if (strcmp(name, "noscript") == 0)
        stack->in_noscript = false;
    while (i > 0 &&
           (stack->open[i - 1].element != &other || strcmp(stack->open[i - 1].hidden, name) != 0))
        i--;
    if (i > 0)
        close_to(stack, into, i - 1);
}

static void end_take(struct open_stack *stack, struct str *into, const struct html_element *element)
{
    size_t i = stack->depth;

    if (stack->beyond > 0) {
        stack->beyond--;
        return;
    }
    while (i > 0 && stack->open[i - 1].element != element) {
        i--;
        if ((stack->open[i].element->flags & ELEMENT_FENCE) != 0 &&
            (element->flags & (ELEMENT_FENCE | ELEMENT_ITEM)) == 0)
            return; /* the end tag belongs outside this list or cell */
    }
    if (i > 0)
        close_to(stack, into, i - 1);
}

/* Maps other names of img: AMP's, and the one that browsers correct. */
static void name_mend(struct html_token *token)
{
    if (strcmp(token->name, "amp-img") == 0 || strcmp(token->name, "image") == 0)
        memcpy(token->name, "img", sizeof("img"));
}

static void tag_take(struct open_stack *stack, struct str *into, struct sanitizer *s,
                     struct html_cursor *cursor, struct html_token *token)
{
    const struct html_element *element;

    name_mend(token);
    element = html_element_find(token->name);
    if (element == NULL && token->kind == HTML_START)
        other_start_take(stack, into, s, token);
    else if (element == NULL)
        other_end_take(stack, into, token->name);
    else if ((element->flags & ELEMENT_RAW) != 0) {
        if (token->kind == HTML_START)
            html_token_skip_raw(cursor, element->name);
    } else if (token->kind == HTML_START)
        start_take(stack, into, s, element, token);
    else if ((element->flags & ELEMENT_VOID) == 0)
        end_take(stack, into, element);
}

static void fragment_write(struct str *into, struct sanitizer *s, const char *html, size_t length)
{
    struct open_stack stack = {.depth = 0};
    struct html_cursor cursor;
    struct html_token token;

    html_cursor_init(&cursor, html, length);
    for (;;) {
        html_token_next(&token, &cursor);
        if (token.kind == HTML_END_OF_TEXT)
            break;
        if (token.kind == HTML_TEXT)
            sanitize_text(into, token.text, token.length, false);
        else
            tag_take(&stack, into, s, &cursor, &token);
    }
    close_to(&stack, into, 0);
}

/* When links target ids in the fragment, it is written twice. The second pass counts only the links
 * that survived the first, so sanitising sanitised HTML changes nothing. */
void sanitize_html(struct str *into, struct arena *arena, const char *html, size_t length,
                   const char *base, const char *page)
{
    struct sanitizer s = {.arena = arena, .base = base};
    const size_t start = into->length;
    bool has_targets;

    anchors_init(&s.anchors, page);
    has_targets = anchors_collect(&s.anchors, arena, html, length);
    anchors_init(&s.anchors, page);
    fragment_write(into, &s, html, length);
    if (!has_targets || str_status(into) != ERR_NONE ||
        !anchors_collect(&s.anchors, arena, into->text + start, into->length - start))
        return;
    str_truncate(into, start);
    fragment_write(into, &s, html, length);
}
