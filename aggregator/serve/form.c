#include "aggregator/serve/form.h"

#include "aggregator/base/url.h"
#include "aggregator/base/utf8.h"

#include <string.h>

/* A copy of a text that has only allowed bytes; NULL for another one, and when out of memory. */
static const char *text_copy(struct arena *arena, const char *text, size_t size)
{
    char *copy = arena_strndup(arena, text != NULL ? text : "", size);

    for (size_t i = 0; copy != NULL && i < size; i++)
        if ((unsigned char)copy[i] < 0x20 || copy[i] == 0x7f)
            return NULL;
    return copy != NULL && utf8_is_valid(copy) ? copy : NULL;
}

int form_add(struct form *form, struct arena *arena, const char *name, size_t name_size,
             const char *value, size_t value_size, bool in_body, struct error *err)
{
    struct serve_parameter *grown;

    if (form->count == FORM_PARAMETERS_MAX)
        return error_set(err, ERR_LIMIT, SCOPE_ITEM, "more than %d parameters",
                         FORM_PARAMETERS_MAX);
    grown = arena_grow(arena, form->parameters, form->count, sizeof(*grown));
    if (grown == NULL)
        return error_set(err, ERR_MEMORY, SCOPE_ITEM, "out of memory reading a form");
    form->parameters = grown;
    grown += form->count;
    grown->name = text_copy(arena, name, name_size);
    grown->value = text_copy(arena, value, value != NULL ? value_size : 0);
    grown->in_body = in_body;
    if (arena_status(arena) != ERR_NONE)
        return error_set(err, ERR_MEMORY, SCOPE_ITEM, "out of memory reading a form");
    if (grown->name == NULL || grown->value == NULL || name_size == 0)
        return error_set(err, ERR_SYNTAX, SCOPE_ITEM, "malformed parameter");
    form->count++;
    return 0;
}

/* Decodes into the same place; false for a percent sign without two hexadecimal digits. */
static bool decode(char *text, size_t *size)
{
    size_t length = 0;

    for (size_t i = 0; i < *size; i++) {
        if (text[i] != '%') {
            text[length++] = text[i] == '+' ? ' ' : text[i];
            continue;
        }
        if (*size - i < 3 || url_hex_digit(text[i + 1]) < 0 || url_hex_digit(text[i + 2]) < 0)
            return false;
        text[length++] = (char)(16 * url_hex_digit(text[i + 1]) + url_hex_digit(text[i + 2]));
        i += 2;
    }
    *size = length;
    return true;
}

static int pair_read(struct form *form, struct arena *arena, char *text, size_t size,
                     struct error *err)
{
    char *equals = memchr(text, '=', size);
    size_t name_size = equals != NULL ? (size_t)(equals - text) : size;
    size_t value_size = equals != NULL ? size - name_size - 1 : 0;

    if (!decode(text, &name_size) || (equals != NULL && !decode(equals + 1, &value_size)))
        return error_set(err, ERR_SYNTAX, SCOPE_ITEM, "malformed parameter");
    return form_add(form, arena, text, name_size, equals != NULL ? equals + 1 : NULL, value_size,
                    true, err);
}

int form_read(struct form *form, struct arena *arena, const char *body, size_t size,
              struct error *err)
{
    char *text = arena_alloc(arena, size + 1);
    int code = 0;

    if (text == NULL)
        return error_set(err, ERR_MEMORY, SCOPE_ITEM, "out of memory reading a form");
    memcpy(text, body, size);
    for (size_t i = 0, length; i < size && code == 0; i += length + 1) {
        const char *end = memchr(text + i, '&', size - i);

        length = end != NULL ? (size_t)(end - (text + i)) : size - i;
        if (length > 0)
            code = pair_read(form, arena, text + i, length, err);
    }
    return code;
}
