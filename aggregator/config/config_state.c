#include "aggregator/config/config.h"

#include "aggregator/base/file.h"
#include "aggregator/config/document.h"
#include "aggregator/config/path.h"
#include "aggregator/config/reader.h"
#include "aggregator/store/store_address.h"

/* The path or the server in the value of settings.state; unchanged when there is none. */
static int state_text(const char **ret, const yaml_node_t *node, const char *path,
                      struct error *err)
{
    const char *text = node != NULL ? reader_text(node) : NULL;
    const char *file = text != NULL ? store_address_file(text) : NULL;
    struct error refusal;

    if (file != NULL && file[0] != '\0')
        *ret = file;
    else if (text != NULL && store_address_is_remote(text))
        *ret = text;
    else if (text != NULL && store_address_check(text, &refusal) != 0)
        return error_set(err, ERR_CONFIG, SCOPE_RUN, "%s:%zu:%zu: state: %s", path,
                         node->start_mark.line + 1, node->start_mark.column + 1, refusal.text);
    return 0;
}

int config_load_state(const char **ret, struct arena *arena, const char *path, struct error *err)
{
    yaml_document_t document;
    const yaml_node_t *node;
    struct str text;
    const char *state = NULL, *folder;
    int code;

    *ret = NULL;
    str_init(&text, CONFIG_FILE_BYTES_MAX);
    code = file_read(&text, path, err);
    if (code == 0)
        code = document_load(&document, path, text.text, text.length, err);
    str_release(&text);
    if (code != 0)
        return code == ERR_MEMORY ? code : (int)(err->code = ERR_CONFIG);
    node = document_find(&document, yaml_document_get_root_node(&document), "settings");
    node = document_find(&document, node, "state");
    code = state_text(&state, node, path, err);
    folder = path_folder(arena, path);
    if (state != NULL && folder != NULL)
        *ret = store_address_is_remote(state) ? arena_strdup(arena, state)
                                              : path_absolute(arena, folder, state);
    yaml_document_delete(&document);
    return folder != NULL && (state == NULL || *ret != NULL)
               ? code
               : error_set(err, ERR_MEMORY, SCOPE_RUN, "out of memory");
}
