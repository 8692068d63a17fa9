"""Each rule can fail: a valid document of each format, and the complaint when it is broken."""

import unittest
from datetime import datetime, timezone

import rules

NOW = datetime(2025, 10, 12, tzinfo=timezone.utc)
ID = "urn:uuid:68656164-7700-8000-8000-00000000000"
RSS = f"""<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:media="http://search.yahoo.com/mrss/"><channel>
<title>River</title><link>https://me.example/</link><description>River</description><language>en</language>
<lastBuildDate>Fri, 10 Oct 2025 08:00:00 GMT</lastBuildDate>
<atom:link rel="self" type="application/rss+xml" href="https://me.example/r.rss"/>
<item><title>1 &#x3C; 2</title><link>https://a.example/1</link><guid isPermaLink="false">{ID}1</guid>
<pubDate>Fri, 10 Oct 2025 07:00:00 GMT</pubDate><dc:creator>Ana</dc:creator><dc:language>fr</dc:language>
<category>sea</category><comments>https://a.example/1#c</comments>
<enclosure url="https://a.example/1.mp3" length="7" type="audio/mpeg"/><source url="https://a.example/f">A</source>
<media:thumbnail url="https://a.example/t.png"/><description>&lt;p&gt;short&lt;/p&gt;</description>
<content:encoded>&lt;p&gt;&lt;a href="https://a.example/"&gt;x&lt;/a&gt;&lt;/p&gt;</content:encoded></item>
<item><title>Two</title><guid isPermaLink="false">{ID}2</guid><pubDate>Fri, 10 Oct 2025 06:00:00 GMT</pubDate>
<dc:creator>Bo</dc:creator><description></description></item></channel></rss>"""
ENTRY = f"""<entry><id>{ID}1</id><title type="text">One</title><published>2025-10-10T07:00:00Z</published>
<updated>2025-10-10T08:00:00Z</updated><author><name>Ana</name><uri>https://a.example/ana</uri><email>a@b.example</email>
</author><link rel="alternate" type="text/html" hreflang="en" href="https://a.example/1"/><link rel="alternate"
 type="text/html" hreflang="fr" href="https://b.example/1" title="Un"/><link rel="enclosure" type="audio/mpeg" length="7"
 href="https://a.example/1.mp3"/><category term="sea" scheme="tag:a.example,2020:s" label="Sea"/><source>
<id>https://a.example/f</id><title type="html">A &amp;amp; B</title><updated>2025-10-10T08:00:00Z</updated></source>
<summary type="html">short</summary><content type="html" xml:lang="en">&lt;p&gt;words&lt;/p&gt;</content></entry>"""
ATOM = f"""<feed xmlns="http://www.w3.org/2005/Atom"><id>{ID}9</id><title>River</title>
<updated>2025-10-10T08:00:00Z</updated><link rel="self" type="application/atom+xml" href="https://me.example/r.atom"/>
{ENTRY}</feed>"""
JSON = f"""{{"version": "https://jsonfeed.org/version/1.1", "title": "River", "feed_url": "https://me.example/r.json",
"next_url": "https://me.example/r-p2.json", "hubs": [{{"type": "WebSub", "url": "https://hub.example/"}}],
"language": "en", "items": [{{"id": "{ID}1", "url": "https://a.example/1",
"title": "One", "content_html": "<p>words</p>", "date_published": "2025-10-10T07:00:00Z", "language": "en",
"authors": [{{"name": "Ana", "url": "https://a.example/ana"}}], "tags": ["sea"],
"attachments": [{{"url": "https://a.example/1.mp3", "mime_type": "audio/mpeg", "size_in_bytes": 7}}]}}]}}"""

PAGE = """<!DOCTYPE html>
<html lang="en" dir="ltr">
<head><meta charset="utf-8"><title>River</title></head>
<body><main><h1 id="a">River</h1><section aria-labelledby="a"><a href="https://a.example/">One</a><br></section></main>
<svg><path d="M0"/></svg></body></html>"""

