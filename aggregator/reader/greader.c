#include "aggregator/reader/greader.h"

#include "aggregator/account/access_token.h"
#include "aggregator/reader/greader_parts.h"
#include "aggregator/reader/login.h"

#include <string.h>

enum { METHODS_ALL = SERVE_GET | SERVE_POST };

static const struct row {
    const char *path; /* ends with "/" when more may follow */
    unsigned methods;
    bool changes;
    int (*answer)(struct call *call, struct error *err);
} rows[] = {
    {"token", METHODS_ALL, false, greader_token},
    {"user-info", SERVE_GET, false, greader_user_info},
    {"preference/list", SERVE_GET, false, greader_preferences},
    {"preference/stream/list", SERVE_GET, false, greader_stream_preferences},
    {"subscription/list", SERVE_GET, false, greader_subscriptions},
    {"tag/list", SERVE_GET, false, greader_tags},
    {"unread-count", SERVE_GET, false, greader_unread_count},
    {"stream/items/ids", METHODS_ALL, false, greader_item_ids},
    {"stream/items/contents", METHODS_ALL, false, greader_items},
    {"stream/contents", METHODS_ALL, false, greader_contents},
    {"stream/contents/", METHODS_ALL, false, greader_contents},
    {"edit-tag", SERVE_POST, true, greader_edit_tag},
    {"mark-all-as-read", SERVE_POST, true, greader_mark_all},
    {"subscription/edit", SERVE_POST, true, greader_refuse_change},
    {"subscription/quickadd", SERVE_POST, true, greader_refuse_change},
    {"rename-tag", SERVE_POST, true, greader_refuse_change},
    {"disable-tag", SERVE_POST, true, greader_refuse_change},
};

static const struct row atom_row = {"", SERVE_GET, false, greader_atom};

/* The row of a path; NULL when there is none. */
static const struct row *row_find(const char *path)
{
    static const char api[] = "/reader/api/0/", atom[] = "/reader/atom/";

    if (strncmp(path, atom, sizeof(atom) - 1) == 0)
        return &atom_row;
    if (strncmp(path, api, sizeof(api) - 1) != 0)
        return NULL;
    path += sizeof(api) - 1;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        const size_t length = strlen(rows[i].path);

        if (rows[i].path[length - 1] == '/' ? strncmp(path, rows[i].path, length) == 0
                                            : strcmp(path, rows[i].path) == 0)
            return &rows[i];
    }
    return NULL;
}

static int unauthorised(struct call *call, const char *header)
{
    call->reply->header = header;
    call->reply->header_value =
        strcmp(header, "WWW-Authenticate") == 0 ? "GoogleLogin realm=\"headwater\"" : "true";
    return call_refuse(call, 401, "Unauthorized\n");
}

static int row_answer(struct call *call, const struct row *row, struct error *err)
{
    int code;

    if (row->changes && !login_may_edit(call))
        return unauthorised(call, "X-Reader-Google-Bad-Token");
    code = row->answer(call, err);
    if (code == ERR_SYNTAX || code == ERR_LIMIT) {
        if (err != NULL)
            err->code = ERR_NONE;
        return call_refuse(call, 400, "malformed request\n");
    }
    return code;
}

unsigned greader_methods(const char *path)
{
    const struct row *row = row_find(path);

    return row != NULL ? row->methods : METHODS_ALL;
}

int greader_answer(struct call *call, struct error *err)
{
    const struct row *row;
    int code;

    if (strcmp(call->path, "/accounts/ClientLogin") == 0)
        return login_answer(call, err);
    code = login_recognise(call, err);
    if (code == ERR_ABSENT)
        return unauthorised(call, "WWW-Authenticate");
    if (code != 0)
        return code;
    row = row_find(call->path);
    return row != NULL ? row_answer(call, row, err)
                       : call_refuse(call, 404, "there is no such page\n");
}

int greader_token(struct call *call, struct error *err)
{
    char edit[ACCESS_EDIT_SIZE];

    (void)err;
    if (access_edit_token(edit, call->token))
        str_append(&call->reply->body, edit);
    return 0;
}
