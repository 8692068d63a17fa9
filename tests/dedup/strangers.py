"""Items of different stories that look alike: templates filled with different numbers and places, and
short reports composed from few words. Everything is generated from a seed."""
import random

LANGS = ("en", "fr", "de", "es", "it", "ru")
PLACES = """Lima Quito Bogota Dakar Accra Nairobi Lusaka Tunis Cairo Beirut Amman Baku Tbilisi Tashkent Almaty
Kabul Karachi Mumbai Delhi Chennai Dhaka Hanoi Manila Jakarta Darwin Perth Osaka Sapporo Busan Taipei Lagos
Kano Oran Malaga Porto Nantes Lille Turin Naples Graz Brno Gdansk Riga Vilnius Tallinn Turku Bergen Aarhus
Malmo Cork Leeds Cardiff Quebec Calgary Denver Omaha Tulsa Boston Memphis Cusco Rosario Cordoba Recife
Belem Santiago Merida Havana""".split()
FIRST = """Anna Boris Carla David Elena Farid Greta Hassan Irina Jonas Karim Lucia Mateo Nadia Oscar Paula
Quentin Rosa Stefan Teresa Ulrich Vera Walter Xenia Yusuf Zoe""".split()
LAST = """Abramov Bergström Castillo Dubrovsky Eriksen Fontaine Galloway Haddad Iglesias Jankowski Kowalczyk
Lombardi Marchetti Nakamura Okafor Petrenko Quiroga Rahimi Santoro Tanaka Underwood Vasquez Whitaker Yamada
Zamora Almeida Brandt Cavallo Delgado Esposito""".split()

