#include "aggregator/mail/mail_message.h"

#include "aggregator/base/clock.h"
#include "aggregator/mail/mail_encode.h"

#include <inttypes.h>
#include <string.h>

/* "=_" does not occur in quoted-printable (RFC 2045 §6.7), so no text can contain the boundary. */
#define BOUNDARY "=_headwater_%" PRIu64

static void date_append(struct str *into, int64_t date)
{
    char text[CLOCK_TEXT_SIZE];

    clock_format_rfc822(date, text);
    str_appendf(into, "Date: %.*s +0000\n", (int)strcspn(text, "G") - 1, text); /* not "GMT" */
}

static void from_append(struct str *into, const struct mail *mail)
{
    static const char field[] = "From: ";

    str_append(into, field);
    mail_encode_phrase(into, strlen(field), mail->from_name);
    str_appendf(into, "%s<%s>\n", mail->from_name[0] != '\0' ? "\n " : "", mail->from);
}

/* One address a line. */
static void to_append(struct str *into, const struct mail *mail)
{
    for (size_t i = 0; i < mail->to_count; i++)
        str_appendf(into, "%s%s", i > 0 ? ",\n " : "To: ", mail->to[i]);
    str_append(into, "\n");
}

static void part_append(struct str *into, uint64_t id, const char *type, const char *text)
{
    str_appendf(into,
                "--" BOUNDARY "\nContent-Type: %s; charset=utf-8\n"
                "Content-Transfer-Encoding: quoted-printable\n\n",
                id, type);
    mail_encode_body(into, text);
    str_append(into, "\n");
}

int mail_message_write(struct str *into, const struct mail *mail, struct error *err)
{
    const char *at = strchr(mail->from, '@');

    from_append(into, mail);
    to_append(into, mail);
    mail_encode_field(into, "Subject", mail->subject);
    date_append(into, mail->date);
    str_appendf(into, "Message-ID: <headwater.%" PRIu64 "@%s>\n", mail->id,
                at != NULL ? at + 1 : "localhost");
    str_append(into, "Auto-Submitted: auto-generated\nMIME-Version: 1.0\n"); /* RFC 3834 §5 */
    str_appendf(into, "Content-Type: multipart/alternative;\n boundary=\"" BOUNDARY "\"\n\n",
                mail->id);
    part_append(into, mail->id, "text/plain", mail->plain);
    part_append(into, mail->id, "text/html", mail->html);
    str_appendf(into, "--" BOUNDARY "--\n", mail->id);
    return str_status(into) == ERR_NONE
               ? 0
               : error_set(err, str_status(into), SCOPE_RUN, "a mail grew too large");
}
