#include "dedup/text/word_light.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* Endings of cases, numbers, genders and tenses, and attached articles and particles. Endings that
 * make a different word (a profession, a place) stay. Sorted by language. */
const struct word_light word_light_table[] = {
    {"be", 3,
     "а я ю е э о ы и і ам ям ом ем ах ях оу еу ау яу амі ямі ою ею аи яи ага яга аму яму ым "
     "ім ых іх ымі імі ая яя ое ее ую юю ыя ія ала алі іла ілі іло ецца юцца ацца яцца іцца "
     "уцца уе юць аць яць іць уць"},
    {"bg", 3,
     "а я о е и у ът ят та то те ата ята ото ето ите ове еве овете ия ии ият ието ията иите "
     "ища ищата ета етата ам аме ате ат аш ем еш им иш ех ах их яха аха иха ала али ало ял яла "
     "яли ил ила или ило ел ен ена ени ено ения ението ение ан ана ани ано ане ането ания"},
    {"cs", 3,
     "a e i y o u ou em am um ach ech ich ami emi imi ama ovi ove eho emu iho imu im ym ymi "
     "ych ej al ala ali alo aly il ila ili ilo ily el ela eli elo ely it out uje uji ujeme "
     "ujete ujou aji eji ani eni en ena eno eny ene an ana ano any ane eneho enych enym anych "
     "anym anim enim aneho"},
    {"et", 3,
     "a e i o u ide ides idest idesse idel idele idelt ideks ideni ideta idega d t s l b de te id "
     "ed ud ad od st sse le lt ks ni na ta ga des dest desse del "
     "dele delt deks deni dena deta dega tes test tesse tel tele telt teks teni tena teta tega "
     "is ist isse il ile ilt iks ma da vad sid sin nud tud takse ti me mine mise mist miseks "
     "misel misest mises misega nuks sime tav va vat vate"},
    {"fa", 2, "ها هاي هايي هايش هايشان هايم ي اي ان ات تر ترين م ش شان مان ند يم يد ه اند ست"},
    {"he", 2, "ימ ות יות יימ ית ה י ו ת יה כמ המ הנ נו תי תמ"},
    {"ko", 1,
     "은 는 이 가 을 를 에 의 와 과 도 만 로 으로 에서 에게 에게서 에는 에도 에서는 에서도 으로는 "
     "로는 으로서 로서 으로써 로써 까지 부터 보다 처럼 한테 "
     "께서 이나 나 라고 이라고 라는 이라는 이며 며 이고 고 이다 다 입니다 들 들은 들이 들을 들의 "
     "들에 들에게 들과 들도 하다 한다 했다 하는 하고 하며 하여 "
     "해 했고 했으며 하기 한 할 함 했던 하지 하면 해야 된다 됐다 되는 되고 된 될 되어 됐고 이었다 "
     "였다 이라 인 으며 었다 았다 었던 았던 는데 지만 습니다 "
     "했습니다 합니다 했지만 하지만 이지만 적 적인 적으로 란 이란 조차 마저 밖에 이자 하면서 면서 "
     "으면서 시키다 시킨 시켰다"},
    {"lv", 3,
     "a e i o u s is us as es os am em im um iem ai ei ij ies ais aja ajai ajam ajas ajos "
     "ajiem ajs ejs eja ejai ejam eju ejas ejiem ejos ot t at et it ja jam jas ju usi usas ta "
     "tas ti tie to tais tajs sana sanas sanai sanu"},
    {"mk", 3,
     "а о е и у от та то те ата ото ето ите ови овите иот иото аат еше аше ал ала але ало ел "
     "ела еле ело ил ила иле ило ен ена ени ено ан ана ани ано ање ањето ања"},
    {"pl", 3,
     "a e i y o u ow om em ie iem owi owie ami ach ego emu ym im ich ych ymi imi ej ia iu ii "
     "ij iom iach iami iego iemu iej al ala ali alo aly il ila ili ilo ily yl yla yli ylo yly "
     "ac ic yc ec uje uja ujac ujacy ujaca ujace ujacych aja ajac ano ana any ane anych anym "
     "anego anej ony ona one ono onych onym onego onej enia enie eniu eniem eniami eniach ania "
     "anie aniu aniem aniami aniach"},
    {"sk", 3,
     "a e i y o u ou om ov ovi ovia ovy ami och ach ech iam iach iami eho emu ej ie ia iu ych "
     "ym ymi im ich imi ieho iemu iej al ala ali alo il ila ili ilo el ela eli elo ol ola oli "
     "olo at it et ut iet uje uju ujeme aju eju ani ania anie aniu anim enie enia eniu enim "
     "eny ena eni ene eno eneho enych enym any ana ane ano aneho anych anym"},
    {"sl", 3,
     "a e i o u om em im ih ega emu imi ami ah ov ev jo ja je ji oma ema am eh al ala ali alo "
     "ale il ila ili ilo ile el ela eli ti ati iti eti uje ujejo ajo ijo ejo an ana ani ano "
     "ane en ena eni eno ene anje anja anju anjem enje enja enju enjem"},
    {"uk", 3,
     "а я у ю е є о и і ам ям ом ем єм ах ях ів ами ями ові еві єві ою ею єю еи ии іи ого ього "
     "ому ьому им ім их іх ими іми оі ьоі ая ую юю єі ав ала ало али ив ила ило или ув ула уло "
     "ули яв яла яло яли ює ує уєть ують юють ять ать ить еть уть ану ана ане ані аних ання "
     "анню анням аннями аннях ань ення енню енням еннями еннях ень иння ься тися лися лася "
     "лося вся ється ються иться яться ено ано ати ити ути яти іти атись"},
};

