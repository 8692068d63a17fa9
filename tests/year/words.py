"""The words of the simulated year in three languages: invented, with a dictionary, and with realistic frequencies.

No two concepts share a word, and no word is in the dictionary of another language, so texts share words only if they share
content. The frequencies follow Zipf's law.
"""

import itertools
import random

LANGUAGES = ("en", "fr", "de")
NOUNS, VERBS, ADJECTIVES = 2400, 800, 800
FLATTENED = 10  # added to each rank, as in real texts without their most common words
# Syllables by language: first ones, middle ones, and the endings of nouns, verbs and adjectives.
SOUNDS = {
    "en": (("br cl dr sh st th wh gr sl tw kn h w b m p").split(), ("ai ea ow oa i u e oo a").split(),
           (("ck dge mp nt rd ft ll th ness ship").split(), ("ns lds cks tches rps sts").split(),
            ("less some ward ful ish y").split())),
    "fr": (("ch pl v j qu gl tr f l r d br m").split(), ("eu ou oi au é on an i u").split(),
           (("ment tion age eau ille ette isme esse").split(), ("ise ifie oque ange embre").split(),
            ("eux if able aire ien").split())),
    "de": (("schl spr kr zw pf gr sch tr w b k z st").split(), ("ei au ü ö ie a o u").split(),
           (("ung heit tz cht kel schaft nd pf").split(), ("elt iert igt mmt cht").split(),
            ("ig lich isch haft sam bar").split())),
}
# Sentence patterns: n a name, i a number, a b c nouns, v a verb, j an adjective. One pattern per language.
SENTENCES = (
    ("The {j} {a} of {n} {v} {i} {b} near the {c}.",
     "Le {a} {j} de {n} {v} {i} {b} près du {c}.",
     "Der {j}e {a} von {n} {v} {i} {b} bei der {c}."),
    ("{n} {v} the {a} after {i} {b} left their {j} {c}.",
     "{n} {v} le {a} après que {i} {b} ont quitté leur {c} {j}.",
     "{n} {v} den {a}, nachdem {i} {b} ihren {j}en {c} verlassen hatten."),
    ("In the {a} {i} {j} {b} {v} against {n} and every {c}.",
     "Dans le {a}, {i} {b} {j} {v} contre {n} et chaque {c}.",
     "Im {a} {v} {i} {j}e {b} gegen {n} und jeden {c}."),
    ("A {a} from {n} {v} how the {b} costs {i} {c} and stays {j}.",
     "Un {a} venu de {n} {v} comment le {b} coûte {i} {c} et reste {j}.",
     "Ein {a} aus {n} {v}, wie der {b} {i} {c} kostet und {j} bleibt."),
    ("For {i} {a} no {j} {b} {v} any {c}, said {n}.",
     "Pendant {i} {a}, aucun {b} {j} {v} de {c}, a dit {n}.",
     "Seit {i} {a} {v} kein {j}er {b} einen {c}, sagte {n}."),
    ("{i} {a} {v} when {n} opened its {j} {b} with a {c}.",
     "{i} {a} {v} quand {n} a ouvert son {b} {j} avec un {c}.",
     "{i} {a} {v}, als {n} sein {j}es {b} mit einem {c} öffnete."),
    ("Without this {a}, {n} {v} only {i} of the {j} {b} in {c}.",
     "Sans ce {a}, {n} {v} seulement {i} des {b} {j} en {c}.",
     "Ohne diesen {a} {v} {n} nur {i} der {j}en {b} in {c}."),
    ("Since {n} {v} the {j} {a}, its {b} has grown by {i} {c}.",
     "Depuis que {n} {v} le {a} {j}, son {b} a grandi de {i} {c}.",
     "Seit {n} den {j}en {a} {v}, ist sein {b} um {i} {c} gewachsen."))
TITLES = ("{n}: {a} {v} {i}", "{n} : le {a} {v} {i}", "{n}: {a} {v} {i}")


def invent(language, kind, chance, taken):
    heads, hearts, ends = SOUNDS[language]
    while True:
        word = "".join(chance.choice(heads) + chance.choice(hearts) for _ in range(chance.choice((1, 2, 2))))
        word += chance.choice(ends[kind]) if kind else chance.choice(heads)[0] * (chance.random() < 0.3) + \
            chance.choice(ends[0])
        if word not in taken:
            taken.add(word)
            return word.capitalize() if language == "de" and kind == 0 else word


class Vocabulary:
    """Concepts as triples of words, most common first, by kind: nouns, verbs, adjectives."""

    def __init__(self):
        chance, taken = random.Random("the words of the year"), set()
        self.concepts = [[tuple(invent(language, kind, chance, taken) for language in LANGUAGES)
                          for _ in range(count)] for kind, count in enumerate((NOUNS, VERBS, ADJECTIVES))]
        self.weights = [list(itertools.accumulate(1 / (rank + FLATTENED) for rank in range(len(concepts))))
                        for concepts in self.concepts]

    def draw(self, kind, chance, count):
        drawn = []
        while len(drawn) < count:
            concept = chance.choices(self.concepts[kind], cum_weights=self.weights[kind])[0]
            if concept not in drawn:
                drawn.append(concept)
        return drawn

    def dictionary(self):
        """Lines for world_lexicon: the words of a concept, and the share of texts that contain it."""
        for concepts, weights in zip(self.concepts, self.weights):
            for rank, concept in enumerate(concepts):
                yield "\t".join(concept) + f"\t{min(0.5, 12 / (rank + FLATTENED) / weights[-1]):.6f}\n"
