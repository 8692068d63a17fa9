"""The rules of feed validators beyond the grammar, as functions that yield complaints.

Each complaint starts with its own word; rules_test.py shows that each can occur. The rules are those of the
W3C's feed validator for RSS 2.0 and Atom that can apply to our documents, and those of the JSON Feed 1.1
specification. docs/decisions/valid-feeds.md lists warnings of the validator that we accept.
"""

import json
import re
import xml.etree.ElementTree as ElementTree
from datetime import datetime, timedelta, timezone
from html.parser import HTMLParser

ATOM = "{http://www.w3.org/2005/Atom}"
DC = "{http://purl.org/dc/elements/1.1/}"
CONTENT = "{http://purl.org/rss/1.0/modules/content/}"
MEDIA = "{http://search.yahoo.com/mrss/}"
HISTORY = "{http://purl.org/syndication/history/1.0}"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
PAGE_BYTES = 250 * 1024

URI = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:(//)?(\[[0-9A-Fa-f:]+\])?[A-Za-z0-9;/?:@&=+$.\-_!~*'()%,\[\]]+"
                 r"(#[A-Za-z0-9;/?:@&=+$.\-_!~*'()%,]*)?")
URN = re.compile(r"urn:[A-Za-z0-9][A-Za-z0-9-]{1,31}:([A-Za-z0-9()+,.:=@;$_!*'\-]|%[0-9A-Fa-f]{2})+", re.IGNORECASE)
UUID = re.compile(r"urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.IGNORECASE)
TAG = re.compile(r"tag:([a-z0-9\-._]+@)?[a-z0-9.\-]+,\d{4}(-\d\d(-\d\d)?)?:[A-Za-z0-9;/?:@&=+$.\-_!~*'()%,#]*")
HTTP = re.compile(r"https?://[^/\s]+\.[A-Za-z0-9-]+(:\d+)?(/|$)")
MEDIA_TYPE = re.compile(r"[^\s()<>,;:\\\"/\[\]?=]+/[^\s()<>,;:\\\"/\[\]?=]+")
EMAIL = re.compile(r"[A-Za-z0-9_\-+.']+@([A-Za-z0-9\-]+\.)+[A-Za-z0-9][-A-Za-z0-9]*")
TAG_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*")
MARKUP = re.compile(r"</?[A-Za-z]|&(#\d+|#[xX][0-9A-Fa-f]+|[A-Za-z]\w*);")
DAYS = "Mon Tue Wed Thu Fri Sat Sun".split()
ATOM_RELS = {"alternate", "current", "enclosure", "hub", "prev-archive", "related", "replies", "self", "via"}
ONLY_ONCE = {"rss": {"title", "link", "description", "guid", "pubDate", "comments", "enclosure", "source"},
             "atom": {"id", "title", "updated", "published", "summary", "content", "source"}}
UNSAFE = {"script", "style", "iframe", "object", "embed", "applet", "form", "input", "button", "link", "meta",
          "base", "frame", "frameset", "svg", "math", "noscript", "textarea", "title", "template"}
VOID = {"area", "br", "col", "hr", "img", "source", "track", "wbr"}


def uri(value, what, http=False):
    """An absolute address in ASCII, as in RSS 2.0; Atom allows more, feed readers less."""
    low = value.lower()
    if low.startswith("urn:uuid:") and not UUID.fullmatch(value):
        yield f"uuid: {what} {value}"
    elif low.startswith("urn:") and not URN.fullmatch(value):
        yield f"urn: {what} {value}"
    elif low.startswith("tag:") and not TAG.fullmatch(value):
        yield f"tag: {what} {value}"
    elif not low.startswith(("urn:", "tag:")) and not URI.fullmatch(value):
        yield f"uri: {what} {value}"
    elif low.startswith(("http:", "https:")) and not re.match(r"https?://[^/?#]", low):
        yield f"host: {what} {value}"
    if http and not HTTP.match(value):
        yield f"http: {what} {value}"


def plain(value, what):
    """Text that must not contain markup."""
    if not value or not value.strip():
        yield f"blank: {what}"
    elif MARKUP.search(value):
        yield f"markup: {what} {value!r}"


def language(value, what):
    if not TAG_LANGUAGE.fullmatch(value):
        yield f"language: {what} {value}"


def moment(value, what, now):
    if value.tzinfo is None or value.year < 1990 or value > now + timedelta(minutes=10):
        yield f"implausible: {what} {value}"


def date_822(value, what, now):
    try:
        parsed = datetime.strptime(value, "%a, %d %b %Y %H:%M:%S GMT").replace(tzinfo=timezone.utc)
    except ValueError:
        yield f"date: {what} {value}"
        return
    if DAYS[parsed.weekday()] != value[:3]:
        yield f"weekday: {what} {value}"
    yield from moment(parsed, what, now)


def date_3339(value, what, now):
    if not re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)", value):
        yield f"date: {what} {value}"
        return
    yield from moment(datetime.fromisoformat(value.replace("Z", "+00:00")), what, now)