const size_t word_light_count = sizeof(word_light_table) / sizeof(word_light_table[0]);

static int row_compare(const void *lang, const void *row)
{
    return strcmp(lang, ((const struct word_light *)row)->lang);
}

const struct word_light *word_light_find(const char *lang)
{
    return bsearch(lang, word_light_table, word_light_count, sizeof(word_light_table[0]),
                   row_compare);
}

static bool is_first_byte(char c)
{
    return ((unsigned char)c & 0xc0) != 0x80;
}

/* The bytes of the first count characters; size + 1 when there are fewer. */
static size_t bytes_of(const char *word, size_t size, int count)
{
    for (size_t i = 0; i < size; i++)
        if (is_first_byte(word[i]) && count-- == 0)
            return i;
    return count == 0 ? size : size + 1;
}

size_t word_light_stem(const struct word_light *light, const char *word, size_t size)
{
    size_t min = bytes_of(word, size, light->keep);
    size_t best = 0;
    const char *next;

    for (const char *ending = light->endings; *ending != '\0'; ending = next) {
        size_t length = 0;

        while (ending[length] != ' ' && ending[length] != '\0')
            length++; /* strcspn() would build a table each time */
        next = ending + length + (ending[length] == ' ');
        if (length > best && min + length <= size && word[size - 1] == ending[length - 1] &&
            memcmp(word + size - length, ending, length) == 0)
            best = length;
    }
    return size - best;
}

/* A character of three bytes from U+3040 to U+309F. */
static bool is_hiragana(const char *c)
{
    const unsigned char *u = (const unsigned char *)c;

    return u[0] == 0xe3 && (u[1] == 0x81 || (u[1] == 0x82 && u[2] <= 0x9f));
}

size_t word_light_stem_japanese(const char *word, size_t size)
{
    size_t end = size;

    while (end >= 3 && is_hiragana(word + end - 3))
        end -= 3;
    if (end == size && size > 9 && memcmp(word + size - 3, "ー", 3) == 0)
        return size - 3;
    return end > 0 ? end : size;
}
