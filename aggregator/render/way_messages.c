#include "aggregator/render/way_messages.h"

#include "aggregator/render/message_row.h"

/* search, no_word, nothing, no_index, too_long, next_page, previous_page, older_day, newer_day,
 * latest, days */
static const struct way_messages table[] = {
    {"ar", "بحث", "لا توجد كلمة للبحث عنها.", "لا يوجد خبر يحوي كل هذه الكلمات.",
     "البحث غير متاح الآن.", "كلمات شائعة كثيرة؛ جرّب كلمات أندر.", "الصفحة التالية",
     "الصفحة السابقة", "اليوم السابق", "اليوم التالي", "الأحدث", "الأيام"},
    {"cs", "Hledat", "Není co hledat: chybí slovo.", "Žádná zpráva neobsahuje všechna tato slova.",
     "Hledání teď není dostupné.", "Příliš mnoho běžných slov; zkuste vzácnější.", "Další strana",
     "Předchozí strana", "Předchozí den", "Následující den", "Nejnovější", "Dny"},
    {"de", "Suchen", "Kein Wort, nach dem gesucht werden kann.",
     "Keine Meldung enthält alle diese Wörter.", "Die Suche ist zurzeit nicht möglich.",
     "Zu viele häufige Wörter; versuchen Sie seltenere.", "Nächste Seite", "Vorige Seite",
     "Tag davor", "Tag danach", "Neueste", "Tage"},
    {"en", "Search", "No word to search for.", "No story contains all these words.",
     "Search is not available now.", "Too many common words; try rarer ones.", "Next page",
     "Previous page", "Previous day", "Next day", "Latest", "Days"},
    {"es", "Buscar", "No hay ninguna palabra que buscar.",
     "Ninguna noticia contiene todas estas palabras.", "La búsqueda no está disponible ahora.",
     "Demasiadas palabras comunes; pruebe otras más raras.", "Página siguiente", "Página anterior",
     "Día anterior", "Día siguiente", "Lo último", "Días"},
    {"fa", "جستجو", "واژه‌ای برای جستجو نیست.",
     "هیچ خبری همهٔ این واژه‌ها را ندارد.",
     "جستجو اکنون در دسترس نیست.", "واژه‌های کمیاب‌تری بیازمایید.",
     "صفحهٔ بعد", "صفحهٔ قبل", "روز قبل", "روز بعد", "تازه‌ترین", "روزها"},
    {"fr", "Rechercher", "Aucun mot à rechercher.", "Aucun sujet ne contient tous ces mots.",
     "La recherche n’est pas disponible actuellement.",
     "Trop de mots courants ; essayez des mots plus rares.", "Page suivante", "Page précédente",
     "Jour précédent", "Jour suivant", "À la une", "Jours"},
    {"he", "חיפוש", "אין מילה לחפש.", "אין ידיעה המכילה את כל המילים האלה.",
     "החיפוש אינו זמין כעת.", "יותר מדי מילים נפוצות; נסו מילים נדירות יותר.", "העמוד הבא",
     "העמוד הקודם", "היום הקודם", "היום הבא", "האחרונות", "ימים"},
    {"it", "Cerca", "Nessuna parola da cercare.", "Nessuna notizia contiene tutte queste parole.",
     "La ricerca non è disponibile ora.", "Troppe parole comuni; provi parole più rare.",
     "Pagina seguente", "Pagina precedente", "Giorno precedente", "Giorno seguente", "Ultime",
     "Giorni"},
    {"ja", "検索", "検索する語がありません。", "すべての語を含む記事はありません。",
     "検索は現在利用できません。", "よくある語が多すぎます。珍しい語をお試しください。",
     "次のページ", "前のページ", "前の日", "次の日", "最新", "日付"},
    {"ko", "검색", "검색할 낱말이 없습니다.", "이 낱말을 모두 포함한 기사가 없습니다.",
     "지금은 검색할 수 없습니다.", "흔한 낱말이 너무 많습니다. 더 드문 낱말을 써 보세요.",
     "다음 페이지", "이전 페이지", "이전 날", "다음 날", "최신", "날짜"},
    {"nl", "Zoeken", "Geen woord om naar te zoeken.", "Geen bericht bevat al deze woorden.",
     "Zoeken is nu niet mogelijk.", "Te veel gewone woorden; probeer zeldzamere.",
     "Volgende pagina", "Vorige pagina", "Vorige dag", "Volgende dag", "Nieuwste", "Dagen"},
    {"pl", "Szukaj", "Brak słowa do wyszukania.",
     "Żadna wiadomość nie zawiera wszystkich tych słów.", "Wyszukiwanie jest teraz niedostępne.",
     "Zbyt wiele częstych słów; spróbuj rzadszych.", "Następna strona", "Poprzednia strona",
     "Poprzedni dzień", "Następny dzień", "Najnowsze", "Dni"},
    {"pt", "Pesquisar", "Nenhuma palavra para pesquisar.",
     "Nenhuma notícia contém todas estas palavras.", "A pesquisa não está disponível agora.",
     "Demasiadas palavras comuns; tente palavras mais raras.", "Página seguinte", "Página anterior",
     "Dia anterior", "Dia seguinte", "Mais recentes", "Dias"},
    {"ru", "Найти", "Нет слова для поиска.", "Ни в одной новости нет всех этих слов.",
     "Поиск сейчас недоступен.", "Слишком много частых слов; попробуйте более редкие.",
     "Следующая страница", "Предыдущая страница", "Предыдущий день", "Следующий день", "Последние",
     "Дни"},
    {"sv", "Sök", "Inget ord att söka efter.", "Ingen nyhet innehåller alla dessa ord.",
     "Sökningen är inte tillgänglig nu.", "För många vanliga ord; prova ovanligare.", "Nästa sida",
     "Föregående sida", "Föregående dag", "Nästa dag", "Senaste", "Dagar"},
    {"tr", "Ara", "Aranacak sözcük yok.", "Bu sözcüklerin tümünü içeren haber yok.",
     "Arama şu anda kullanılamıyor.", "Çok fazla yaygın sözcük var; daha seyrek olanları deneyin.",
     "Sonraki sayfa", "Önceki sayfa", "Önceki gün", "Sonraki gün", "En yeniler", "Günler"},
    {"uk", "Знайти", "Немає слова для пошуку.", "Жодна новина не містить усіх цих слів.",
     "Пошук зараз недоступний.", "Забагато частих слів; спробуйте рідкісніші.", "Наступна сторінка",
     "Попередня сторінка", "Попередній день", "Наступний день", "Найновіші", "Дні"},
    {"zh", "搜索", "没有可搜索的词。", "没有报道包含所有这些词。", "搜索暂不可用。",
     "常见词太多，请尝试较少见的词。", "下一页", "上一页", "前一天", "后一天", "最新", "日期"},
};

const struct way_messages *way_messages_all(size_t *ret_count)
{
    *ret_count = sizeof(table) / sizeof(table[0]);
    return table;
}

const struct way_messages *way_messages_find(const char *language)
{
    return message_row_find(table, sizeof(table) / sizeof(table[0]), sizeof(table[0]), language);
}
