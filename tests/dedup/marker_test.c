#include "dedup/text/marker.h"
#include "tests/support/test.h"

static struct text text;
static struct marker_phrases *phrases;

static int set_up(void **state)
{
    (void)state;
    assert_int_equal(marker_phrases_new(&phrases), DEDUP_OK);
    return text_init(&text);
}

static int tear_down(void **state)
{
    (void)state;
    marker_phrases_free(phrases);
    text_release(&text);
    return 0;
}

static const struct {
    const char *lang, *line;
} found[] = {
    {"ar", "عقدة المصدر: 2988751"},    {"bg", "Изходен възел: 2988751"},
    {"ca", "Node d'origen: 2988751"},  {"cs", "Zdrojový uzel: 2988751"},
    {"da", "Kildenode: 2988751"},      {"de", "Quellknoten: 2988751"},
    {"el", "Κόμβος πηγής: 2988751"},   {"en", "Source Node: 2988751"},
    {"en", "SOURCE NODE: 2988751"},    {"en", "source node : 2988751"},
    {"es", "Nodo de origen: 2988751"}, {"et", "Lähtesõlm: 2988751"},
    {"fa", "گره منبع: 2988751"},       {"fi", "Lähdesolmu: 2988751"},
    {"fr", "Nœud source: 2988751"},    {"fr", "Nœud source : 2988751"},
    {"fr", "Noeud source: 2988751"},   {"he", "צומת מקור: 2988751"},
    {"hi", "स्रोत नोड: 2988751"},       {"hu", "Forrás csomópont: 2988751"},
    {"id", "Node Sumber: 2988751"},    {"it", "Nodo di origine: 2988751"},
    {"ja", "ソースノード: 2988751"},   {"ja", "ソースノード：2988751"},
    {"ko", "소스 노드: 2988751"},      {"lt", "Šaltinio mazgas: 2988751"},
    {"lv", "Avota mezgls: 2988751"},   {"nl", "Bronknooppunt: 2988751"},
    {"no", "Kildenode: 2988751"},      {"pl", "Węzeł źródłowy: 2988751"},
    {"pt", "Nó de origem: 2988751"},   {"ro", "Nodul sursă: 2988751"},
    {"ru", "Исходный узел: 2988751"},  {"sh", "Izvorni čvor: 2988751"},
    {"sk", "Zdrojový uzol: 2988751"},  {"sv", "Källnod: 2988751"},
    {"th", "โหนดต้นทาง: 2988751"},      {"tr", "Kaynak düğüm: 2988751"},
    {"uk", "Вихідний вузол: 2988751"}, {"vi", "Nút nguồn: 2988751"},
    {"zh", "源节点：2988751"},         {"zh", "來源節點：2988751"},
    {"ar", "عقدة المصدر: ٢٩٨٨٧٥١"},
};

static void test_found(void **state)
{
    int missed = 0;

    (void)state;
    for (size_t i = 0; i < sizeof(found) / sizeof(found[0]); i++) {
        uint64_t markers[2] = {0};
        char body[512];

        snprintf(body, sizeof(body), "Some words.\n%s\nMore words 12.", found[i].line);
        assert_int_equal(text_read(&text, NULL, "A title", body), DEDUP_OK);
        if (marker_find(markers, 2, phrases, &text) != 1 || markers[0] != 2988751) {
            print_error("%s: %s\n", found[i].lang, found[i].line);
            missed++;
        }
    }
    assert_int_equal(missed, 0);
}

static const struct {
    const char *name, *line;
} none[] = {
    {"no colon", "Source node 2988751"},
    {"another phrase", "Phone number: 2988751"},
    {"too short", "Source node: 299"},
    {"too long", "Source node: 1234567890123456"},
    {"a fraction", "Source node: 29887.51"},
    {"on the next line", "Source node:\n2988751 people"},
    {"words between", "Source node of the river: 2988751"},
    {"phrase on the line before", "Source\nnode: 2988751"},
    {"nothing", ""},
};

static void test_not_found(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(none) / sizeof(none[0]); i++) {
        uint64_t markers[2];

        assert_int_equal(text_read(&text, NULL, NULL, none[i].line), DEDUP_OK);
        if (marker_find(markers, 2, phrases, &text) != 0)
            fail_msg("%s", none[i].name);
    }
}

static void test_several(void **state)
{
    uint64_t markers[2];

    (void)state;
    text_read(&text, NULL, NULL, "Source node: 1001\nQuellknoten: 1002\nNodo di origine: 1003");
    assert_int_equal(marker_find(markers, 2, phrases, &text), 2);
    assert_int_equal(markers[0], 1001);
    assert_int_equal(markers[1], 1002);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_found),
        cmocka_unit_test(test_not_found),
        cmocka_unit_test(test_several),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
