#!/usr/bin/env python3
"""Writes feeds that look like those of the wild, always the same ones.

    make_feeds.py FOLDER [MEGABYTES] [--single]

The files together have at least MEGABYTES (50). Every dialect of XML, six scripts, HTML escaped, in CDATA and inline,
short items and long ones. --single writes one RSS file of that size instead, for the memory it takes to read it.
"""
import html, pathlib, random, sys

WORDS = {
    'en': 'the river rises where two valleys meet and the water of spring carries stones wood and news to towns below '
          'council minister report bridge market price school harvest strike court festival museum train storm'.split(),
    'de': 'der Fluss entspringt dort wo zwei Täler sich treffen und das Wasser trägt Steine Holz und Nachrichten zu den '
          'Städten Minister Bericht Brücke Markt Preis Schule Ernte Streik Gericht Straße Größe Öffnung'.split(),
    'fr': "la rivière naît où deux vallées se rejoignent et l'eau du printemps porte pierres bois nouvelles aux villes "
          'ministre rapport pont marché prix école récolte grève tribunal été théâtre'.split(),
    'ru': 'река начинается там где встречаются две долины и вода несёт камни лес и новости городам внизу министр отчёт '
          'мост рынок цена школа урожай забастовка суд'.split(),
    'ar': 'ينبع النهر حيث يلتقي واديان ويحمل ماء الربيع الحجارة والأخشاب والأخبار إلى المدن وزير تقرير جسر سوق سعر'.split(),
    'ja': '川は 二つの谷が 出会う ところに 始まり 春の水は 石と 木と 知らせを 町へ 運ぶ 大臣 報告 橋 市場 価格 学校'.split(),
}
SPACE = {'ja': ''}
TAGS = ['em', 'strong', 'b', 'i', 'code', 'span']


class Writer:
    def __init__(self, seed, lang):
        self.random, self.lang = random.Random(seed), lang

    def words(self, count):
        return SPACE.get(self.lang, ' ').join(self.random.choice(WORDS[self.lang]) for _ in range(count))

    def sentence(self):
        text = self.words(self.random.randint(6, 18))
        return text[:1].upper() + text[1:] + ('。' if self.lang == 'ja' else '.')

    def inline(self):
        r = self.random.random()
        if r < .12:
            return f'<a href="/story/{self.random.randint(1, 99999)}?a=1&amp;b=2" title="{self.words(3)}">{self.words(3)}</a>'
        if r < .2:
            tag = self.random.choice(TAGS)
            return f'<{tag}>{self.words(2)}</{tag}>'
        if r < .23:
            return '&nbsp;&mdash; &ldquo;' + self.words(4) + '&rdquo;'
        return self.sentence()

    def markup(self, paragraphs):
        parts = []
        for i in range(paragraphs):
            parts.append('<p>' + ' '.join(self.inline() for _ in range(self.random.randint(3, 8))) + '</p>')
            if self.random.random() < .15:
                parts.append(f'<figure><img src="https://img.example.org/{self.random.randint(1, 9999)}.jpg" width="640" height="480" '
                             f'alt="{self.words(4)}" style="max-width: 100%; height: auto" class="wide"><figcaption>{self.words(5)}</figcaption></figure>')
            if self.random.random() < .08:
                parts.append('<ul>' + ''.join(f'<li>{self.words(4)}</li>' for _ in range(4)) + '</ul>')
            if self.random.random() < .05:
                parts.append('<blockquote><p>' + self.sentence() + '</p></blockquote>')
        return '\n'.join(parts) + '<img src="https://count.example.org/p.gif" width="1" height="1">'

    def date(self):
        return f'{["Mon", "Tue", "Wed"][self.random.randint(0, 2)]}, {self.random.randint(1, 28):02} Mar 2026 {self.random.randint(0, 23):02}:{self.random.randint(0, 59):02}:00 +0100'

    def iso(self):
        return f'2026-03-{self.random.randint(1, 28):02}T{self.random.randint(0, 23):02}:{self.random.randint(0, 59):02}:00Z'


def xhtml(markup):
    """The same markup as XML: named references and void elements written out."""
    import re
    text = re.sub(r'&(nbsp|mdash|ldquo|rdquo);', lambda m: html.unescape(m[0]), markup)
    return re.sub(r'<img ([^>]*)>', r'<img \1/>', text)