class Fragment(HTMLParser):
    """Checks an HTML text for tags that run or fetch something, relative addresses, and unmatched tags."""

    def __init__(self):
        super().__init__()
        self.open, self.complaints = [], []

    def handle_starttag(self, tag, attrs):
        if tag in UNSAFE:
            self.complaints.append(f"unsafe: <{tag}>")
        for name, value in attrs:
            if name.startswith("on") or name in ("id", "class", "name"):
                self.complaints.append(f"unsafe: {name}=")
            if name == "style" and re.search(r"url|expression|position|import|@|\\", value or "", re.IGNORECASE):
                self.complaints.append(f"unsafe: style={value}")
            if name in ("href", "src", "poster", "cite", "longdesc") and \
                    not re.match(r"(https?|ftp|mailto|tel|xmpp|magnet|gemini|gopher|feed|news):", value or "",
                                 re.IGNORECASE):
                self.complaints.append(f"relative: {name}={value}")
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.complaints.append(f"unbalanced: </{tag}>")


def html(value, what):
    fragment = Fragment()
    fragment.feed(value)
    fragment.close()
    yield from (f"{complaint} in {what}" for complaint in fragment.complaints)
    if fragment.open:
        yield f"unbalanced: {what} leaves {fragment.open} open"


class Page(HTMLParser):
    """Checks a whole HTML page for what runs, unmatched tags, ids that are there twice or not at all, and its main parts."""

    void = {*VOID, "meta", "link", "input"}
    once = ("html", "head", "title", "body")

    def __init__(self):
        super().__init__()
        self.open, self.complaints, self.ids, self.references, self.tags = [], [], [], set(), []

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        if tag in UNSAFE - {"title", "style", "link", "meta", "input", "svg", "form", "button"}:
            self.complaints.append(f"unsafe: <{tag}>")
        for name, value in attrs:
            if name.startswith("on") or re.match(r"\s*(javascript|data|vbscript):", value or "") and tag == "a":
                self.complaints.append(f"unsafe: {name}={value}")
            if name == "id":
                self.ids.append(value)
            if name in ("aria-labelledby", "for"):
                self.references.add(value)
        if tag not in self.void:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        if tag not in self.void:
            self.handle_endtag(tag)

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.complaints.append(f"unbalanced: </{tag}>")


def page(text):
    """A page of headwater, or one that leads to another."""
    parser = Page()
    parser.feed(text)
    parser.close()
    yield from parser.complaints
    if parser.open:
        yield f"unbalanced: {parser.open} left open"
    once = Page.once if 'http-equiv="refresh"' in text else (*Page.once, "main", "h1")
    yield from (f"not once: <{tag}>" for tag in once if parser.tags.count(tag) != 1)
    yield from unique(parser.ids, "id")
    yield from (f"no such id: {name}" for name in parser.references - set(parser.ids))
    if not re.match(r'<!DOCTYPE html>\n<html lang="[A-Za-z-]+" dir="(ltr|rtl)">\n', text):
        yield "beginning: " + text[:40]


