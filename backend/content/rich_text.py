"""Rich text as stored, turned into HTML that is safe in a page, and into plain text."""

import re
from collections.abc import Mapping
from html import unescape
from textwrap import shorten

from bs4.element import NavigableString, PreformattedString, Tag
from django.utils.html import strip_tags
from wagtail.whitelist import Whitelister, allow_without_attributes

INLINE = {"b", "strong", "i", "em", "sub", "sup", "br"}
ELEMENTS = INLINE | {"p", "h2", "h3", "h4", "hr", "ul", "ol", "li", "blockquote"}
DROPPED = {"script", "style", "template", "iframe", "object", "svg", "math", "title", "textarea"}
SCHEMES = ("https://", "http://", "mailto:", "tel:", "#", "/")
BLOCK_END = re.compile(r"</(?:p|h\d|li|blockquote)>|<br\s*/?>|<hr\s*/?>", re.IGNORECASE)
LINK = re.compile(r"<a\b[^>]*>")
ATTRIBUTE = re.compile(r'(\w+)="([^"]*)"')


def linked(kind: str, source: str) -> list[int]:
    """Primary keys of what rich text links to: each ``page``, or each ``document``."""
    anchors = (dict(ATTRIBUTE.findall(anchor)) for anchor in LINK.findall(source))
    return [
        int(anchor["id"])
        for anchor in anchors
        if anchor.get("linktype") == kind and anchor.get("id", "").isdecimal()
    ]


def html(source: str, paths: Mapping[int, str], documents: Mapping[int, str]) -> str:
    """``source`` with known elements only; a link to a page that ``paths`` lacks is just text."""
    return str(Sanitiser({"page": paths, "document": documents}).clean(source))


def plain(source: str, length: int = 200) -> str:
    """The words of ``source`` (HTML, or plain text), in one line of at most ``length``."""
    return shorten(unescape(strip_tags(BLOCK_END.sub(" ", source))), length, placeholder=" …")


class Sanitiser(Whitelister):
    """Editors' HTML is clean when they save it; imported or old HTML need not be."""

    def __init__(self, addresses: Mapping[str, Mapping[int, str]]) -> None:
        self.addresses = addresses
        self.element_rules = dict.fromkeys(["[document]", *ELEMENTS], allow_without_attributes)
        self.element_rules["a"] = self.clean_link

    def clean_tag_node(self, doc: Tag, tag: Tag) -> None:
        if tag.name in DROPPED:
            tag.decompose()
        else:
            super().clean_tag_node(doc, tag)

    def clean_string_node(self, doc: Tag, node: NavigableString) -> None:
        # Comments, declarations and CDATA come out as they went in, markup included.
        if isinstance(node, PreformattedString):
            node.extract()

    def clean_link(self, tag: Tag) -> None:
        href = self.href(tag)
        if href:
            tag.attrs = {"href": href}
        else:
            tag.unwrap()

    def href(self, tag: Tag) -> str | None:
        known = self.addresses.get(str(tag.get("linktype")))
        if known is not None:
            key = str(tag.get("id", ""))
            return known.get(int(key)) if key.isdecimal() else None
        return safe_href(str(tag.get("href", "")))


def safe_href(href: str) -> str | None:
    """``href`` when following it cannot run a script."""
    href = href.strip()
    return href if href.lower().startswith(SCHEMES) and not href.startswith("//") else None
