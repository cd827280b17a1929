"""Loads the sample site, once per database."""

import re
from collections.abc import Iterable, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.apps import apps
from django.core.files.images import ImageFile
from django.db import transaction
from django.utils import timezone
from wagtail.images import get_image_model
from wagtail.models import Collection, Site

from content.models import BodyPage, ContentPage, Footer, Menu
from files.pictures import make as make_renditions
from sample.content import Document, about, around, contact, event, home, news, projects, tables
from sample.content.pictures import PICTURES
from sheets.models import Copy, Sheet

COLLECTION = "Sample content"
DIRECTORY = Path(__file__).parent / "pictures"
PAGES: list[Document] = [
    home.HOME,
    *about.PAGES,
    *event.PAGES,
    tables.PAGE,
    *projects.PAGES,
    *around.PAGES,
    *news.PAGES,
    *contact.PAGES,
]
SHEETS = {"teams": tables.TEAMS}
PATH_LINK = re.compile(r'<a href="(/[^"]*)"')


@transaction.atomic
def load() -> dict[str, int]:
    """Returns how many of each kind it made: none if the sample site was loaded before."""
    if Collection.objects.filter(name=COLLECTION).exists():
        return {}
    site = Site.objects.select_related("root_page").get(is_default_site=True)
    tree = Tree(site)
    tree.add_pictures()
    tree.add_sheets()
    pages = tree.add_pages(PAGES)
    settings = tree.fill(Menu, around.MENU) + tree.fill(Footer, around.FOOTER)
    return {"pages": pages, "pictures": len(PICTURES), "sheets": len(SHEETS), "settings": settings}


def restore_pictures() -> int:
    """Put back the pictures whose files are missing. Returns how many there were.

    A database that is a copy of another one has the rows of all pictures. Their files were not
    copied.
    """
    by_title = {title_of(name): name for name in PICTURES}
    images = get_image_model().objects.filter(collection__name=COLLECTION, title__in=by_title)
    lost = [image for image in images if not image.file.storage.exists(image.file.name)]
    for image in lost:
        with (DIRECTORY / f"{by_title[image.title]}.jpg").open("rb") as file:
            image.file.save(f"{by_title[image.title]}.jpg", ImageFile(file))
        # _raw_delete sends no signals. For each signal, a new S3 client would delete one file.
        image.renditions.all()._raw_delete(image._state.db)
    make_renditions(image.pk for image in lost)
    return len(lost)


def title_of(name: str) -> str:
    return name.replace("-", " ").capitalize()


class Tree:
    """Adds content. Has primary keys of ``pages`` by path, of ``images`` and ``sheets`` by name."""

    def __init__(self, site: Site) -> None:
        self.site = site
        root = site.root_page
        found = root.get_descendants(inclusive=True).values_list("url_path", "pk")
        self.pages = {f"/{path.removeprefix(root.url_path)}": key for path, key in found}
        self.images: dict[str, int] = {}
        self.sheets: dict[str, int] = {}

    def add_pictures(self) -> None:
        collection = Collection.get_first_root_node().add_child(name=COLLECTION)
        for name, description in PICTURES.items():
            with (DIRECTORY / f"{name}.jpg").open("rb") as file:
                image = get_image_model().objects.create(
                    title=title_of(name),
                    description=description,
                    collection=collection,
                    file=ImageFile(file, name=f"{name}.jpg"),
                )
            self.images[name] = image.pk

    def add_sheets(self) -> None:
        """The sheets with their rows, as if they had just been read."""
        for name, document in SHEETS.items():
            columns, rows = document["columns"], document["rows"]
            made = Sheet.objects.create(
                title=document["title"],
                spreadsheet=document["spreadsheet"],
                row_count=len(rows),
                refresh_minutes=1440,
                fetched_at=timezone.now(),
                due_at=timezone.now() + timedelta(days=1),
            )
            Copy.objects.create(sheet=made, columns=columns, rows=rows)
            self.sheets[name] = made.pk

    def add_pages(self, documents: Iterable[Document]) -> int:
        """Make all pages as drafts first, so that they can link to each other; then fill them."""
        new = [(self.draft(doc), doc) for doc in documents if doc["path"] not in self.pages]
        home = self.site.root_page.specific
        if isinstance(home, BodyPage) and not home.body:
            new += [(home, doc) for doc in documents if doc["path"] == "/"]
        for page, document in new:
            page.refresh_from_db(fields=["numchild"])  # it has got children since
            page.title = document["title"]
            page.search_description = document["description"]
            page.body = self.body(document["body"])
            for name, value in self.fields(document).items():
                setattr(page, name, value)
            for name, rows in document.get("rows", {}).items():
                model = page._meta.get_field(name).related_model
                setattr(page, name, [model(sort_order=n, **row) for n, row in enumerate(rows)])
            page.save_revision().publish()
        return len(new)

    def draft(self, document: Document) -> BodyPage:
        parent, _, slug = document["path"].strip("/").rpartition("/")
        parent_key = self.pages[f"/{parent}/" if parent else "/"]
        above = type(self.site.root_page).objects.get(pk=parent_key)
        model = apps.get_model(document.get("model", "content.ContentPage"))
        fields = self.fields(document)
        page: BodyPage = model(title=document["title"], slug=slug, live=False, **fields)
        above.add_child(instance=page)
        self.pages[document["path"]] = page.pk
        return page

    def fields(self, document: Document) -> dict[str, Any]:
        """The values of the page type's own fields."""
        return {
            name: self.images[value] if name == "picture_id" else value
            for name, value in document.get("fields", {}).items()
        }

    def body(self, document: Iterable[tuple[str, Any]]) -> Any:
        stored = [item(self.stored(value), kind) for kind, value in document]
        return ContentPage.body.field.stream_block.to_python(stored)

    def fill(self, model: type[Menu] | type[Footer], document: Document) -> int:
        """Give the site its menu or footer, unless an editor has given it one."""
        setting = model.for_site(self.site)
        if any(getattr(setting, name) for name in document):
            return 0
        for name, value in document.items():
            setattr(setting, name, self.stream(model, name, value))
        setting.save()
        return 1

    def stream(self, model: type[Menu] | type[Footer], name: str, value: Any) -> Any:
        if isinstance(value, str):
            return value
        block = model._meta.get_field(name).stream_block
        kind = next(iter(block.child_blocks))
        return block.to_python([item(self.stored(inner), kind) for inner in value])

    def stored(self, value: Any) -> Any:
        """``value`` as Wagtail stores it: with keys in place of paths and names."""
        if isinstance(value, list):
            return [item(self.stored(inner)) for inner in value]
        if isinstance(value, str):
            return PATH_LINK.sub(lambda link: self.page_link(link[1]), value)
        if not isinstance(value, dict):
            return value
        if "rows" in value:
            return table(value)
        return {name: self.entry(name, inner) for name, inner in value.items()}

    def entry(self, name: str, value: Any) -> Any:
        if name == "page":
            return self.pages[value]
        if name == "sheet":
            return self.sheets[value]
        if name == "image":
            return {"image": self.images[value], "alt_text": PICTURES[value], "decorative": False}
        return self.stored(value)

    def page_link(self, path: str) -> str:
        return f'<a linktype="page" id="{self.pages[path]}"'


def item(value: Any, kind: str = "item") -> dict[str, Any]:
    return {"type": kind, "value": value, "id": str(uuid4())}


def table(value: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "data": value["rows"],
        "table_caption": value["caption"],
        "table_header_choice": value["header"],
        "first_row_is_table_header": value["header"] in {"row", "both"},
        "first_col_is_header": value["header"] in {"column", "both"},
    }
