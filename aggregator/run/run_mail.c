#include "aggregator/run/run_mail.h"

#include "aggregator/base/failpoint.h"
#include "aggregator/base/log.h"
#include "aggregator/mail/mail_message.h"
#include "aggregator/mail/mail_send.h"
#include "aggregator/publish/digest_letter.h"

#include <string.h>

enum {
    LETTER_BYTES = 256 * 1024 * 1024, /* a digest and its texts */
    MESSAGE_BYTES = 64 * 1024 * 1024,
    PROGRAM_SECONDS = 60,
    TRIED_SECONDS = 7 * 86400, /* how long a mail is tried */
};

struct mailing {
    struct store *store;
    const struct config *config;
    const struct run_mail_options *options;
    const struct output *output;
    size_t sent;
};

/* Why a letter is not sent, now or ever. */
enum obstacle { OBSTACLE_NONE, OBSTACLE_CUT, OBSTACLE_DAMAGED, OBSTACLE_OLD, OBSTACLE_OFF };

static enum obstacle obstacle_find(const struct mailing *mailing,
                                   const struct digest_letter *letter)
{
    if (letter->mail == STORE_MAIL_HANDED)
        return OBSTACLE_CUT;
    if (letter->html == NULL)
        return OBSTACLE_DAMAGED;
    if (letter->made < mailing->options->now - TRIED_SECONDS)
        return OBSTACLE_OLD;
    return mailing->options->programs ? OBSTACLE_NONE : OBSTACLE_OFF;
}

static int letter_mark(const struct mailing *mailing, const struct digest_letter *letter,
                       enum store_mail mail, struct error *err)
{
    return store_digest_mail(mailing->store, letter->list, letter->slot, mail, err);
}

/* Logs why a letter is not sent. Sets *ret_more unless it stays due. */
static int obstacle_tell(bool *ret_more, const struct mailing *mailing,
                         const struct digest_letter *letter, enum obstacle obstacle,
                         struct error *err)
{
    static const char *const words[] = {
        [OBSTACLE_CUT] =
            ("a run was cut while it was sent; it may or may not have been sent and is "
             "not sent again"),
        [OBSTACLE_DAMAGED] = "it is damaged in the state and is not sent",
        [OBSTACLE_OLD] = "it could not be sent for a week and is given up",
        [OBSTACLE_OFF] = "programs are switched off here (HEADWATER_PROGRAMS=off), so it waits",
    };

    log_line(LOG_LEVEL_WARNING, "mail of the digest %s: %s", mailing->output->path,
             words[obstacle]);
    *ret_more = obstacle != OBSTACLE_OFF;
    return *ret_more
               ? letter_mark(mailing, letter,
                             obstacle == OBSTACLE_CUT ? STORE_MAIL_SENT : STORE_MAIL_NONE, err)
               : 0;
}

static int message_write(struct str *into, const struct mailing *mailing,
                         const struct digest_letter *letter, struct error *err)
{
    const struct output *output = mailing->output;
    const struct mail mail = {.from = output->from,
                              .from_name = output->title != NULL ? output->title : "headwater",
                              .to = output->to,
                              .to_count = output->to_count,
                              .subject = letter->subject,
                              .date = letter->made,
                              .id = letter->id,
                              .plain = letter->plain,
                              .html = letter->html};

    return mail_message_write(into, &mail, err);
}

/* Hands a message over and stores the result. Sets *ret_more when it was sent. */
static int message_send(bool *ret_more, struct mailing *mailing, const struct digest_letter *letter,
                        const struct str *message, struct error *err)
{
    const struct output *output = mailing->output;
    const struct mail_order order = {.program = mailing->config->settings.sendmail,
                                     .from = output->from,
                                     .to = output->to,
                                     .to_count = output->to_count,
                                     .message = message,
                                     .seconds = PROGRAM_SECONDS};
    struct error refusal;
    bool unknown = false;
    int code = letter_mark(mailing, letter, STORE_MAIL_HANDED, err);
    int sent;

    if (code != 0)
        return code;
    failpoint("mail-handed");
    sent = mail_send(&unknown, &order, &refusal);
    failpoint("mail-taken");
    *ret_more = sent == 0 || unknown;
    mailing->sent += sent == 0;
    if (sent == 0)
        log_line(LOG_LEVEL_DEBUG, "mail of the digest %s: handed to %s", output->path,
                 order.program);
    else
        log_line(LOG_LEVEL_WARNING, "mail of the digest %s: %s; %s", output->path, refusal.text,
                 unknown ? "it may have been sent and is not sent again"
                         : "the next run tries again");
    return letter_mark(mailing, letter, *ret_more ? STORE_MAIL_SENT : STORE_MAIL_DUE, err);
}

static int letter_send(bool *ret_more, struct mailing *mailing, const struct digest_letter *letter,
                       struct error *err)
{
    struct str message;
    int code;

    str_init(&message, MESSAGE_BYTES);
    code = message_write(&message, mailing, letter, err);
    if (code == 0)
        code = message_send(ret_more, mailing, letter, &message, err);
    str_release(&message);
    return code;
}

/* Deals with the oldest letter of the output. Sets *ret_more unless it was the last one, or one
 * that stays due: those after it wait, too. */
static int letter_handle(bool *ret_more, struct mailing *mailing, struct error *err)
{
    struct digest_letter letter;
    struct arena arena;
    struct error local = {.code = ERR_NONE};
    enum obstacle obstacle;
    int code;

    *ret_more = false;
    arena_init(&arena, LETTER_BYTES);
    code = digest_letter_next(&letter, &arena, mailing->store, mailing->config, mailing->output,
                              &local);
    if (code == 0) {
        obstacle = obstacle_find(mailing, &letter);
        code = obstacle != OBSTACLE_NONE
                   ? obstacle_tell(ret_more, mailing, &letter, obstacle, &local)
                   : letter_send(ret_more, mailing, &letter, &local);
    }
    arena_release(&arena);
    if (code == ERR_ABSENT)
        return 0;
    if (code != 0 && err != NULL)
        *err = local;
    return code;
}

int run_mail(size_t *ret_sent, struct store *store, const struct config *config,
             const struct run_mail_options *options, struct error *err)
{
    struct mailing mailing = {.store = store, .config = config, .options = options};
    int code = 0;

    for (size_t i = 0; i < config->output_count && code == 0; i++) {
        bool more = config->outputs[i].to_count > 0;

        mailing.output = &config->outputs[i];
        while (more && code == 0 && (options->stop == NULL || !*options->stop))
            code = letter_handle(&more, &mailing, err);
    }
    *ret_sent = mailing.sent;
    return code;
}
