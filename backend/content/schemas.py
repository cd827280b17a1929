"""What the content says to the API: pages, layout and search results. Blocks: ``block_schemas``."""

from datetime import datetime
from typing import Annotated, Literal

from ninja import Field, Schema

from content.block_schemas import Block, Link


class MenuItem(Schema):
    label: str
    href: str
    children: list[Link]


class FooterColumn(Schema):
    heading: str
    links: list[Link]


class Footer(Schema):
    text: str = Field(description="Plain text that may hold line breaks: the postal address.")
    columns: list[FooterColumn]
    social: list[Link]
    legal: str


class Layout(Schema):
    site_name: str
    tagline: str
    menu: list[MenuItem]
    footer: Footer


class Seo(Schema):
    title: str
    description: str
    canonical: str = Field(description="Absolute where the site's address is known, else a path.")
    image: str | None = Field(description="Picture for links shared elsewhere.")


class Breadcrumb(Schema):
    title: str
    path: str


class Page(Schema):
    type: Literal["page"] = "page"
    path: str = Field(description="Canonical: starts and ends with a slash.")
    title: str
    seo: Seo
    breadcrumbs: list[Breadcrumb] = Field(description="From home to the parent; empty for home.")
    children: list[Breadcrumb] = Field(description="Live pages right below this one.")
    updated: datetime
    body: list[Block]


class Redirect(Schema):
    type: Literal["redirect"] = "redirect"
    location: str = Field(description="A site path or an absolute http(s) URL.")
    permanent: bool


PageOrRedirect = Annotated[Page | Redirect, Field(discriminator="type")]


class SearchResult(Schema):
    title: str
    path: str
    excerpt: str = Field(description="Plain text.")


class SearchResults(Schema):
    query: str
    count: int = Field(description="Of all results, not of this page's.")
    page: int
    pages: int
    results: list[SearchResult]
