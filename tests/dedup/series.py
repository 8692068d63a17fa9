"""Ten series over a year, in five languages: daily, weekly and irregular reports of one form each. The instances
differ only in numbers, names and places. Six outlets carry each instance: unchanged, edited, or truncated.
Everything is generated from a seed."""
import datetime
import random

START = datetime.datetime(2026, 1, 1, 6)
OUTLETS = 6
CITIES = """Arnsund Belfort Cardona Dalvik Estrela Fontana Girona Hallein Imola Jonzac Kalmar Lugano Merano Nivala
Orense Parnu Quimper Ravenna Sintra Tarvis""".split()
FIRST = "Agnes Bruno Celia Dario Edith Fabio Gerda Hugo Ines Jules Karin Leon Marta Nils Olga Pablo".split()
LAST = """Aldini Brunner Castel Dorval Ekberg Ferrari Grosjean Holm Ibarra Jansen Keller Lorca Moreau Nyberg Ortega
Perrin Quadri Rossel Sauter Tamm Urban Vidal Weiss Zanetti""".split()
JOBS = ["un boulanger", "une comptable", "un jardinier", "une institutrice", "un soudeur", "une infirmière", "un chauffeur",
        "une couturière", "un plombier", "une libraire", "un cuisinier", "une géomètre"]
TOPICS = ["slugs", "pruning roses", "early potatoes", "compost", "a dry border", "winter leeks", "bees", "quince trees",
          "seed saving", "a small pond", "dahlias", "hedges", "frost", "tomatoes under glass", "moss", "old tools"]


class Draw:
    def __init__(self, seed):
        self.random = random.Random(seed)

    def one(self, row):
        return self.random.choice(row)

    def number(self, low, high):
        return self.random.randint(low, high)

    def person(self):
        return self.one(FIRST) + " " + self.one(LAST)

    def decimal(self, low, high, digits):
        return f"{self.random.uniform(low, high):.{digits}f}"


def weather(d, day, n):
    city, low, high = d.one(CITIES), d.number(-9, 14), d.number(15, 37)
    return (f"Météo du {day:%d/%m} : {low} à {high} degrés à {city}",
            f"Le service du temps prévoit pour {city} un minimum de {low} degrés au lever du jour et {high} degrés "
            f"l'après-midi. Le vent soufflera de {d.number(5, 70)} kilomètres à l'heure, et il tombera "
            f"{d.number(0, 40)} millimètres de pluie. Le soleil se couche à {d.number(16, 21)} h {d.number(10, 59)}. "
            f"Les conducteurs sont priés de lever le pied sur les ponts et en forêt.")


def rates(d, day, n):
    dollar, pound, yen = d.decimal(0.98, 1.25, 4), d.decimal(0.82, 0.92, 4), d.decimal(140, 170, 2)
    return (f"Devisen am {day:%d.%m.%Y}: Dollar {dollar}",
            f"Am Mittag hat die Bank die Kurse des Tages festgestellt. Ein Euro kostete {dollar} Dollar, {pound} Pfund "
            f"und {yen} Yen. Am Tag davor waren es {d.decimal(0.98, 1.25, 4)} Dollar. Händler sprachen von einem ruhigen "
            f"Geschäft. Gold kostete {d.number(1900, 2600)} Dollar je Unze, ein Fass Öl {d.decimal(60, 95, 2)} Dollar.")


def results(d, day, n):
    home, away = d.random.sample(CITIES, 2)
    a, b = d.number(0, 5), d.number(0, 5)
    return (f"{home} {a}, {away} {b}",
            f"El equipo de {home} recibió el domingo al de {away} y el partido acabó {a} a {b}. Marcó primero "
            f"{d.person()} en el minuto {d.number(2, 44)}, y {d.person()} tuvo la última ocasión en el "
            f"{d.number(46, 90)}. Asistieron {d.number(800, 30000)} personas. El entrenador {d.person()} dijo que su "
            f"equipo había corrido mucho y que el árbitro estuvo bien.")


def release(d, day, n):
    version = f"4.{n // 6}.{n % 6}"
    return (f"Quillstone {version} released",
            f"The Quillstone team has published version {version} of its editor. It mends {d.number(3, 40)} faults, "
            f"among them number {d.number(1000, 9999)}, by which {d.one(['a table', 'a footnote', 'an index', 'a figure', 'a margin'])} "
            f"could be lost when saving to {d.one(['a share', 'a full disk', 'an archive', 'a card'])}. All users should "
            f"install it. Packages and checksums are at the usual place; thanks go to {d.person()} and {d.person()}.")


def column(d, day, n):
    topic, other = TOPICS[n % len(TOPICS)], TOPICS[(n * 7 + 3) % len(TOPICS)]
    return (f"From the allotment: {topic}",
            f"This week {d.person()} looks at {topic}, with a word on {other} for readers in {d.one(CITIES)}. "
            f"{d.person()} asks whether {d.number(2, 12)} buckets are enough, and {d.person()} from {d.one(CITIES)} sends "
            f"a tip that cost {d.number(1, 30)} crowns. Write to the allotment desk before Thursday; the best letters "
            f"win a trowel.")


