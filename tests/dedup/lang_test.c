#include "dedup/text/lang.h"
#include "tests/support/test.h"

#define ENGLISH                                                                                    \
    "The mayor of the town said on Monday that the old bridge over the river will be closed for "  \
    "two years while workers repair it, and that a ferry will carry the people across until the "  \
    "new road is open. "
#define NUMBERS    "12:30 2-1 14:05 0-3 15:45 1-1 17:20 2-2 18:00 4-0 19:15 3-1 20:30 0-0 21:45 1-2 "
#define FOUR(text) text text text text

static const struct {
    const char *name, *label, *title, *text, *lang;
} rows[] = {
    {"label alone", "fr", "", "", "fr"},
    {"region of a label", "pt-BR", "", "", "pt"},
    {"joined labels", "hr-HR", "", "", "sh"},
    {"nothing at all", NULL, "", "", ""},
    {"a wrong label on a short text is believed", "fr", "The bridge will close", "", "fr"},
    {"a wrong label on a long text is not", "fr", "The old bridge will close",
     "The mayor of the town said on Monday that the old bridge over the river will be closed for "
     "two years while workers repair it, and that a ferry will carry the people across.",
     "en"},
    {"a right label on a long text", "en", "The old bridge will close",
     "The mayor of the town said on Monday that the old bridge over the river will be closed for "
     "two years while workers repair it, and that a ferry will carry the people across.",
     "en"},
    {"a wrong label on an article is not", "fr", "The old bridge will close", FOUR(FOUR(ENGLISH)),
     "en"},
    {"an article whose head and middle tell nothing is what its label says", "fr", "",
     FOUR(FOUR(NUMBERS)), "fr"},
    {"or what the rest of it is", NULL, "", FOUR(FOUR(NUMBERS)) FOUR(ENGLISH), "en"},
    {"confusable languages are no contradiction", "sk", "Starý most bude zavřený",
     "Starosta města v pondělí řekl, že starý most přes řeku bude dva roky uzavřen, zatímco ho "
     "dělníci opraví, a že lidi bude přes řeku vozit přívoz, který patří městu.",
     "sk"},
    {"no label: French", NULL, "Le vieux pont va fermer",
     "Le maire de la ville a dit lundi que le vieux pont sur le fleuve sera fermé pendant deux "
     "ans.",
     "fr"},
    {"no label: German", NULL, "Die alte Brücke wird geschlossen",
     "Der Bürgermeister der Stadt sagte am Montag, dass die alte Brücke zwei Jahre geschlossen "
     "wird.",
     "de"},
    {"no label: Russian", NULL, "Старый мост закроют",
     "Мэр города сообщил в понедельник, что старый мост через реку будет закрыт на два года.",
     "ru"},
    {"no label: Ukrainian", NULL, "Старий міст закриють",
     "Міський голова повідомив у понеділок, що старий міст через річку буде закрито на два роки.",
     "uk"},
    {"no label: Greek", NULL, "", "Ο δήμαρχος είπε ότι η παλιά γέφυρα θα κλείσει για δύο χρόνια.",
     "el"},
    {"no label: Arabic", NULL, "", "قال رئيس البلدية يوم الاثنين إن الجسر القديم سيغلق لمدة عامين.",
     "ar"},
    {"no label: Hebrew", NULL, "", "ראש העיר אמר ביום שני כי הגשר הישן ייסגר למשך שנתיים.", "he"},
    {"no label: Hindi", NULL, "", "महापौर ने सोमवार को कहा कि पुराना पुल दो साल के लिए बंद रहेगा।", "hi"},
    {"no label: Japanese", NULL, "", "市長は月曜日、川に架かる古い橋を二年間閉鎖すると発表した。",
     "ja"},
    {"no label: Korean", NULL, "",
     "시장은 월요일 강 위의 낡은 다리를 이 년 동안 폐쇄한다고 밝혔다.", "ko"},
    {"no label: Chinese", NULL, "", "市长周一表示，横跨河流的旧桥将关闭两年以便进行修缮工程。",
     "zh"},
    {"no label: Thai", NULL, "", "นายกเทศมนตรีกล่าวเมื่อวันจันทร์ว่าสะพานเก่าจะปิดสองปี", "th"},
    {"Japanese that is called Chinese", "zh", "",
     FOUR("市長は月曜日、川に架かる古い橋を閉鎖すると発表した。"), "ja"},
    {"Chinese that is called Japanese", "ja", "", FOUR("市长周一表示，横跨河流的旧桥将关闭两年。"),
     "zh"},
    {"Korean that is called English", "en", "",
     FOUR("시장은 강 위의 낡은 다리를 폐쇄한다고 밝혔다. "), "ko"},
    {"Thai that is called English", "en", "", FOUR("นายกเทศมนตรีกล่าวว่าสะพานเก่าจะปิดสองปี "), "th"},
    {"Chinese with a few names in Latin", NULL, "",
     FOUR("市长周一表示 ABC，横跨河流的旧桥将关闭两年。"), "zh"},
    {"English with a few names in Han", NULL, "", ENGLISH "市长 横跨", "en"},
    {"French with Chinese in it", NULL, "",
     "Le maire de la ville a dit lundi que le vieux pont sur le fleuve sera fermé. 市长周一表示，"
     "横跨河流的旧桥将关闭两年。 Les habitants de la ville prendront le bateau pendant deux ans.",
     "fr"},
    {"an invalid byte does not hide the rest", NULL, "Le vieux pont \xff va fermer",
     "Le maire \xe9 de la ville a dit lundi que le vieux pont sur le fleuve sera ferm\xc3 pendant "
     "deux ans.",
     "fr"},
    {"nor does a control character", NULL, "Le vieux pont \x01 va fermer",
     "Le maire \x02 de la ville a dit \xef\xb7\x90 lundi que le vieux pont sera fermé.", "fr"},
    {"invalid bytes", "en", "\xff\xfe", "\xed\xa0\x80 \xc3", "en"},
};

static void test_recognise(void **state)
{
    int wrong = 0;

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        char lang[DEDUP_LANG_SIZE];

        lang_recognise(lang, rows[i].label, NULL, rows[i].title, strlen(rows[i].title),
                       rows[i].text, strlen(rows[i].text));
        if (strcmp(lang, rows[i].lang) != 0) {
            print_error("%s: %s\n", rows[i].name, lang);
            wrong++;
        }
    }
    assert_int_equal(wrong, 0);
}

/* Every length of a text of long characters: no character is cut, and no read goes past the
 * sample. */
static void test_any_length(void **state)
{
    char text[8000], lang[DEDUP_LANG_SIZE];

    (void)state;
    for (size_t i = 0; i + 4 <= sizeof(text); i += 4)
        memcpy(text + i, "中 ", 4);
    for (size_t size = 0; size < sizeof(text); size += 37)
        lang_recognise(lang, NULL, NULL, text, size, text + size, sizeof(text) - size);
    assert_string_equal(lang, "zh");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_recognise),
        cmocka_unit_test(test_any_length),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
