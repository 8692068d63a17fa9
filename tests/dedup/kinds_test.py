#!/usr/bin/env python3
"""kinds_test.py HEADWATER: small streams of similar items: series, follow-ups, house styles, corrections. Each case says
which items are one story: the letters of `stories` stand for the items in order. No dictionaries are needed: a
translation that only they can identify may also be a story of its own."""
import json
import shutil
import subprocess
import sys
import tempfile

DAY = "2026-03-{:02d}T{:02d}:00:00Z"


def item(feed, lang, day, title, text="", hour=8):
    return {"feed": f"https://{feed}.example/feed", "lang": lang, "title": title, "text": text,
            "published": DAY.format(day, hour)}


MARKET = ("The central bank of Norland said it bought {} mln crowns of bills from dealers at {} pct to steady the market. "
          "It had forecast a shortage of {} mln crowns for the day.")
DIVIDENDE = ("Le conseil de {} a déclaré un dividende trimestriel de {} centimes par action, payable le {} avril aux "
             "actionnaires inscrits le {} mars. Le dividende précédent était de {} centimes.")
GELDMENGE = ("Die Geldmenge stieg in der Woche zum {}. Februar um {} Milliarden auf {} Milliarden Kronen, wie die "
             "Notenbank am Donnerstag mitteilte. In der Woche davor waren es {} Milliarden.")
AVISO = ("Se ha encontrado un fallo en {} que permite a un atacante leer ficheros ajenos. El problema, número {}, queda "
         "corregido en la versión {}. Recomendamos actualizar los paquetes de {} cuanto antes.")
ABOUT = ("The Harrow Institute is a home for scholars who work on rivers, harbours and the trade of small ports. It was "
         "founded in 1911, keeps a library of 40,000 volumes and is open to visitors on weekdays from ten to five. Its "
         "seminars are free of charge; please write to the office before noon on the day.")
TABLE = "Shr {} cts vs {} cts\nNet {} mln vs {} mln\nRevs {} mln vs {} mln\nAvg shrs {} mln vs {} mln"
BRIDGE = ("Lyndon's oldest bridge will close on Monday for {} months, mayor Clara Voss said. Workers found cracks in two "
          "of its {} piers last week. A ferry will run every {} minutes, and buses will take the northern road. The repair "
          "costs {} million crowns, of which the county pays a third. Shopkeepers on both banks asked for relief from rent.")