def job(d, day, n):
    what, where = d.one(JOBS), d.one(CITIES)
    return (f"Offre d'emploi : {what} à {where}",
            f"La coopérative de {where} cherche {what} pour {d.number(20, 39)} heures par semaine à partir du "
            f"{d.number(1, 28)} du mois prochain. Le salaire est de {d.number(1500, 3900)} euros. Les candidats "
            f"s'adressent à {d.person()}, bureau {d.number(1, 400)}, avant la fin du mois. La coopérative offre un "
            f"repas par jour et un vélo.")


def briefing(d, day, n):
    return (f"Resumen de la noche, {day:%d/%m/%Y}",
            f"Las noticias del día en cinco minutos, cada noche, desde nuestra redacción. Hoy, {day:%d/%m/%Y}: "
            f"{d.person()} en {d.one(CITIES)}, {d.number(2, 90)} heridos en {d.one(CITIES)}, y la liga con {d.one(CITIES)}. "
            f"Presenta {d.person()}. Suscríbase para no perder ninguno y escríbanos a la dirección de siempre.")


def episode(d, day, n):
    guest, city = d.person(), d.one(CITIES)
    return (f"Deep Shelf, episode {n + 1}: {guest}",
            f"In episode {n + 1} we sit down with {guest}, who keeps {d.number(3, 900)} maps in {city} and lost "
            f"{d.number(2, 40)} of them to {d.one(['mice', 'a flood', 'a cousin', 'the post'])}. Deep Shelf is a show about "
            f"people and what they keep. Support us with a small gift each month, rate us where you listen, and come to "
            f"the live evening in the autumn. Music by the Larch Quartet.")


def obituary(d, day, n):
    who, city, age = d.person(), d.one(CITIES), d.number(61, 103)
    return (f"Nachruf: {who}, {age}",
            f"{who} ist in {city} im Alter von {age} Jahren gestorben. Geboren in {d.one(CITIES)}, lernte {who} das "
            f"Handwerk bei {d.person()} und führte {d.number(10, 50)} Jahre lang eine Werkstatt mit {d.number(2, 60)} "
            f"Leuten. Die Trauerfeier ist am {d.number(1, 28)}. um {d.number(9, 16)} Uhr in der Kirche von {city}. Statt "
            f"Blumen bittet die Familie um Spenden.")


def lottery(d, day, n):
    drawn = sorted(d.random.sample(range(1, 91), 6))
    return (f"Estrazione del {day:%d/%m/%Y}: {' '.join(map(str, drawn))}",
            f"Nell'estrazione di ieri sera sono usciti i numeri {', '.join(map(str, drawn))}. Il numero di riserva è "
            f"{d.number(1, 90)}. Nessuno ha indovinato tutti i sei; il montepremi sale a {d.number(2, 180)} milioni. "
            f"Hanno fatto cinque {d.number(1, 9)} giocate, la più alta a {d.one(CITIES)}, che vince {d.number(9000, 99000)} euro.")


SERIES = {  # name: (the form, its language, the days between two instances)
    "weather": (weather, "fr", 1), "rates": (rates, "de", 1), "results": (results, "es", 3.5),
    "release": (release, "en", 17), "column": (column, "en", 7), "job": (job, "fr", 2.5),
    "briefing": (briefing, "es", 1), "episode": (episode, "en", 7), "obituary": (obituary, "de", 2),
    "lottery": (lottery, "it", 3),
}
LEADS = {"en": "(Northline) ", "fr": "(Agence Nord) ", "de": "(Nordagentur) ", "es": "(Agencia Norte) ", "it": "(Agenzia Nord) "}


def sentences(text):
    return [part + "." for part in text.removesuffix(".").split(". ")]


def told(d, lang, title, text, outlet):
    """The version of an outlet: unchanged, with a lead, or without its end."""
    if outlet % 3 == 1:
        return title, LEADS[lang] + text
    if outlet % 3 == 2:
        parts = sentences(text)
        return title, " ".join(parts[:max(2, len(parts) - 1)])
    return title, text


def year(seed, days):
    """The items of this many days, in the order of publication; id is SERIES-NUMBER-OUTLET."""
    d = Draw(seed)
    items = []
    for name, (form, lang, step) in SERIES.items():
        for n in range(int(days / step)):
            day = START + datetime.timedelta(days=n * step)
            title, text = form(d, day, n)
            for outlet in range(OUTLETS):
                when = day + datetime.timedelta(minutes=outlet * d.number(5, 180))
                said = told(d, lang, title, text, outlet)
                items.append({"id": f"{name}-{n}-{outlet}", "feed": f"https://{lang}{outlet}.example/feed", "lang": lang,
                              "title": said[0], "text": said[1], "published": when.strftime("%Y-%m-%dT%H:%M:%SZ")})
    return sorted(items, key=lambda item: item["published"])