def rss_item(w, n):
    long = w.random.random() < .6
    body = w.markup(w.random.randint(4, 14)) if long else ''
    teaser = html.escape('<p>' + w.sentence() + '</p>', quote=False)
    content = f'<content:encoded><![CDATA[{body}]]></content:encoded>' if long else ''
    return f'''<item><title>{html.escape(w.sentence(), quote=False)}</title>
<link>https://example.org/{w.lang}/{n}?utm_source=rss&amp;utm_medium=feed</link><guid isPermaLink="false">{w.lang}-{n}</guid>
<dc:creator>{w.words(2)}</dc:creator><pubDate>{w.date()}</pubDate><category>{w.words(1)}</category><category>{w.words(1)}</category>
<description>{teaser}</description>{content}<media:thumbnail url="https://img.example.org/{n}.jpg" width="144" height="81"/></item>
'''


def escaped_item(w, n):
    return f'''<item><title>{html.escape(w.sentence(), quote=False)}</title><link>https://example.org/{n}</link><guid>https://example.org/{n}</guid>
<pubDate>{w.date()}</pubDate><author>{w.lang}@example.org ({w.words(2)})</author>
<description>{html.escape(w.markup(w.random.randint(2, 8)), quote=False)}</description><comments>https://example.org/{n}#comments</comments>
<enclosure url="https://cdn.example.org/{n}.mp3" length="{n * 100}" type="audio/mpeg"/></item>
'''


def short_item(w, n):
    return f'''<item><title>{html.escape(w.sentence(), quote=False)}</title><link>https://example.org/{n}</link><description>{html.escape(w.sentence(), quote=False)}</description>
<pubDate>{w.date()}</pubDate><guid>https://example.org/{n}</guid></item>
'''


def rdf_item(w, n):
    return f'''<item rdf:about="https://example.org/{n}"><title>{html.escape(w.sentence(), quote=False)}</title><link>https://example.org/{n}</link>
<description>{html.escape(w.sentence(), quote=False)}</description><dc:date>{w.iso()}</dc:date><dc:subject>{w.words(1)}</dc:subject></item>
'''


def atom_item(w, n):
    if w.random.random() < .5:
        content = f'<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">{xhtml(w.markup(w.random.randint(3, 10)))}</div></content>'
    else:
        content = f'<content type="html">{html.escape(w.markup(w.random.randint(3, 10)), quote=False)}</content>'
    return f'''<entry xml:lang="{w.lang}"><id>tag:example.org,2026:{n}</id><title type="html">{html.escape(w.sentence(), quote=False)}</title>
<link rel="alternate" type="text/html" href="https://example.org/{n}"/><updated>{w.iso()}</updated><published>{w.iso()}</published>
<author><name>{w.words(2)}</name><uri>https://example.org/by/{n}</uri></author><category term="{w.words(1)}"/><summary>{html.escape(w.sentence(), quote=False)}</summary>
{content}</entry>
'''


SPACES = ('xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:content="http://purl.org/rss/1.0/modules/content/" '
          'xmlns:media="http://search.yahoo.com/mrss/" xmlns:atom="http://www.w3.org/2005/Atom"')
RSS = ('<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0" ' + SPACES +
       '><channel><title>Feed</title><link>https://example.org/</link><description>News</description><language>{lang}</language>\n', '</channel></rss>\n')
KINDS = {
    'rss': (*RSS, rss_item), 'escaped': (*RSS, escaped_item), 'short': (*RSS, short_item),
    'rdf': ('<?xml version="1.0" encoding="UTF-8"?>\n<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" '
            'xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="https://example.org/"><title>{lang}</title></channel>\n', '</rdf:RDF>\n', rdf_item),
    'atom': ('<?xml version="1.0" encoding="UTF-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{lang}"><title>Feed</title><id>urn:f</id>\n', '</feed>\n', atom_item),
}


def write(path, kind, langs, seed, size):
    """One feed of items in these languages in turn."""
    start, end, item = KINDS[kind]
    w, n, written = Writer(seed, langs[0]), 0, 0
    with open(path, 'w', encoding='utf8') as file:
        file.write(start.format(lang=langs[0]))
        while written < size:
            w.lang = langs[n % len(langs)]
            n += 1
            text = item(w, n)
            file.write(text)
            written += len(text.encode())
        file.write(end)
    return written


def main():
    folder, *rest = [a for a in sys.argv[1:] if a != '--single']
    size = int(float(rest[0] if rest else 50) * 1000000)
    folder = pathlib.Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    if '--single' in sys.argv:
        write(folder / 'single.xml', 'rss', ['en'], 1, size)
        return
    groups = {'latin': ['en', 'de', 'fr'], 'world': ['ru', 'ar', 'ja', 'en']}
    shapes = [(kind, group) for kind in KINDS for group in groups]
    for seed, (kind, group) in enumerate(shapes):
        write(folder / f'{kind}-{group}.xml', kind, groups[group], seed, size // len(shapes) + 1)


if __name__ == '__main__':
    main()
