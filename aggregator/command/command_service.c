#include "aggregator/command/command_service.h"

#include "aggregator/base/clock.h"
#include "aggregator/base/log.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

enum {
    PAUSE_MAX_SECONDS = 30,
    GOOD_SECONDS = 60, /* work that lasted so long ends a series of failures */
};

volatile sig_atomic_t command_stop;

static void stop_on_signal(int number)
{
    (void)number;
    command_stop = 1;
}

void command_catch_signals(void)
{
    struct sigaction action = {.sa_handler = stop_on_signal, .sa_flags = (int)SA_RESETHAND};

    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
}

bool command_programs_allowed(void)
{
    const char *word = getenv("HEADWATER_PROGRAMS");

    return word == NULL || strcmp(word, "off") != 0;
}

static void pause_make(int seconds)
{
    for (int i = 0; i < seconds && command_stop == 0; i++)
        nanosleep(&(struct timespec){.tv_sec = 1}, NULL);
}

int command_persist(command_work *work, void *context, struct error *err)
{
    char last[ERROR_TEXT_SIZE] = "";
    int pause = 1;

    for (;;) {
        const double since = clock_running();
        int code = work(context, err);

        if (code == 0 || (code != ERR_STORE && code != ERR_LOCKED && code != ERR_NETWORK))
            return code;
        if (clock_running() - since >= GOOD_SECONDS) {
            pause = 1;
            last[0] = '\0';
        }
        /* waiting for one's turn is no failure */
        if (strcmp(last, err->text) != 0)
            log_line(code == ERR_LOCKED ? LOG_LEVEL_INFO : LOG_LEVEL_WARNING, "%s; trying again",
                     err->text);
        memcpy(last, err->text, sizeof(last));
        *err = (struct error){.code = ERR_NONE};
        pause_make(code == ERR_LOCKED ? 1 : pause);
        if (command_stop != 0)
            return 0;
        pause = pause * 2 < PAUSE_MAX_SECONDS ? pause * 2 : PAUSE_MAX_SECONDS;
    }
}