CASES = [
    ("a bank's report of each day", "abc", [
        item("wire-a", "en", 2, "NORLAND BANK BUYS 120 MLN CROWNS OF BILLS", MARKET.format(120, "9-1/4", 310)),
        item("wire-b", "en", 3, "NORLAND BANK BUYS 85 MLN CROWNS OF BILLS", MARKET.format(85, "9-3/8", 240)),
        item("wire-c", "en", 3, "NORLAND BANK BUYS FURTHER 41 MLN CROWNS OF BILLS", MARKET.format(41, "9-1/2", 265), 14)]),
    ("and its copy is found", "aba", [
        item("wire-a", "en", 2, "NORLAND BANK BUYS 120 MLN CROWNS OF BILLS", MARKET.format(120, "9-1/4", 310)),
        item("wire-b", "en", 3, "NORLAND BANK BUYS 85 MLN CROWNS OF BILLS", MARKET.format(85, "9-3/8", 240)),
        item("wire-c", "en", 2, "Norland bank buys 120 mln crowns of bills", MARKET.format(120, "9-1/4", 310), 9)]),
    ("two companies' dividends in one house style", "ab", [
        item("fil-a", "fr", 4, "Moulins Aubert : dividende de 12 centimes", DIVIDENDE.format("Moulins Aubert", 12, 10, 25, 11)),
        item("fil-b", "fr", 4, "Verreries Duc : dividende de 30 centimes", DIVIDENDE.format("Verreries Duc", 30, 15, 27, 28))]),
    ("a week's money supply and the next week's", "ab", [
        item("draht-a", "de", 5, "Geldmenge steigt um 2,1 Milliarden", GELDMENGE.format(9, "2,1", "318,4", "316,3")),
        item("draht-b", "de", 12, "Geldmenge steigt um 0,7 Milliarden", GELDMENGE.format(16, "0,7", "319,1", "318,4"))]),
    ("talks adjourn, talks resume", "ab", [
        item("wire-a", "en", 6, "Fishing talks between Norland and Suder adjourn",
             "Ministers of Norland and Suder broke off talks on herring quotas without a result. No date was named."),
        item("wire-b", "en", 7, "Fishing talks between Norland and Suder to resume",
             "Ministers of Norland and Suder will take up talks on herring quotas again on Tuesday, officials said.")]),
    ("an offer and its refusal", "ab", [
        item("cable-a", "es", 8, "Hilaturas Roca ofrece 14 coronas por Tejidos Mar",
             "Hilaturas Roca ha ofrecido 14 coronas por acción de Tejidos Mar, que valora la empresa en 90 millones."),
        item("cable-b", "es", 9, "Tejidos Mar rechaza la oferta de Hilaturas Roca",
             "El consejo de Tejidos Mar ha rechazado por escasa la oferta de 14 coronas por acción de Hilaturas Roca.")]),
    ("one company's results and its new chairman, in one feed", "ab", [
        item("wire-a", "en", 9, "DORSET MILLS INC <DML> 2ND QTR NET", TABLE.format(31, 22, "1.9", "1.4", "21.1", "18.3", "6.2", "6.1")),
        item("wire-a", "en", 9, "DORSET MILLS <DML> NAMES NEW CHAIRMAN",
             "Dorset Mills Inc said Edwin Hale was named chairman, succeeding Ruth Oakes, who retires.", 9)]),
    ("two companies' tables", "ab", [
        item("wire-a", "en", 9, "DORSET MILLS INC <DML> 2ND QTR NET", TABLE.format(31, 22, "1.9", "1.4", "21.1", "18.3", "6.2", "6.1")),
        item("wire-b", "en", 9, "KENDAL ROPE CO <KRC> 2ND QTR NET", TABLE.format(18, 25, "0.8", "1.1", "14.6", "15.0", "4.4", "4.4"))]),
    ("a version updated, a version released", "ab", [
        item("projekt", "de", 10, "Kastanie 3.1 aktualisiert",
             "Das Projekt Kastanie hat die vierte Aktualisierung von Kastanie 3.1 fertiggestellt. Sie behebt 22 Fehler."),
        item("spiegelei", "de", 24, "Kastanie 3.1 veröffentlicht",
             "Das Projekt Kastanie freut sich, die Version 3.1 anzukündigen, an der zwei Jahre gearbeitet wurde.")]),
    ("a conference of one year and of the next", "ab", [
        item("conf-a", "fr", 1, "La rencontre Quatre Vents 2025 aura lieu à Nantes",
             "La quatrième rencontre Quatre Vents se tiendra à Nantes du 3 au 6 juin 2025. Les inscriptions sont ouvertes."),
        item("conf-b", "fr", 27, "La rencontre Quatre Vents 2026 aura lieu à Brest",
             "La cinquième rencontre Quatre Vents se tiendra à Brest du 2 au 5 juin 2026. Les inscriptions sont ouvertes.")]),
    ("flashes that are a title alone", "ab", [
        item("wire-a", "en", 3, "NORTHERN RAIL 4TH QTR SHR 31 CTS VS 29 CTS"),
        item("wire-b", "en", 3, "EASTERN GAS 4TH QTR SHR 65 CTS VS 47 CTS")]),
    ("one bare title a week later", "ab", [
        item("blatt-a", "de", 3, "Was diese Woche wichtig wird"), item("blatt-b", "de", 10, "Was diese Woche wichtig wird")]),
    ("a notice of March keeps April's out of its translation", "aab or abc", [
        item("aviso-es", "es", 4, "AV-311 lector: actualización", AVISO.format("el lector de correo", "2026-311", "4.2", "correo")),
        item("avis-fr", "fr", 4, "AV-311 lecteur : mise à jour",
             "Une faille trouvée dans le lecteur de courrier permet à un attaquant de lire les fichiers d'autrui. Le problème, "
             "numéro 2026-311, est corrigé dans la version 4.2. Nous conseillons de mettre à jour les paquets de courrier "
             "au plus vite.", 9),
        item("aviso-es", "es", 25, "AV-352 lector: actualización", AVISO.format("el lector de correo", "2026-352", "4.3", "correo"))]),
    ("seminars that share what the institute says of itself", "abc", [
        item("harrow", "en", 2, "Dr Lena Orth: Salt and silver", "Lena Orth speaks on tolls of the upper Elbe. " + ABOUT),
        item("harrow", "en", 9, "Prof Amos Reed: Eels", "Amos Reed speaks on eel weirs. " + ABOUT),
        item("harrow", "en", 16, "Dr Ida Funk: The pilots' guild", "Ida Funk speaks on guild rolls. " + ABOUT)]),
    ("a report filed again, corrected", "aa", [
        item("wire-a", "en", 5, "Oldest bridge of Lyndon closes on Monday", BRIDGE.format(14, 9, 20, 31)),
        item("wire-a", "en", 5, "CORRECTED: Oldest bridge of Lyndon closes on Monday", BRIDGE.format(14, 7, 20, 31), 10)]),
    ("a copy, an edited copy and a beginning", "aaa", [
        item("wire-a", "en", 5, "Oldest bridge of Lyndon closes on Monday", BRIDGE.format(14, 9, 20, 31)),
        item("paper-b", "en", 5, "Lyndon's oldest bridge closes", "LYNDON (Northline) - " + BRIDGE.format(14, 9, 20, 31), 12),
        item("paper-c", "en", 6, "Oldest bridge of Lyndon closes on Monday", BRIDGE.format(14, 9, 20, 31)[:190] + "…")]),
]


def letters(nodes):
    names = {}
    return "".join(names.setdefault(node, "abcdefgh"[len(names)]) for node in nodes)


def told(binary, items):
    lines = "".join(json.dumps(dict(one, id=str(n)), ensure_ascii=False) + "\n" for n, one in enumerate(items))
    done = subprocess.run([binary, "cluster", "--quiet"], input=lines.encode(), stdout=subprocess.PIPE, check=True)
    nodes = {row["id"]: row["node"] for row in map(json.loads, done.stdout.splitlines())}
    return letters([nodes[str(n)] for n in range(len(items))])


def main(built):
    with tempfile.TemporaryDirectory() as folder:
        return check(shutil.copy(built, folder))  # without the lexicon that was compiled beside it


def check(binary):
    failures = 0
    for name, stories, items in CASES:
        found = told(binary, items)
        if found not in stories.split(" or "):
            print(f"{name}: {found}, expected {stories}")
            failures += 1
    print(f"{len(CASES)} cases, {failures} failures")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
