#define _XOPEN_SOURCE 700 /* setenv() */
/*
 * Mails: header fields, bodies, the whole message, and what a program like sendmail gets.
 */
#include "aggregator/mail/mail_encode.h"
#include "aggregator/mail/mail_message.h"
#include "aggregator/mail/mail_send.h"
#include "tests/support/test.h"

#include <sys/stat.h>
#include <unistd.h>

enum { TEXT_BYTES = 1 << 20, T0 = 1772438400 /* 2026-03-02T08:00:00Z */ };

static const struct {
    const char *name, *text, *field;
} fields[] = {
    {"words", "My river", "Subject: My river\n"},
    {"a colon", "My river: Monday", "Subject: =?UTF-8?Q?My_river=3A_Monday?=\n"},
    {"accents", "Été", "Subject: =?UTF-8?Q?=C3=89t=C3=A9?=\n"},
    {"an encoded word as text",
     "=?UTF-8?Q?a?=", "Subject: =?UTF-8?Q?=3D=3FUTF=2D8=3FQ=3Fa=3F=3D?=\n"},
    {"line breaks", "a\r\nBcc: x@y.example\n\nbody",
     "Subject: =?UTF-8?Q?a__Bcc=3A_x=40y=2Eexample__body?=\n"},
    {"a quote and a bracket", "\"a\" <b>", "Subject: =?UTF-8?Q?=22a=22_=3Cb=3E?=\n"},
    {"invalid UTF-8", "a\xff", "Subject: =?UTF-8?Q?a=EF=BF=BD?=\n"},
    {"characters are not divided", "ありがとうございました",
     "Subject: =?UTF-8?Q?=E3=81=82=E3=82=8A=E3=81=8C=E3=81=A8=E3=81=86=E3=81=94?=\n"
     " =?UTF-8?Q?=E3=81=96=E3=81=84=E3=81=BE=E3=81=97=E3=81=9F?=\n"},
    {"no text", "", "Subject: \n"},
};

static void test_fields(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++) {
        struct str into;

        str_init(&into, TEXT_BYTES);
        mail_encode_field(&into, "Subject", fields[i].text);
        if (strcmp(into.text, fields[i].field) != 0)
            fail_msg("%s: %s", fields[i].name, into.text);
        str_release(&into);
    }
}

static const struct {
    const char *name, *text, *body;
} bodies[] = {
    {"lines", "One\nTwo", "One\nTwo\n"},
    {"an equals sign and accents", "1=2 é", "1=3D2 =C3=A9\n"},
    {"blanks at an end", "a \nb\t\nc ", "a=20\nb=09\nc=20\n"},
    {"what ends or begins a mail", ".\n..\nFrom me\nFrom\n", "=2E\n=2E.\n=46rom me\nFrom\n"},
    {"a carriage return", "a\r\nb", "a=0D\nb\n"},
    {"a long line", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.b",
     "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa=\n=2Eb\n"},
    {"a byte that does not fit",
     "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa=b",
     "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa=\n=3Db\n"},
};

static void test_bodies(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(bodies) / sizeof(bodies[0]); i++) {
        struct str into;

        str_init(&into, TEXT_BYTES);
        mail_encode_body(&into, bodies[i].text);
        if (strcmp(into.text, bodies[i].body) != 0)
            fail_msg("%s: %s", bodies[i].name, into.text);
        str_release(&into);
    }
}

static const char *const readers[] = {"me@example.org", "root"};