def characters(text):
    if re.search("[\x7f-\x9f\ufffe\uffff]", text):
        yield "characters: controls"


def unique(values, what):
    seen = set()
    for value in values:
        if value in seen:
            yield f"duplicate: {what} {value}"
        seen.add(value)


def once(element, names):
    tags = [child.tag for child in element]
    for tag in sorted(set(tags)):  # an item may have a link of RSS and one of Atom
        if tag.rsplit("}", 1)[-1] in names and not tag.startswith((DC, MEDIA)) and tags.count(tag) > 1:
            yield f"twice: {tag.rsplit('}', 1)[-1]}"


def media_type(value, what):
    if not MEDIA_TYPE.fullmatch(value or ""):
        yield f"media type: {what} {value}"


def rss_item(item, now):
    yield from once(item, ONLY_ONCE["rss"])
    yield from plain_xml(item.find("title"), "title")
    for name, http in (("link", False), ("comments", False)):
        if item.find(name) is not None:
            yield from uri(item.findtext(name), name, http)
    guid = item.find("guid")
    if guid is None:
        yield "guid: missing"
    elif guid.get("isPermaLink") != "false" or not UUID.fullmatch(guid.text or ""):
        yield f"guid: {guid.text}"
    yield from date_822(item.findtext("pubDate", ""), "pubDate", now)
    if item.find("author") is not None and item.find(DC + "creator") is not None:
        yield "twofold: author and dc:creator"
    for creator in item.iter(DC + "creator"):
        yield from plain_xml(creator, "dc:creator")
    if item.find(DC + "language") is not None:
        yield from language(item.findtext(DC + "language"), "dc:language")
    for category in item.iter("category"):
        yield from plain_xml(category, "category")
    enclosure = item.find("enclosure")
    if enclosure is not None:
        yield from uri(enclosure.get("url", ""), "enclosure", http=True)
        yield from media_type(enclosure.get("type"), "enclosure")
        if not re.fullmatch(r"\d+", enclosure.get("length", "")):
            yield f"length: {enclosure.get('length')}"
    source = item.find("source")
    if source is not None:
        yield from uri(source.get("url", ""), "source")
        yield from plain_xml(source, "source")
    tags = [child.tag for child in item]
    if CONTENT + "encoded" in tags and \
            ("description" not in tags or tags.index("description") > tags.index(CONTENT + "encoded")):
        yield "order: content:encoded before description"
    for name in ("description", CONTENT + "encoded"):
        if item.find(name) is not None:
            yield from html(item.findtext(name) or "", name)
    for thumbnail in item.iter(MEDIA + "thumbnail"):
        yield from uri(thumbnail.get("url", ""), "thumbnail")


def plain_xml(element, what):
    """In RSS the spelling distinguishes a literal "<" from markup: see rss()."""
    if element is None or not (element.text or "").strip():
        yield f"blank: {what}"


# Text elements of RSS in which "&lt;" and "&amp;" would be ambiguous: they could mean markup. Hexadecimal
# references are not.
AMBIGUOUS = re.compile(r"<(title|dc:creator|category|source)\b[^>]*>[^<]*&(lt|amp|#39|quot);")


