#include "tests/dedup/fixture.h"

#include "dedup_lexicon.h"
#include "tests/support/test.h"

/* English, French, German, Spanish, Russian. */
static const char *const words[][5] = {
    {"government", "gouvernement", "Regierung", "gobierno", "правительство"},
    {"bridge", "pont", "Brücke", "puente", "мост"},
    {"river", "fleuve", "Fluss", "río", "река"},
    {"mayor", "maire", "Bürgermeister", "alcalde", "мэр"},
    {"fire", "incendie", "Feuer", "incendio", "пожар"},
    {"forest", "forêt", "Wald", "bosque", "лес"},
    {"police", "police", "Polizei", "policía", "полиция"},
    {"court", "tribunal", "Gericht", "tribunal", "суд"},
    {"school", "école", "Schule", "escuela", "школа"},
    {"teacher", "enseignant", "Lehrer", "maestro", "учитель"},
    {"water", "eau", "Wasser", "agua", "вода"},
    {"flood", "inondation", "Überschwemmung", "inundación", "наводнение"},
    {"village", "village", "Dorf", "pueblo", "деревня"},
    {"farmer", "agriculteur", "Bauer", "agricultor", "фермер"},
    {"harvest", "récolte", "Ernte", "cosecha", "урожай"},
    {"bank", "banque", "Bank", "banco", "банк"},
    {"money", "argent", "Geld", "dinero", "деньги"},
    {"tax", "impôt", "Steuer", "impuesto", "налог"},
    {"worker", "ouvrier", "Arbeiter", "obrero", "рабочий"},
    {"strike", "grève", "Streik", "huelga", "забастовка"},
    {"hospital", "hôpital", "Krankenhaus", "hospital", "больница"},
    {"doctor", "médecin", "Arzt", "médico", "врач"},
    {"museum", "musée", "Museum", "museo", "музей"},
    {"painting", "tableau", "Gemälde", "cuadro", "картина"},
    {"thief", "voleur", "Dieb", "ladrón", "вор"},
    {"night", "nuit", "Nacht", "noche", "ночь"},
    {"scientist", "scientifique", "Wissenschaftler", "científico", "учёный"},
    {"island", "île", "Insel", "isla", "остров"},
    {"ship", "navire", "Schiff", "barco", "корабль"},
    {"minister", "ministre", "Minister", "ministro", "министр"},
    {"close", "fermer", "schließen", "cerrar", "закрыть"},
    {"build", "construire", "bauen", "construir", "построить"},
    {"find", "trouver", "finden", "encontrar", "найти"},
    {"steal", "voler", "stehlen", "robar", "украсть"},
    {"year", "année", "Jahr", "año", "год"},
    {"million", "million", "Million", "millón", "миллион"},
    {"people", "gens", "Leute", "gente", "люди"},
    {"old", "vieux", "alt", "viejo", "старый"},
    {"inhabitant", "habitant", "Einwohner", "habitante", "житель"},
    {"resident", "résident", "Bewohner", "residente", "резидент"},
};

static const char *const langs[5] = {"en", "fr", "de", "es", "ru"};

static void word_add(struct dedup_lexicon_builder *builder, const char *const row[5])
{
    uint32_t concept_key = dedup_word_key("en", row[0]);

    for (size_t i = 1; i < 5; i++)
        assert_int_equal(
            dedup_lexicon_add(builder, langs[i], dedup_word_key(langs[i], row[i]), concept_key, 1),
            DEDUP_OK);
    assert_int_equal(dedup_lexicon_commonness(builder, concept_key, 0.004), DEDUP_OK);
}

void *fixture_lexicon(size_t *ret_size)
{
    struct dedup_lexicon_builder *builder;
    void *data;

    assert_int_equal(dedup_lexicon_builder_new(&builder), DEDUP_OK);
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
        word_add(builder, words[i]);
    assert_int_equal(dedup_lexicon_finish(&data, ret_size, builder), DEDUP_OK);
    dedup_lexicon_builder_free(builder);
    return data;
}

static void engine_open(struct fixture *fixture)
{
    struct dedup_options options = {.memory = fixture->memory,
                                    .lexicon = fixture->lexicon,
                                    .lexicon_size = fixture->lexicon_size,
                                    .fold = fixture->fold,
                                    .without_learning = fixture->without_learning};

    assert_int_equal(dedup_open(&fixture->engine, &options), DEDUP_OK);
}

void fixture_open_with(struct fixture *ret, void *lexicon, size_t size, bool without_learning)
{
    *ret = (struct fixture){
        .lexicon = lexicon, .lexicon_size = size, .without_learning = without_learning};
    assert_int_equal(dedup_ram_new(&ret->memory, 0), DEDUP_OK);
    engine_open(ret);
}

void fixture_open(struct fixture *ret, int64_t window_seconds)
{
    *ret = (struct fixture){.lexicon = NULL};
    ret->lexicon = fixture_lexicon(&ret->lexicon_size);
    assert_int_equal(dedup_ram_new(&ret->memory, window_seconds), DEDUP_OK);
    engine_open(ret);
}

void fixture_close(struct fixture *fixture)
{
    dedup_close(fixture->engine);
    dedup_ram_free(&fixture->memory);
    free(fixture->lexicon);
}

void fixture_reopen(struct fixture *fixture)
{
    assert_int_equal(dedup_flush(fixture->engine), DEDUP_OK);
    dedup_close(fixture->engine);
    engine_open(fixture);
}

struct dedup_verdict fixture_place(struct fixture *fixture, const struct dedup_item *item)
{
    struct dedup_verdict verdict;

    assert_int_equal(dedup_place(&verdict, fixture->engine, item), DEDUP_OK);
    return verdict;
}

uint64_t fixture_node(const struct fixture *fixture, uint64_t key)
{
    const struct dedup_memory *memory = &fixture->memory;
    struct dedup_record record;
    uint64_t node;
    dedup_doc doc;

    assert_int_equal(memory->find(memory->context, &doc, key), 0);
    assert_int_not_equal(doc, 0);
    assert_int_equal(memory->get(memory->context, &record, doc), 0);
    assert_int_equal(memory->resolve(memory->context, &node, record.node), 0);
    return node;
}