# Each line of a list has the same meaning in every language, so that the lists also match across languages.
AGENTS = {
    "en": ["the city council", "a group of engineers", "the harbour police", "two farmers", "the museum",
           "a young doctor", "the football club", "the teachers' union", "a fishing boat", "the court",
           "an old baker", "the weather service"],
    "fr": ["le conseil municipal", "un groupe d'ingénieurs", "la police du port", "deux agriculteurs",
           "le musée", "une jeune médecin", "le club de football", "le syndicat des enseignants",
           "un bateau de pêche", "le tribunal", "un vieux boulanger", "le service météorologique"],
    "de": ["der Stadtrat", "eine Gruppe von Ingenieuren", "die Hafenpolizei", "zwei Bauern", "das Museum",
           "eine junge Ärztin", "der Fußballverein", "die Lehrergewerkschaft", "ein Fischerboot",
           "das Gericht", "ein alter Bäcker", "der Wetterdienst"],
    "es": ["el ayuntamiento", "un grupo de ingenieros", "la policía del puerto", "dos agricultores",
           "el museo", "una joven médica", "el club de fútbol", "el sindicato de maestros",
           "un barco de pesca", "el tribunal", "un viejo panadero", "el servicio meteorológico"],
    "it": ["il consiglio comunale", "un gruppo di ingegneri", "la polizia del porto", "due agricoltori",
           "il museo", "una giovane dottoressa", "la squadra di calcio", "il sindacato degli insegnanti",
           "un peschereccio", "il tribunale", "un vecchio fornaio", "il servizio meteorologico"],
    "ru": ["городской совет", "группа инженеров", "портовая полиция", "двое фермеров", "музей",
           "молодой врач", "футбольный клуб", "профсоюз учителей", "рыболовное судно", "суд",
           "старый пекарь", "метеорологическая служба"],
}
ACTIONS = {
    "en": ["found", "refused", "sold", "repaired", "described", "lost", "opened", "burned", "measured",
           "painted", "counted", "defended"],
    "fr": ["a trouvé", "a refusé", "a vendu", "a réparé", "a décrit", "a perdu", "a ouvert", "a brûlé",
           "a mesuré", "a peint", "a compté", "a défendu"],
    "de": ["fand", "verweigerte", "verkaufte", "reparierte", "beschrieb", "verlor", "öffnete",
           "verbrannte", "maß", "bemalte", "zählte", "verteidigte"],
    "es": ["encontró", "rechazó", "vendió", "reparó", "describió", "perdió", "abrió", "quemó", "midió",
           "pintó", "contó", "defendió"],
    "it": ["ha trovato", "ha rifiutato", "ha venduto", "ha riparato", "ha descritto", "ha perso",
           "ha aperto", "ha bruciato", "ha misurato", "ha dipinto", "ha contato", "ha difeso"],
    "ru": ["нашёл", "отверг", "продал", "починил", "описал", "потерял", "открыл", "сжёг", "измерил",
           "покрасил", "посчитал", "защитил"],
}
OBJECTS = {
    "en": ["{n} wooden boats", "a tower of {n} metres", "a letter from the year {y}", "{n} sacks of rice",
           "a tunnel under the hill", "the recipe of the region", "{n} stolen bicycles", "a rare bird",
           "the old cinema", "a bill of {n} euros", "the garden of the prison", "{n} school desks"],
    "fr": ["{n} barques en bois", "une tour de {n} mètres", "une lettre de l'an {y}", "{n} sacs de riz",
           "un tunnel sous la colline", "la recette de la région", "{n} vélos volés", "un oiseau rare",
           "le vieux cinéma", "une facture de {n} euros", "le jardin de la prison",
           "{n} pupitres d'école"],
    "de": ["{n} Holzboote", "einen Turm von {n} Metern", "einen Brief aus dem Jahr {y}",
           "{n} Säcke Reis", "einen Tunnel unter dem Hügel", "das Rezept der Gegend",
           "{n} gestohlene Fahrräder", "einen seltenen Vogel", "das alte Kino",
           "eine Rechnung über {n} Euro", "den Garten des Gefängnisses", "{n} Schulbänke"],
    "es": ["{n} barcas de madera", "una torre de {n} metros", "una carta del año {y}",
           "{n} sacos de arroz", "un túnel bajo la colina", "la receta de la región",
           "{n} bicicletas robadas", "un pájaro raro", "el viejo cine", "una factura de {n} euros",
           "el jardín de la cárcel", "{n} pupitres escolares"],
    "it": ["{n} barche di legno", "una torre di {n} metri", "una lettera dell'anno {y}",
           "{n} sacchi di riso", "un tunnel sotto la collina", "la ricetta della regione",
           "{n} biciclette rubate", "un uccello raro", "il vecchio cinema", "un conto di {n} euro",
           "il giardino della prigione", "{n} banchi di scuola"],
    "ru": ["{n} деревянных лодок", "башню в {n} метров", "письмо {y} года", "{n} мешков риса",
           "туннель под холмом", "рецепт этого края", "{n} украденных велосипедов", "редкую птицу",
           "старый кинотеатр", "счёт на {n} евро", "сад тюрьмы", "{n} школьных парт"],
}
SETTINGS = {
    "en": ["In {p}, {a} {v} {o}.", "According to {m}, {a} of {p} {v} {o}.",
           "Nobody in {p} understood why {a} {v} {o}.", "“It is true,” said {m}: {a} {v} {o}.",
           "After {d} days {a} {v} {o} near {p}."],
    "fr": ["À {p}, {a} {v} {o}.", "Selon {m}, {a} de {p} {v} {o}.",
           "Personne à {p} n'a compris pourquoi {a} {v} {o}.", "« C'est vrai », dit {m} : {a} {v} {o}.",
           "Après {d} jours, {a} {v} {o} près de {p}."],
    "de": ["In {p}: {a} {v} {o}.", "Laut {m} war es so: {a} von {p} {v} {o}.",
           "Niemand in {p} verstand es, doch {a} {v} {o}.", "„Es ist wahr“, sagte {m}: {a} {v} {o}.",
           "Nach {d} Tagen in der Nähe von {p}: {a} {v} {o}."],
    "es": ["En {p}, {a} {v} {o}.", "Según {m}, {a} de {p} {v} {o}.",
           "Nadie en {p} entendió por qué {a} {v} {o}.", "«Es verdad», dijo {m}: {a} {v} {o}.",
           "Después de {d} días, {a} {v} {o} cerca de {p}."],
    "it": ["A {p}, {a} {v} {o}.", "Secondo {m}, {a} di {p} {v} {o}.",
           "Nessuno a {p} ha capito perché {a} {v} {o}.", "«È vero», ha detto {m}: {a} {v} {o}.",
           "Dopo {d} giorni, {a} {v} {o} vicino a {p}."],
    "ru": ["В городе {p} {a} {v} {o}.", "По словам {m}, {a} города {p} {v} {o}.",
           "Никто в городе {p} не понял, почему {a} {v} {o}.", "«Это правда», — сказал {m}: {a} {v} {o}.",
           "Через {d} дней {a} {v} {o} недалеко от города {p}."],
}
BOILERPLATE = {
    "en": ["Read more", "The post “{t}” appeared first on The Daily Ledger.", "By our correspondent {m}",
           "Subscribe to our newsletter and never miss a story."],
    "fr": ["Lire la suite", "L'article « {t} » est apparu en premier sur Le Registre.",
           "De notre correspondant {m}", "Abonnez-vous à notre lettre pour ne rien manquer."],
    "de": ["Weiterlesen", "Der Beitrag „{t}“ erschien zuerst auf Das Tagebuch.",
           "Von unserem Korrespondenten {m}", "Abonnieren Sie unseren Newsletter."],
    "es": ["Leer más", "La entrada «{t}» se publicó primero en El Registro.",
           "De nuestro corresponsal {m}", "Suscríbase a nuestro boletín para no perderse nada."],
    "it": ["Leggi tutto", "L'articolo «{t}» proviene da Il Registro.", "Dal nostro corrispondente {m}",
           "Iscriviti alla nostra newsletter per non perdere nulla."],
    "ru": ["Читать далее", "Запись «{t}» впервые появилась на сайте «Летопись».",
           "От нашего корреспондента: {m}", "Подпишитесь на нашу рассылку."],
}
# title and text; {n} and {f} never repeat, {p} and {q} are places
TEMPLATES = {
    "quake": {
        "en": ("M {f} - {n} km S of {p}", "Magnitude {f}, depth {d} km, {n} km south of {p}."),
        "fr": ("Séisme M {f} à {n} km de {p}", "Magnitude {f}, profondeur {d} km, à {n} km au sud de {p}."),
        "de": ("Erdbeben M {f}, {n} km bei {p}", "Stärke {f}, Tiefe {d} km, {n} km südlich von {p}."),
        "es": ("Sismo M {f} a {n} km de {p}", "Magnitud {f}, profundidad {d} km, a {n} km al sur de {p}."),
        "it": ("Terremoto M {f}, {n} km da {p}", "Magnitudo {f}, profondità {d} km, {n} km a sud di {p}."),
        "ru": ("Землетрясение M {f}, {n} км от {p}", "Магнитуда {f}, глубина {d} км, {n} км к югу от {p}.")},
    "weather": {
        "en": ("Weather in {p}: {d} degrees", "Today in {p} up to {d} degrees, wind at {n} km/h, rain in the "
               "evening. Tomorrow sunny with {e} degrees. Sunrise at 6:{e}."),
        "fr": ("Météo à {p} : {d} degrés", "Aujourd'hui à {p} jusqu'à {d} degrés, vent à {n} km/h, pluie le "
               "soir. Demain soleil avec {e} degrés. Lever du soleil à 6h{e}."),
        "de": ("Wetter in {p}: {d} Grad", "Heute in {p} bis {d} Grad, Wind mit {n} km/h, abends Regen. Morgen "
               "sonnig bei {e} Grad. Sonnenaufgang um 6:{e} Uhr."),
        "es": ("El tiempo en {p}: {d} grados", "Hoy en {p} hasta {d} grados, viento de {n} km/h, lluvia por la "
               "tarde. Mañana sol con {e} grados. Amanecer a las 6:{e}."),
        "it": ("Meteo a {p}: {d} gradi", "Oggi a {p} fino a {d} gradi, vento a {n} km/h, pioggia in serata. "
               "Domani sole con {e} gradi. Alba alle 6:{e}."),
        "ru": ("Погода: {p}, {d} градусов", "Сегодня в городе {p} до {d} градусов, ветер {n} км/ч, вечером "
               "дождь. Завтра солнечно, {e} градусов. Восход в 6:{e}.")},
    "shares": {
        "en": ("{m} Holding shares at {f}", "Shares of {m} Holding closed at {f} dollars, {e} percent more than "
               "the day before, with {n} thousand traded."),
        "fr": ("{m} Holding cote {f}", "L'action {m} Holding a clôturé à {f} dollars, soit {e} pour cent de "
               "plus que la veille, pour {n} mille titres échangés."),
        "de": ("{m} Holding bei {f}", "Die Aktie der {m} Holding schloss bei {f} Dollar, {e} Prozent mehr als "
               "am Vortag, bei {n} Tausend gehandelten Stück."),
        "es": ("{m} Holding cotiza a {f}", "La acción de {m} Holding cerró a {f} dólares, un {e} por ciento más "
               "que el día anterior, con {n} mil títulos negociados."),
        "it": ("{m} Holding a {f}", "Il titolo {m} Holding ha chiuso a {f} dollari, il {e} per cento in più del "
               "giorno prima, con {n} mila pezzi scambiati."),
        "ru": ("Акции {m} Холдинг: {f}", "Акции {m} Холдинг закрылись на отметке {f} доллара, на {e} процентов "
               "выше вчерашнего, продано {n} тысяч.")},
    "sport": {
        "en": ("FC {p} - FC {q} {d}:{e}", "FC {p} beat FC {q} {d}:{e} before {n} spectators. {m} scored in "
               "minute {e}. The second half brought no change."),
        "fr": ("FC {p} - FC {q} {d}-{e}", "Le FC {p} a battu le FC {q} {d}-{e} devant {n} spectateurs. {m} a "
               "marqué à la {e}e minute. La seconde période n'a rien changé."),
        "de": ("FC {p} - FC {q} {d}:{e}", "Der FC {p} schlug den FC {q} mit {d}:{e} vor {n} Zuschauern. {m} traf "
               "in der {e}. Minute. Die zweite Halbzeit änderte nichts."),
        "es": ("FC {p} - FC {q} {d}-{e}", "El FC {p} venció al FC {q} {d}-{e} ante {n} espectadores. {m} marcó "
               "en el minuto {e}. La segunda parte no cambió nada."),
        "it": ("FC {p} - FC {q} {d}-{e}", "Il FC {p} ha battuto il FC {q} {d}-{e} davanti a {n} spettatori. {m} "
               "ha segnato al minuto {e}. Il secondo tempo non ha cambiato nulla."),
        "ru": ("ФК {p} — ФК {q} {d}:{e}", "ФК {p} обыграл ФК {q} со счётом {d}:{e} при {n} зрителях. {m} забил "
               "на {e}-й минуте. Второй тайм ничего не изменил.")},
    "court": {
        "en": ("Hearing {n} before the court of {p}", "Case {n}: {m} against the city of {p}, room {d}, at "
               "{e}:30. The hearing is public."),
        "fr": ("Audience {n} au tribunal de {p}", "Affaire {n} : {m} contre la ville de {p}, salle {d}, à "
               "{e} h 30. L'audience est publique."),
        "de": ("Verhandlung {n} am Gericht {p}", "Sache {n}: {m} gegen die Stadt {p}, Saal {d}, um {e}:30 Uhr. "
               "Die Verhandlung ist öffentlich."),
        "es": ("Vista {n} en el tribunal de {p}", "Asunto {n}: {m} contra la ciudad de {p}, sala {d}, a las "
               "{e}:30. La vista es pública."),
        "it": ("Udienza {n} al tribunale di {p}", "Causa {n}: {m} contro la città di {p}, aula {d}, alle "
               "{e}:30. L'udienza è pubblica."),
        "ru": ("Слушание {n}, суд города {p}", "Дело {n}: {m} против города {p}, зал {d}, в {e}:30. Слушание "
               "открытое.")},
}