def rss(text, now, archive=False):
    root = ElementTree.fromstring(text)
    channel = root.find("channel")
    for name in ("title", "link", "description", "language"):
        if channel.find(name) is None:
            yield f"missing: {name}"
    yield from uri(channel.findtext("link", ""), "channel link")
    yield from language(channel.findtext("language", ""), "channel")
    if channel.find("lastBuildDate") is not None:
        yield from date_822(channel.findtext("lastBuildDate"), "lastBuildDate", now)
    links = {link.get("rel"): link.get("href") for link in channel.findall(ATOM + "link")}
    yield from history(links, channel.find(HISTORY + "archive") is not None, archive)
    tags = [child.tag for child in channel]
    if "item" in tags and any(tag != "item" for tag in tags[tags.index("item"):]):
        yield "misplaced: a channel's element behind an item"
    yield from unique([item.findtext("guid") for item in channel.iter("item")], "guid")
    if AMBIGUOUS.search(text.decode()):
        yield f"markup: {AMBIGUOUS.search(text.decode())[0]}"
    yield from characters(text.decode())
    for item in channel.iter("item"):
        yield from rss_item(item, now)


def history(links, marked, archive):
    if "self" not in links:
        yield "self: no link"
    for href in links.values():
        yield from uri(href, "link", http=True)
    if marked != archive or ("current" in links) != archive:
        yield "archive: mark or link to the current document"


def atom_link(link, feed):
    rel, href = link.get("rel", "alternate"), link.get("href")
    if rel not in ATOM_RELS:
        yield f"rel: {rel}"
    if rel in ("current", "hub", "prev-archive") and not feed:
        yield f"rel: {rel} in an entry"
    yield from uri(href or "", f"link {rel}")
    if link.get("type") is not None:
        yield from media_type(link.get("type"), f"link {rel}")
    if link.get("hreflang") is not None:
        yield from language(link.get("hreflang"), f"link {rel}")
    if link.get("title") is not None:
        yield from plain(link.get("title"), f"link {rel}")
    if link.get("length") is not None and not re.fullmatch(r"\d+", link.get("length")):
        yield f"length: {link.get('length')}"


def atom_text(element, what):
    if element is None:
        yield f"missing: {what}"
        return
    if element.get(LANG) is not None:
        yield from language(element.get(LANG), what)
    if element.get("type", "text") == "text":
        yield from plain(element.text, what)
    else:
        yield from html(element.text or "", what)


def atom_metadata(element, now):
    yield from once(element, ONLY_ONCE["atom"])
    yield from uri(element.findtext(ATOM + "id", ""), "id")
    yield from date_3339(element.findtext(ATOM + "updated", ""), "updated", now)
    yield from atom_text(element.find(ATOM + "title"), "title")


def atom_entry(entry, now):
    yield from atom_metadata(entry, now)
    yield from date_3339(entry.findtext(ATOM + "published", ""), "published", now)
    yield from atom_text(entry.find(ATOM + "content"), "content")
    if entry.find(ATOM + "summary") is not None:
        yield from atom_text(entry.find(ATOM + "summary"), "summary")
    if entry.find(ATOM + "author") is None:
        yield "author: none"
    for author in entry.iter(ATOM + "author"):
        yield from plain(author.findtext(ATOM + "name"), "author")
        if author.find(ATOM + "uri") is not None:
            yield from uri(author.findtext(ATOM + "uri"), "author")
        if author.find(ATOM + "email") is not None and not EMAIL.fullmatch(author.findtext(ATOM + "email")):
            yield f"email: {author.findtext(ATOM + 'email')}"
    links = entry.findall(ATOM + "link")
    for link in links:
        yield from atom_link(link, feed=False)
    yield from unique([(link.get("type"), link.get("hreflang")) for link in links
                       if link.get("rel", "alternate") == "alternate"], "alternate")
    for category in entry.findall(ATOM + "category"):
        yield from plain(category.get("term"), "category")
        if category.get("scheme") is not None:
            yield from uri(category.get("scheme"), "category")
        if category.get("label") is not None:
            yield from plain(category.get("label"), "category")
    source = entry.find(ATOM + "source")
    if source is None:
        yield "source: none"
        return
    yield from atom_metadata(source, now)
    for link in source.findall(ATOM + "link"):
        yield from atom_link(link, feed=False)


