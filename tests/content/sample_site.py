"""How the tests load the sample site, and what it is made of."""

from io import StringIO
from typing import Any

from django.core.management import call_command
from wagtail.images.models import Image
from wagtail.models import Collection, Page, Site

from content.models import ContentPage, Footer, HomePage, Menu
from sample.content import loading


def load() -> str:
    out = StringIO()
    call_command("load_sample_content", stdout=out)
    return out.getvalue()


def everything() -> list[Any]:
    """Every row the sample site is made of."""
    models = (Page, ContentPage, HomePage, Image, Collection, Menu, Footer, Site)
    return [list(model.objects.order_by("pk").values()) for model in models]


def loaded_counts(kept_pages: int, settings: int) -> str:
    """The command's output, if ``kept_pages`` of the sample's pages existed before."""
    pages = len(loading.PAGES) - kept_pages
    kinds = f"{settings} setting{'s' if settings > 1 else ''}, 210 projects, 1 event"
    counts = f"{pages} pages, 16 pictures, 1 sheet, {kinds}"
    return f"Sample content: {counts} loaded.\n"