static void test_message(void **state)
{
    const struct mail mail = {.from = "river@example.org",
                              .from_name = "Fluß",
                              .to = readers,
                              .to_count = 2,
                              .subject = "Monday",
                              .date = T0,
                              .id = 77,
                              .plain = "Guten Tag\n--=_headwater_77\n",
                              .html = "<p>Guten Tag</p>\n"};
    struct str into;

    (void)state;
    str_init(&into, TEXT_BYTES);
    assert_int_equal(mail_message_write(&into, &mail, NULL), 0);
    assert_string_equal(into.text,
                        "From: =?UTF-8?Q?Flu=C3=9F?=\n <river@example.org>\n"
                        "To: me@example.org,\n root\n"
                        "Subject: Monday\n"
                        "Date: Mon, 02 Mar 2026 08:00:00 +0000\n"
                        "Message-ID: <headwater.77@example.org>\n"
                        "Auto-Submitted: auto-generated\n"
                        "MIME-Version: 1.0\n"
                        "Content-Type: multipart/alternative;\n boundary=\"=_headwater_77\"\n\n"
                        "--=_headwater_77\n"
                        "Content-Type: text/plain; charset=utf-8\n"
                        "Content-Transfer-Encoding: quoted-printable\n\n"
                        "Guten Tag\n--=3D_headwater_77\n\n"
                        "--=_headwater_77\n"
                        "Content-Type: text/html; charset=utf-8\n"
                        "Content-Transfer-Encoding: quoted-printable\n\n"
                        "<p>Guten Tag</p>\n\n"
                        "--=_headwater_77--\n");
    str_release(&into);
}

static void script_write(const char *path, const char *text)
{
    FILE *file = fopen(path, "w");

    assert_non_null(file);
    fprintf(file, "#!/bin/sh\n%s\n", text);
    fclose(file);
    assert_int_equal(chmod(path, 0755), 0);
}

static const struct {
    const char *name, *script; /* NULL: the program does not exist */
    int code;
    bool unknown;
    const char *error;
} programs[] = {
    {"takes the mail",
     "cat > mail_test.got; echo \"$@\" > mail_test.args; "
     "echo \"$LC_CTYPE/$LC_ALLOWED$HEADWATER_SECRET\" > mail_test.env",
     0, false, ""},
    {"takes the mail without reading it", "exit 0", 0, false, ""},
    {"refuses it", "echo one >&2; echo 'no such user' >&2; echo >&2; exit 67", ERR_IO, false,
     "ended with status 67: no such user"},
    {"is killed", "kill -9 $$", ERR_IO, true, "ended with signal 9"},
    {"takes too long", "exec sleep 100", ERR_IO, true, "took longer than 1 s"},
    {"does not exist", NULL, ERR_IO, false, "cannot run"},
};

static void file_check(const char *path, const char *expected)
{
    char text[256] = "";
    FILE *file = fopen(path, "r");

    assert_non_null(file);
    assert_int_equal(fread(text, 1, sizeof(text) - 1, file), strlen(expected));
    assert_string_equal(text, expected);
    fclose(file);
    unlink(path);
}

static void test_programs(void **state)
{
    char program[4096];
    struct str message;

    (void)state;
    setenv("LC_CTYPE", "C", 1);
    setenv("LC_ALLOWED", "no", 1);
    setenv("HEADWATER_SECRET", "secret", 1);
    assert_non_null(getcwd(program, sizeof(program) - 32));
    strcat(program, "/mail_test.sendmail");
    str_init(&message, TEXT_BYTES);
    str_append(&message, "Subject: a\n\n.\nb\n");
    for (size_t i = 0; i < sizeof(programs) / sizeof(programs[0]); i++) {
        const struct mail_order order = {.program = program,
                                         .from = "river@example.org",
                                         .to = readers,
                                         .to_count = 2,
                                         .message = &message,
                                         .seconds = programs[i].unknown ? 1 : 60};
        struct error err = {.text = ""};
        bool unknown = false;

        if (programs[i].script != NULL)
            script_write(program, programs[i].script);
        if (mail_send(&unknown, &order, &err) != programs[i].code ||
            unknown != programs[i].unknown || strstr(err.text, programs[i].error) == NULL)
            fail_msg("%s: %s", programs[i].name, err.text);
        unlink(program);
    }
    file_check("mail_test.got", "Subject: a\n\n.\nb\n");
    file_check("mail_test.env", "C/\n");
    file_check("mail_test.args", "-i -f river@example.org me@example.org root\n");
    str_release(&message);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_fields),
        cmocka_unit_test(test_bodies),
        cmocka_unit_test(test_message),
        cmocka_unit_test(test_programs),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