class Draw:
    """A random source in which the numbers that distinguish events never repeat."""

    def __init__(self, seed):
        self.chance = random.Random(seed)
        self.next_number = 113

    def name(self):
        return f"{self.chance.choice(FIRST)} {self.chance.choice(LAST)}"

    def number(self):
        self.next_number += self.chance.randint(1, 7)
        return self.next_number

    def values(self):
        place, other = self.chance.sample(PLACES, 2)
        number = self.number()
        return {"p": place, "q": other, "m": self.name(), "n": number, "f": f"{number // 100}.{number % 100:02}",
                "d": self.chance.randint(2, 38), "e": self.chance.randint(10, 59),
                "y": self.chance.randint(1600, 1990)}


INVENTED = {  # details of one story only, like the streets, firms and animals of real ones
    "en": "They call it the {0} of {1}, after {2}.", "fr": "On l'appelle le {0} de {1}, d'après {2}.",
    "de": "Man nennt es den {0} von {1}, nach {2}.", "es": "Lo llaman el {0} de {1}, por {2}.",
    "it": "Lo chiamano il {0} di {1}, da {2}.", "ru": "Это называют {0} {1}, в честь {2}.",
}


def invented(draw):
    """A word in no dictionary."""
    parts = [draw.chance.choice("bdfgklmnprstvz") + draw.chance.choice("aeiou") for _ in range(3)]
    return "".join(parts + [draw.chance.choice("lmnrst")])


