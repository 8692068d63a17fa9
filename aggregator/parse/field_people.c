#include "aggregator/parse/fields.h"

#include <string.h>
#include <strings.h>

/* The list for authors of this owner; NULL when it has none. */
static struct person **people_list(struct build_state *b, const struct frame *frame,
                                   size_t **ret_count)
{
    switch (frame->owner) {
    case OWNER_ENTRY:
        *ret_count = &b->item.author_count;
        return &b->item.authors;
    case OWNER_ORIGIN:
        *ret_count = &b->origin_author_count;
        return &b->origin_authors;
    case OWNER_DOCUMENT:
        *ret_count = &b->document->author_count;
        return &b->document->authors;
    default:
        return NULL;
    }
}

void field_author_start(struct build_state *b, struct frame *frame)
{
    size_t *count;
    struct person **list = people_list(b, frame, &count), *grown;

    frame->mode = MODE_VALUE;
    b->person = NULL;
    if (list == NULL)
        return;
    grown = build_list_grow(b, *list, *count, sizeof(**list));
    if (grown == NULL)
        return;
    *list = grown;
    b->person = &grown[(*count)++];
    memset(b->person, 0, sizeof(*b->person));
}

enum { NAME_COMPARED = 256 }; /* bytes compared without case; a longer text is not a name */

/* Whether neither contradicts the other. */
static bool agree(const char *a, const char *b)
{
    return a == NULL || b == NULL || strcmp(a, b) == 0 ||
           (strnlen(a, NAME_COMPARED + 1) <= NAME_COMPARED && strcasecmp(a, b) == 0);
}

static bool is_same_person(const struct person *a, const struct person *b)
{
    const bool met = (a->name != NULL && b->name != NULL) ||
                     (a->email != NULL && b->email != NULL) ||
                     (a->name == NULL && b->name == NULL && a->email == NULL && b->email == NULL);

    return met && agree(a->name, b->name) && agree(a->email, b->email) && agree(a->url, b->url);
}

static void person_complete(struct person *person, const struct person *other)
{
    if (person->name == NULL)
        person->name = other->name;
    if (person->email == NULL)
        person->email = other->email;
    if (person->url == NULL)
        person->url = other->url;
}

void field_people_settle(struct person *people, size_t *count)
{
    const struct person *last = &people[*count - 1];

    if (last->name == NULL && last->email == NULL && last->url == NULL) {
        --*count;
        return;
    }
    for (size_t i = 0; i + 1 < *count; i++)
        if (is_same_person(&people[i], last)) {
            person_complete(&people[i], last);
            --*count;
            return;
        }
}

void field_author_end(struct build_state *b, struct frame *frame, char *text, size_t length)
{
    size_t *count;
    struct person **list = people_list(b, frame, &count), *person = b->person;

    b->person = NULL;
    if (list == NULL || person == NULL)
        return;
    if (person->name == NULL && person->email == NULL && length > 0)
        field_person_parse(b, person, text, length);
    field_people_settle(*list, count);
}

static bool names_somebody(const struct person *people, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (people[i].name != NULL || people[i].email != NULL)
            return true;
    return false;
}

/* RFC 4287 §4.2.1, and the practice of JSON Feed and RSS: an item without authors takes those of
 * the feed it was taken from, else those of its own feed. */
void field_people_inherit(struct build_state *b)
{
    const struct document *document = b->document;

    if (names_somebody(b->item.authors, b->item.author_count))
        return;
    if (names_somebody(b->origin_authors, b->origin_author_count)) {
        b->item.authors = b->origin_authors;
        b->item.author_count = b->origin_author_count;
    } else if (names_somebody(document->authors, document->author_count)) {
        b->item.authors = document->authors;
        b->item.author_count = document->author_count;
    }
}

void field_contributor_start(struct build_state *b, struct frame *frame)
{
    b->person = NULL;
    frame->owner = OWNER_APART;
}

void field_contributor_end(struct build_state *b, struct frame *frame, char *text, size_t length)
{
    (void)b;
    (void)frame;
    (void)text;
    (void)length;
}

void field_name_end(struct build_state *b, struct frame *frame, char *text, size_t length)
{
    (void)frame;
    if (b->person != NULL && length > 0)
        b->person->name = build_keep(b, text, length);
}

void field_email_end(struct build_state *b, struct frame *frame, char *text, size_t length)
{
    (void)frame;
    if (b->person != NULL && length > 0)
        b->person->email = build_keep(b, text, length);
}

void field_url_end(struct build_state *b, struct frame *frame, char *text, size_t length)
{
    const char *kept = b->person != NULL && length > 0 ? build_keep(b, text, length) : NULL;

    if (kept != NULL)
        b->person->url = build_resolve(b, frame, kept);
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

/* Finds an email address: its start and length; 0 when there is none. */
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

/* Removes one empty pair of brackets of each kind: "()", "<>". */
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

void field_person_parse(struct build_state *b, struct person *ret, const char *text, size_t length)
{
    char *name = (char *)(uintptr_t)build_keep(b, text, length);
    const char *email;
    size_t email_length;

    if (name == NULL)
        return;
    email_length = email_find(&email, name);
    if (email_length > 0) {
        char *at = name + (email - name);

        ret->email = build_keep(b, email, email_length);
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