# The replaced text in the valid document, its replacement, and the first word of the complaint.
BROKEN = {
    "rss": [
        ("<language>en</language>", "", "missing: language"), ("<language>en<", "<language>english<", "language"),
        ("<link>https://me.example/</link>", "<link>/</link>", "uri"), ('rel="self"', 'rel="next"', "self"),
        ("<link>https://a.example/1<", "<link>https:///a.example/1<", "host"),
        ("</language>", "</language><item/>", "misplaced"), (f"{ID}2", f"{ID}1", "duplicate"),
        (' isPermaLink="false">' + ID + "1", ">7", "guid"), ("07:00:00 GMT", "07:00:00 +0000", "date"),
        ("Fri, 10 Oct 2025 07", "Sat, 10 Oct 2025 07", "weekday"),
        ("Fri, 10 Oct 2025 07", "Fri, 10 Oct 2036 07", "implausible"),
        ("Fri, 10 Oct 2025 06", "Thu, 01 Jan 1970 06", "implausible"),
        ("1 &#x3C; 2", "1 &lt; 2", "markup"), ("<title>Two</title>", "<title> </title>", "blank"),
        ("<dc:creator>Bo", "<author>b@c.example (Bo)</author><dc:creator>Bo", "twofold"),
        ("<dc:language>fr", "<dc:language>fr_FR!", "language"), ("<category>sea", "<category>", "blank"),
        ('length="7"', 'length="many"', "length"), ('type="audio/mpeg"/>', 'type="audio"/>', "media type"),
        ('url="https://a.example/1.mp3"', 'url="ftp://a.example/1.mp3"', "http"),
        ("https://a.example/f", "https://ä.example/f", "uri"), ("https://a.example/t.png", "t.png", "uri"),
        ("<description>&lt;p&gt;short&lt;/p&gt;</description>", "", "order"),
        ("&lt;p&gt;short", "&lt;script&gt;short", "unsafe"), ("&lt;p&gt;short", "&lt;p onclick=x&gt;short", "unsafe"),
        ("&lt;p&gt;short", "&lt;b&gt;short", "unbalanced"), ('href="https://a.example/"', 'href="/"', "relative"),
        ("<comments>", "<link>https://a.example/1</link><comments>", "twice"), ("short", "sh\u0092ort", "characters"),
    ],
    "atom": [
        ('rel="self"', 'rel="alternate"', "self"), ("<title>River</title>", "", "missing"),
        (f"<id>{ID}9</id>", "<id>17</id>", "uri"), (f"{ID}9", "urn:uuid:17", "uuid"), (f"{ID}9", "urn:x", "urn"),
        (f"{ID}9", "tag:Me.example:x", "tag"), (ENTRY, "", "author"), (ENTRY, ENTRY * 2, "duplicate: id"),
        ('hreflang="fr"', 'hreflang="en"', "duplicate: alternate"), ('hreflang="fr"', 'hreflang="french!"', "language"),
        ('rel="enclosure"', 'rel="current"', "rel"), ('type="audio/mpeg"', 'type="audio"', "media type"),
        ('length="7"', 'length="-1"', "length"), ('title="Un"', 'title="&lt;b&gt;Un"', "markup"),
        ('title="Un"', 'title=""', "blank"), (">One<", ">One &lt;/b&gt;<", "markup"), (">One<", "><", "blank"),
        ("<email>a@b.example", "<email>a@b", "email"), ("<name>Ana", "<name>&lt;b&gt;Ana", "markup"),
        ("https://a.example/ana", "ana", "uri"), ('label="Sea"', 'label="&amp;amp;"', "markup"),
        ("tag:a.example,2020:s", "s", "uri"), ("<published>2025-10-10T07:00:00Z", "<published>2025-10-10", "date"),
        ("<published>2025", "<published>1970", "implausible"), ("<summary", "<summary/><summary", "twice"),
        ("&lt;p&gt;words", "&lt;iframe&gt;words", "unsafe"), ("</entry>", "</entry><generator/>", "misplaced"),
    ],
    "page": [
        ("<br>", "<script></script>", "unsafe"), ("<br>", "<iframe></iframe>", "unsafe"), ("<br>", "<br onclick=x>", "unsafe"),
        ('href="https:', 'href="javascript:', "unsafe"), ("</section>", "", "unbalanced"), ("<br>", "<b>", "unbalanced"),
        ("<br>", "<h1>x</h1>", "not once: <h1>"), ("<title>River</title>", "", "not once: <title>"),
        ("<br>", '<i id="a"></i>', "duplicate: id"), ('id="a"', 'id="b"', "no such id"), (' lang="en"', "", "beginning"),
    ],
    "json_feed": [
        ("/1.1", "/1", "version"), ('"title": "River"', '"title": ""', "title"), ("r-p2.json", "r.json", "next_url"),
        ('"feed_url": "https:', '"feed_url": "urn:x', "urn"), ('"items"', '"more": 1, "items"', "unknown"),
        (f'"id": "{ID}1"', '"id": 7', "id"), ('"content_html"', '"content"', "missing"),
        ("<p>words", "<form>words", "unsafe"), ("T07:00:00Z", "", "date"), ('"name": "Ana", "url"', '"uri"', "author"),
        ('["sea"]', '[""]', "tags"), ('"audio/mpeg"', '""', "media type"), ('_in_bytes": 7', '_in_bytes": "7"', "length"),
        ('"language": "en", "items"', '"language": "1", "items"', "language"),
        ("words", "words" * 60000, "large"), ("WebSub", "rssCloud", "hub"), ('"https://hub.example/"', '"urn:x"', "urn"),
    ],
}
SOUND = {"rss": RSS, "atom": ATOM, "json_feed": JSON, "page": PAGE}


def complaints_of(kind, text):
    return list(rules.page(text) if kind == "page" else getattr(rules, kind)(text.encode(), NOW))


class RulesTest(unittest.TestCase):
    def test_sound_documents(self):
        for kind, text in SOUND.items():
            self.assertEqual(complaints_of(kind, text), [], kind)

    def test_every_rule_is_heard(self):
        for kind, rows in BROKEN.items():
            for old, new, word in rows:
                with self.subTest(f"{kind}: {word}: {new[:60]}"):
                    text = SOUND[kind].replace(old, new, 1)
                    self.assertIn(old, SOUND[kind])
                    complaints = complaints_of(kind, text)
                    self.assertTrue(any(c.startswith(word) for c in complaints), complaints)

    def test_archives_are_told_from_current_documents(self):
        for kind, name in (("rss", "rss"), ("atom", "atom")):
            complaints = list(getattr(rules, name)(SOUND[kind].encode(), NOW, archive=True))
            self.assertEqual([c.split(":")[0] for c in complaints], ["archive"])


if __name__ == "__main__":
    unittest.main()