def atom(text, now, archive=False):
    root = ElementTree.fromstring(text)
    entries = root.findall(ATOM + "entry")
    if entries:
        yield from atom_metadata(root, now)
    elif root.find(ATOM + "author") is None:
        yield "author: none in an empty feed"
    links = root.findall(ATOM + "link")
    for link in links:
        yield from atom_link(link, feed=True)
    # RFC 4287 §4.1.1 on alternates, and as feed readers take the others; there may be several hubs (WebSub §4)
    yield from unique([(link.get("rel"), link.get("type"), link.get("hreflang"),
                        link.get("href") if link.get("rel") == "hub" else None) for link in links], "link")
    yield from history({link.get("rel"): link.get("href") for link in links if link.get("rel") != "alternate"},
                       root.find(HISTORY + "archive") is not None, archive)
    tags = [child.tag for child in root]
    if entries and any(tag != ATOM + "entry" for tag in tags[tags.index(ATOM + "entry"):]):
        yield "misplaced: a feed's element behind an entry"
    yield from unique([entry.findtext(ATOM + "id") for entry in entries], "id")
    yield from characters(text.decode())
    for entry in entries:
        yield from atom_entry(entry, now)


JSON_FEED = {"version", "title", "home_page_url", "feed_url", "next_url", "hubs", "language",
             "items"}
JSON_ITEM = {"id", "url", "external_url", "title", "content_html", "summary", "image", "date_published", "date_modified", "authors",
             "tags", "language", "attachments", "_headwater"}


def json_item(item, now):
    for name in item.keys() - JSON_ITEM:
        yield f"unknown: {name}"
    if not isinstance(item.get("id"), str) or not item["id"]:
        yield f"id: {item.get('id')}"
    if "content_html" not in item:
        yield "missing: content_html"
    yield from html(item.get("content_html", ""), "content_html")
    for name in ("url", "external_url", "image"):
        if name in item:
            yield from uri(item[name], name)
    for name in ("date_published", "date_modified"):
        if name in item:
            yield from date_3339(item[name], name, now)
    if "language" in item:
        yield from language(item["language"], "item")
    for author in item.get("authors", []):
        if not author.keys() & {"name", "url", "avatar"}:
            yield "author: none of its members"
        if "url" in author:
            yield from uri(author["url"], "author")
    if "tags" in item and not all(isinstance(tag, str) and tag for tag in item["tags"]):
        yield f"tags: {item['tags']}"
    for attachment in item.get("attachments", []):
        yield from uri(attachment.get("url", ""), "attachment")
        yield from media_type(attachment.get("mime_type"), "attachment")
        if not isinstance(attachment.get("size_in_bytes", 0), int):
            yield f"length: {attachment['size_in_bytes']}"


def json_feed(text, now):
    if len(text) > PAGE_BYTES:
        yield f"large: {len(text)} bytes"
    feed = json.loads(text)
    for name in feed.keys() - JSON_FEED:
        yield f"unknown: {name}"
    if feed.get("version") != "https://jsonfeed.org/version/1.1":
        yield f"version: {feed.get('version')}"
    if not isinstance(feed.get("title"), str) or not feed["title"]:
        yield f"title: {feed.get('title')}"
    for name in ("home_page_url", "feed_url", "next_url"):
        if name in feed:
            yield from uri(feed[name], name, http=True)
    if "next_url" in feed and feed["next_url"] == feed.get("feed_url"):
        yield "next_url: of this document"
    for hub in feed.get("hubs", []):
        if hub.get("type") != "WebSub" or "feed_url" not in feed:
            yield f"hub: {hub}"
        yield from uri(hub.get("url", ""), "hub", http=True)
    if "language" in feed:
        yield from language(feed["language"], "feed")
    yield from characters(text.decode())
    yield from unique([item.get("id") for item in feed["items"]], "id")
    for item in feed["items"]:
        yield from json_item(item, now)
