/*
 * headwater serve: serves the outputs, a page for each story, health and metrics over HTTP.
 */
#include "aggregator/base/clock.h"
#include "aggregator/base/log.h"
#include "aggregator/command/command_config.h"
#include "aggregator/reader/reader.h"
#include "aggregator/serve/serve.h"
#include "aggregator/site/site.h"
#include "aggregator/store/store_users.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/select.h>
#include <time.h>

static volatile sig_atomic_t stop_wanted;

static void stop_on_signal(int number)
{
    (void)number;
    stop_wanted = 1;
}

/* Blocks the signals that end the program before the server's thread starts, so that only the wait
 * below receives them. Returns the mask for that wait, which does not block them. */
static sigset_t signals_block(void)
{
    const struct sigaction action = {.sa_handler = stop_on_signal};
    sigset_t ending, open;

    signal(SIGPIPE, SIG_IGN);
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
    sigemptyset(&ending);
    sigaddset(&ending, SIGINT);
    sigaddset(&ending, SIGTERM);
    sigprocmask(SIG_BLOCK, &ending, &open);
    sigdelset(&open, SIGINT);
    sigdelset(&open, SIGTERM);
    return open;
}

/* Sweeps once a second until a signal arrives. Uses pselect() because not every system has
 * sigtimedwait(). */
static void wait_for_end(struct serve *serve, const sigset_t *open)
{
    const struct timespec second = {.tv_sec = 1};
    struct timespec clock;

    while (pselect(0, NULL, NULL, NULL, &second, open) == 0 || !stop_wanted) {
        clock_gettime(CLOCK_MONOTONIC, &clock);
        serve_sweep(serve, (int64_t)clock.tv_sec);
    }
}

/* What --now adds to the clock. */
static int64_t clock_shift;

static int64_t shifted_now(void)
{
    return clock_now() + clock_shift;
}

static int user_count(void *context, const struct store_user *user, struct error *err)
{
    (void)user, (void)err;
    ++*(size_t *)context;
    return 0;
}

/* Says why nobody can log in, if so; that may change while the server runs. */
static void users_check(const char *state_address)
{
    struct error err = {.code = ERR_NONE};
    struct store *store = NULL;
    size_t count = 0;
    int code = store_open_readonly(&store, state_address, &err);

    if (code == 0)
        code = store_users(store, user_count, &count, &err);
    if (code != 0)
        log_line(LOG_LEVEL_WARNING, "nobody can log in yet: %s", err.text);
    else if (count == 0)
        log_line(LOG_LEVEL_WARNING, "nobody can log in yet: there are no users "
                                    "(headwater user add NAME)");
    store_close(store);
}

/* Without encryption, anyone on the way can read passwords. */
static void address_warn(const char *address)
{
    if (strncmp(address, "127.", 4) != 0 && strncmp(address, "[::1]", 5) != 0)
        log_line(LOG_LEVEL_WARNING,
                 "passwords are sent unencrypted to %s; listen on 127.0.0.1 and put a web server "
                 "with TLS in front (see headwater-reader(7))",
                 address);
}

static int serve_config(const struct command_context *context, const struct config *config,
                        const char *address, bool users, struct error *err)
{
    const sigset_t open = signals_block();
    struct serve_source source;
    struct serve *serve = NULL;
    struct site *site = NULL;
    struct reader *reader = NULL;
    char text[64];
    int socket, code = serve_listen(&socket, text, address, err);

    if (code == 0)
        code = site_new(&site, config, context->state_address, shifted_now, err);
    if (code == 0 && users)
        code = reader_new(&reader, config, context->state_address, shifted_now, err);
    if (code == 0) {
        site_set_reader(site, reader);
        source = site_source(site);
        code = serve_start(&serve, socket, &source, err);
    }
    if (code == 0) {
        site_set_server(site, serve);
        if (users) {
            users_check(context->state_address);
            address_warn(text);
        }
        printf("Serving http://%s/\n", text);
        fflush(stdout);
        wait_for_end(serve, &open);
    }
    serve_stop(serve);
    reader_free(reader);
    site_free(site);
    return code;
}

static int serve_run(struct command_context *context, int argc, char **argv, struct error *err)
{
    const char *address = "127.0.0.1:8080";
    bool users = false;
    const struct command_option options[] = {
        {"listen", OPTION_VALUE, "ADDR:PORT",
         "the address and port to listen on (default: 127.0.0.1:8080)", &address},
        {"users", OPTION_FLAG, NULL, "let feed readers log in (see headwater user)", &users},
        {NULL, OPTION_FLAG, NULL, NULL, NULL}};
    struct config config = {0};
    bool done;
    int code = command_parse(&done, context, options, 0, 0, argc, argv, err);

    if (code != 0 || done)
        return error_exit_status((enum error_code)code);
    clock_shift = context->now_is_given ? context->now - clock_now() : 0;
    code = command_config(&config, context, err);
    if (code == 0)
        code = serve_config(context, &config, address, users, err);
    config_release(&config);
    return error_exit_status((enum error_code)code);
}

const struct command command_serve = {
    .name = "serve",
    .operands = "",
    .summary = "serve the outputs over HTTP",
    .details =
        "Serves the HTML page at \"/\", each output under the name of its file, a page for\n"
        "every story at \"/story/NODE\", a search at \"/search\", \"/health\" (JSON) and\n"
        "\"/metrics\" (Prometheus). If systemd passes a socket, uses that one. With --users,\n"
        "feed readers can log in and synchronise what is read and starred over the Google\n"
        "Reader or the Fever API. Hubs announce news at \"/websub/\" (see websub in feeds.yaml).\n"
        "Polls nothing, and writes only that and what users mark. SIGTERM or SIGINT ends it.",
    .run = serve_run};
