#include "aggregator/site/site_search.h"

#include "aggregator/publish/publish_results.h"
#include "aggregator/render/render.h"

#include <stdlib.h>
#include <string.h>

enum { ADDRESS_BYTES = 16 * 1024 };

/* The paths of results and their formats. */
static const struct {
    const char *path;
    enum output_format format;
} kinds[] = {
    {"/search", OUTPUT_HTML},
    {"/search.atom", OUTPUT_ATOM},
    {"/search.rss", OUTPUT_RSS},
    {"/search.json", OUTPUT_JSON},
};

static const char description_path[] = "/opensearch.xml";

bool site_search_takes(const char *path)
{
    for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
        if (strcmp(path, kinds[i].path) == 0)
            return true;
    return strcmp(path, description_path) == 0;
}

/* The page number that was asked for; 1 for anything else than a number. */
static unsigned page_read(const char *text)
{
    const bool is_number = text != NULL && text[strspn(text, "0123456789")] == '\0';
    const unsigned long page = is_number ? strtoul(text, NULL, 10) : 1;

    if (page > PUBLISH_RESULT_PAGES)
        return PUBLISH_RESULT_PAGES;
    return page > 0 ? (unsigned)page : 1;
}

/* The address of the server with a slash at its end: the public one if the user gives it, else as
 * the client names it. */
static void address_append(struct str *into, const struct config *config,
                           const struct serve_request *request)
{
    const char *site = config->settings.site;

    if (site != NULL) {
        str_append(into, site);
        str_append(into, site[0] == '\0' || site[strlen(site) - 1] != '/' ? "/" : "");
        return;
    }
    str_append(into, request->secure ? "https://" : "http://");
    str_append(into, request->host != NULL ? request->host : "127.0.0.1");
    str_append_char(into, '/');
}

static void self_append(struct str *into, const struct config *config,
                        const struct serve_request *request, const char *query)
{
    address_append(into, config, request);
    str_append(into, request->path + 1);
    str_append(into, "?q=");
    for (; *query != '\0'; query++)
        str_appendf(into, strchr(" \"<>\\^`{|}&+#%", *query) != NULL ? "%%%02X" : "%c",
                    (unsigned)(unsigned char)*query);
}

static int results_answer(struct serve_reply *reply, struct store *store,
                          const struct config *config, const struct serve_request *request,
                          enum output_format format, struct error *err)
{
    const char *query = serve_parameter(request, "q");
    struct publish_results results = {.query = query != NULL ? query : "",
                                      .page = page_read(serve_parameter(request, "page")),
                                      .format = format};
    struct str self;
    int code;

    str_init(&self, ADDRESS_BYTES);
    self_append(&self, config, request, results.query);
    results.self = self.text;
    if (format != OUTPUT_HTML)
        results.page = 1;
    reply->media_type = render_media_type(format);
    if (format == OUTPUT_HTML)
        reply->policy = serve_policy(config->settings.pictures);
    code = publish_results(&reply->body, store, config, &results, err);
    str_release(&self);
    return code;
}

static void description_answer(struct serve_reply *reply, const struct config *config,
                               const struct serve_request *request)
{
    struct str address;

    str_init(&address, ADDRESS_BYTES);
    address_append(&address, config, request);
    reply->media_type = "application/opensearchdescription+xml";
    publish_search_description(&reply->body, config, address.text);
    str_release(&address);
}

int site_search_answer(struct serve_reply *reply, struct store *store, const struct config *config,
                       const struct serve_request *request, struct error *err)
{
    for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
        if (strcmp(request->path, kinds[i].path) == 0)
            return results_answer(reply, store, config, request, kinds[i].format, err);
    description_answer(reply, config, request);
    return 0;
}
