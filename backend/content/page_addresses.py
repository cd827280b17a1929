"""How long a page's address may be: a redirect from it, when the page moves, has to hold it.

A longer one would end a move or a renaming with an error of PostgreSQL, and the API takes no path
of more than 500 characters.
"""

from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db.models import Max
from django.db.models.functions import Length
from wagtail.admin.forms.pages import CopyForm, WagtailAdminPageForm
from wagtail.models import Page, Site

LONGEST: Final = 255  # of Redirect.old_path


def length(url_path: str) -> int:
    """Characters of the address, from its first slash to its last, of a ``Page.url_path``."""
    roots = [site.root_path for site in Site.get_site_root_paths()]
    return max(
        (len(url_path) - len(root) + 1 for root in roots if url_path.startswith(root)), default=0
    )


def fault(page: Page, parent: Page | None, slug: str, *, with_descendants: bool = True) -> str:
    """Why the page cannot be below ``parent`` with that slug, or nothing."""
    after = f"{parent.url_path}{slug}/" if parent else "/"
    longest = length(after)
    if page.pk and with_descendants:
        below = page.get_descendants().aggregate(longest=Max(Length("url_path")))["longest"] or 0
        longest += max(0, below - len(page.url_path))
    if longest <= LONGEST:
        return ""
    whose = (
        "Its address" if longest == length(after) else "The longest address of the pages below it"
    )
    return (
        f"{whose} would have {longest} characters, but at most {LONGEST} are possible. "
        "Shorten a slug."
    )


def check(page: Page) -> None:
    """Raises ValidationError. A page that stays where it is may keep what it has."""
    parent = page.get_parent()
    stays = page.pk and parent and page.url_path == f"{parent.url_path}{page.slug}/"
    if parent and not stays and (found := fault(page, parent, page.slug)):
        raise ValidationError({"slug": found})


class PageForm(WagtailAdminPageForm):
    """Says of a new page, which knows no parent yet, what ``check`` says of any other."""

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        slug = cleaned.get("slug")
        if (
            not self.instance.pk
            and slug
            and (found := fault(self.instance, self.parent_page, slug))
        ):
            self.add_error("slug", found)
        return cleaned


class PageCopyForm(CopyForm):
    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        parent, slug = cleaned.get("new_parent_page"), cleaned.get("new_slug")
        below = bool(cleaned.get("copy_subpages"))
        if parent and slug and (found := fault(self.page, parent, slug, with_descendants=below)):
            self.add_error("new_slug", found)
        return cleaned
