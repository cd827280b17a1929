"""What the API sends of the content: pages, layout and search results. Blocks: ``blocks``."""

from datetime import datetime
from typing import Literal

from ninja import Field

from content.body.registry import Block
from content.links import Link
from content.response import Response


class MenuItem(Response):
    label: str
    href: str
    children: list[Link]


class FooterColumn(Response):
    heading: str
    links: list[Link]


class Footer(Response):
    text: str = Field(description="Plain text that may hold line breaks: the postal address.")
    columns: list[FooterColumn]
    social: list[Link]
    legal: str


class Layout(Response):
    site_name: str
    tagline: str
    menu: list[MenuItem]
    footer: Footer


class Seo(Response):
    title: str
    description: str
    canonical: str = Field(description="Absolute where the site's address is known, else a path.")
    image: str | None = Field(description="Picture for links shared elsewhere.")


class Breadcrumb(Response):
    title: str
    path: str


class Page(Response):
    type: Literal["page"] = "page"
    path: str = Field(description="Canonical: starts and ends with a slash.")
    title: str
    seo: Seo
    breadcrumbs: list[Breadcrumb] = Field(description="From home to the parent; empty for home.")
    children: list[Breadcrumb] = Field(description="Live pages right below this one.")
    updated: datetime | None = Field(description="When it was last published, where known.")
    body: list[Block]


class Redirect(Response):
    type: Literal["redirect"] = "redirect"
    location: str = Field(description="A site path or an absolute http(s) URL.")
    permanent: bool


class Moved(Redirect):
    path: str = Field(description="The old address, such as /about/.")


class SiteState(Response):
    content: int = Field(description="The content version: it grows with each publication.")
    moved: list[Moved]


Kind = Literal["page", "news", "project"]


class SearchResult(Response):
    kind: Kind
    title: str
    path: str
    excerpt: str = Field(description="Plain text.")


class KindCount(Response):
    kind: Kind
    count: int


class SearchResults(Response):
    query: str
    count: int = Field(description="Of all results, not of this page's.")
    page: int
    pages: int
    kinds: list[KindCount] = Field(description="How many results of each kind there are.")
    suggestion: str = Field(
        description="If nothing is found: similar words for which there are results. Or empty."
    )
    results: list[SearchResult]
