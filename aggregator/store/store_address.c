#include "aggregator/store/store_address.h"

#include "aggregator/store/store_parts.h"

#include <stdio.h>
#include <string.h>

/* The first row is used for an address without a scheme. */
static const struct store_engine *const engines[] = {&store_engine_sqlite, &store_engine_memory,
                                                     &store_engine_postgresql};

enum { ENGINE_COUNT = sizeof(engines) / sizeof(engines[0]), SHOWN_MAX = 32 };

#define LETTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"

/* The length of the scheme; 0 for a path. */
static size_t scheme_length(const char *address)
{
    const size_t letters = strspn(address, LETTERS);
    const size_t length = strspn(address, LETTERS "0123456789+.-"); /* RFC 3986 section 3.1 */

    if (letters == 0 || address[length] != ':')
        return 0;
    return strncmp(address + length, "://", 3) == 0 || (letters == length && length > 1) ? length
                                                                                         : 0;
}

static int scheme_refuse(const char *address, size_t length, struct error *err)
{
    char names[128] = "";
    size_t used = 0;

    for (size_t i = 0; i < ENGINE_COUNT && used < sizeof(names); i++)
        used += (size_t)snprintf(names + used, sizeof(names) - used, "%s%s", i > 0 ? ", " : "",
                                 engines[i]->scheme);
    return error_set(err, ERR_USAGE, SCOPE_RUN,
                     "no engine for a state is called \"%.*s\" (there are: %s); the path of a file "
                     "with such a name begins with ./",
                     (int)(length < SHOWN_MAX ? length : SHOWN_MAX), address, names);
}

static bool is_scheme(const char *scheme, const char *address, size_t length)
{
    return scheme != NULL && strlen(scheme) == length && strncmp(address, scheme, length) == 0;
}

int store_engine_find(const struct store_engine **ret, const char **ret_place, const char *address,
                      struct error *err)
{
    const size_t length = scheme_length(address);

    if (length == 0) {
        *ret = engines[0];
        *ret_place = address;
        return 0;
    }
    for (size_t i = 0; i < ENGINE_COUNT; i++)
        if (is_scheme(engines[i]->scheme, address, length) ||
            is_scheme(engines[i]->scheme_too, address, length)) {
            *ret = engines[i];
            *ret_place = address + length + 1;
            return 0;
        }
    return scheme_refuse(address, length, err);
}

int store_address_check(const char *address, struct error *err)
{
    const struct store_engine *engine;
    const char *place;

    return store_engine_find(&engine, &place, address, err);
}

bool store_address_is_remote(const char *address)
{
    const struct store_engine *engine = NULL;
    const char *place = NULL;

    return store_engine_find(&engine, &place, address, NULL) == 0 && engine != NULL &&
           !engine->place_is_file && engine->lock != NULL;
}

void store_address_show(char *ret, size_t room, const char *address)
{
    const struct store_engine *engine = NULL;
    const char *place = NULL;

    if (store_engine_find(&engine, &place, address, NULL) != 0 || engine == NULL)
        snprintf(ret, room, "?");
    else if (engine->show != NULL)
        engine->show(ret, room, place);
    else
        snprintf(ret, room, "%s", address);
}

const char *store_address_file(const char *address)
{
    const struct store_engine *engine = NULL;
    const char *place = NULL;

    if (store_engine_find(&engine, &place, address, NULL) != 0 || engine == NULL)
        return NULL;
    return engine->place_is_file ? place : NULL;
}