def aside(draw, lang):
    return INVENTED[lang].format(invented(draw), invented(draw).capitalize(), invented(draw).capitalize())


def sentence(draw, lang):
    values = draw.values()
    values["a"] = draw.chance.choice(AGENTS[lang])
    values["v"] = draw.chance.choice(ACTIONS[lang])
    values["o"] = draw.chance.choice(OBJECTS[lang]).format(**values)
    text = draw.chance.choice(SETTINGS[lang]).format(**values)
    return text[0].upper() + text[1:]


def report(draw, lang):
    """Title and text of a new event, and the boilerplate that all reports share."""
    title = sentence(draw, lang).rstrip(".")
    body = " ".join(f"{sentence(draw, lang)} {aside(draw, lang)}" for _ in range(draw.chance.randint(3, 6)))
    values = {"t": title, "m": draw.name()}
    tail = "\n".join(line.format(**values) for line in draw.chance.sample(BOILERPLATE[lang], 2))
    return title, body, tail


def templates(draw, each):
    """`each` items of every template in every language, no two of one event."""
    for kind, by_lang in TEMPLATES.items():
        for lang, (title, text) in by_lang.items():
            for i in range(each):
                values = draw.values()
                yield {"id": f"{kind}-{lang}-{i}", "feed": f"{kind}-{i % 3}", "lang": lang,
                       "title": title.format(**values), "text": text.format(**values)}


def reports(draw, each):
    """`each` unrelated reports in every language, in turn."""
    for i in range(each):
        for lang in LANGS:
            title, body, tail = report(draw, lang)
            item = {"id": f"report-{lang}-{i}", "feed": f"{lang}-{i % 5}", "title": title, "text": f"{body}\n{tail}"}
            if i % 2:
                item["lang"] = lang
            yield item


def retold(draw, each):
    """Reports with a copy or a teaser in another feed: pairs of items that must be joined."""
    for i in range(each):
        for lang in LANGS:
            title, body, tail = report(draw, lang)
            sentences = body.split(". ")
            teaser = ". ".join(sentences[:max(2, len(sentences) // 2)])
            text = teaser if i % 2 else f"{BOILERPLATE[lang][3]}\n{body}"
            yield ({"id": f"whole-{lang}-{i}", "feed": "whole", "title": title, "text": f"{body}\n{tail}"},
                   {"id": f"again-{lang}-{i}", "feed": "again", "title": title,
                    "text": f"{text} … {BOILERPLATE[lang][0]}"})
