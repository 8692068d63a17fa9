#include "aggregator/parse/fields.h"

#include <string.h>

/* The list that authors of this scope go to; NULL when the scope has none. */
static struct person **people_list(struct builder *b, const struct frame *frame, size_t **ret_count)
{
    if (frame->scope == SCOPE_ENTRY) {
        *ret_count = &b->item.author_count;
        return &b->item.authors;
    }
    *ret_count = &b->document->author_count;
    return frame->scope == SCOPE_DOCUMENT ? &b->document->authors : NULL;
}

void field_author_start(struct builder *b, struct frame *frame)
{
    size_t *count;
    struct person **list = people_list(b, frame, &count), *grown;

    frame->mode = MODE_VALUE;
    b->person = NULL;
    if (list == NULL)
        return;
    grown = builder_list_grow(b, *list, *count, sizeof(**list));
    if (grown == NULL)
        return;
    *list = grown;
    b->person = &grown[(*count)++];
    memset(b->person, 0, sizeof(*b->person));
}

static bool same_text(const char *a, const char *b)
{
    return a == NULL ? b == NULL : b != NULL && strcmp(a, b) == 0;
}

/* An author that says nothing, or who is listed already, is dropped again. */
void field_author_end(struct builder *b, struct frame *frame, char *text, size_t length)
{
    size_t *count;
    struct person **list = people_list(b, frame, &count), *person = b->person;

    b->person = NULL;
    if (list == NULL || person == NULL)
        return;
    if (person->name == NULL && person->email == NULL && length > 0)
        field_person_parse(b, person, text, length);
    for (size_t i = 0; i + 1 < *count; i++)
        if (same_text((*list)[i].name, person->name) &&
            (person->email == NULL || same_text((*list)[i].email, person->email)) &&
            (person->url == NULL || same_text((*list)[i].url, person->url))) {
            --*count;
            return;
        }
    if (person->name == NULL && person->email == NULL && person->url == NULL)
        --*count;
}

void field_contributor_start(struct builder *b, struct frame *frame)
{
    b->person = NULL;
    frame->scope = SCOPE_APART;
}

void field_contributor_end(struct builder *b, struct frame *frame, char *text, size_t length)
{
    (void)b;
    (void)frame;
    (void)text;
    (void)length;
}

void field_name_end(struct builder *b, struct frame *frame, char *text, size_t length)
{
    (void)frame;
    if (b->person != NULL && length > 0)
        b->person->name = builder_keep(b, text, length);
}

void field_email_end(struct builder *b, struct frame *frame, char *text, size_t length)
{
    (void)frame;
    if (b->person != NULL && length > 0)
        b->person->email = builder_keep(b, text, length);
}

void field_url_end(struct builder *b, struct frame *frame, char *text, size_t length)
{
    const char *kept = b->person != NULL && length > 0 ? builder_keep(b, text, length) : NULL;

    if (kept != NULL)
        b->person->url = builder_resolve(b, frame, kept);
}

static bool is_local(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           (c != '\0' && strchr("_-.+", c) != NULL);
}

static bool is_host(char c)
{
    return is_local(c) && c != '_' && c != '+';
}

/* The address in a text: its start and length; 0 when there is none. */
static size_t email_find(const char **ret, const char *text)
{
    for (const char *at = strchr(text, '@'); at != NULL; at = strchr(at + 1, '@')) {
        const char *start = at, *end = at + 1;

        while (start > text && is_local(start[-1]))
            start--;
        while (is_host(*end))
            end++;
        while (end > at + 1 && (end[-1] == '.' || end[-1] == '-'))
            end--;
        if (start == at || memchr(at, '.', (size_t)(end - at)) == NULL)
            continue;
        if (strncmp(end, "?subject=", 9) == 0)
            end += strcspn(end, " \t\r\n)>");
        *ret = start;
        return (size_t)(end - start);
    }
    return 0;
}

/* Takes off one pair of brackets that has become empty: "()", "<>". */
static void brackets_remove(char *text)
{
    static const char *const empty[] = {"()", "<>", "&lt;&gt;", "[]"};

    for (size_t i = 0; i < sizeof(empty) / sizeof(empty[0]); i++) {
        char *at = strstr(text, empty[i]);

        if (at != NULL)
            memmove(at, at + strlen(empty[i]), strlen(at + strlen(empty[i])) + 1);
    }
}

static size_t trim(char **text)
{
    size_t length;

    *text += strspn(*text, " \t\r\n");
    length = strlen(*text);
    while (length > 0 && strchr(" \t\r\n", (*text)[length - 1]) != NULL)
        length--;
    (*text)[length] = '\0';
    return length;
}

void field_person_parse(struct builder *b, struct person *ret, const char *text, size_t length)
{
    char *name = (char *)(uintptr_t)builder_keep(b, text, length);
    const char *email;
    size_t email_length;

    if (name == NULL)
        return;
    email_length = email_find(&email, name);
    if (email_length > 0) {
        char *at = name + (email - name);

        ret->email = builder_keep(b, email, email_length);
        if (at >= name + 7 && strncmp(at - 7, "mailto:", 7) == 0) {
            at -= 7;
            email_length += 7;
        }
        memmove(at, at + email_length, strlen(at + email_length) + 1);
        brackets_remove(name);
        length = trim(&name);
        if (length > 0 && name[0] == '(')
            name++;
        length = strlen(name);
        if (length > 0 && name[length - 1] == ')')
            name[length - 1] = '\0';
    }
    if (trim(&name) > 0)
        ret->name = name;
}
