"""Pages, and the site's menu and footer."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.http import HttpRequest, HttpResponse
from wagtail.admin.panels import CommentPanel, FieldPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting
from wagtail.models import Page
from wagtail.search import index

from content import folded, page_addresses, preview
from content.body.registry import Block
from content.body.stream import stream_block
from content.fields import BlocksField
from content.links import LinkBlock
from content.navigation import FooterColumnBlock, MenuItemBlock
from content.panels import SchedulePanel
from content.schemas import Kind


class BodyPage(Page):
    """What every page has. Pages are read through the API, never rendered here."""

    body: Any = BlocksField(stream_block(), blank=True)
    seo_image = models.ForeignKey(
        "wagtailimages.Image",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name="picture for shared links",
        help_text="Landscape, 1200 pixels or wider. If empty, the hero's picture is used.",
    )

    content_panels = [*Page.content_panels, FieldPanel("body")]
    # Without Wagtail's "Show in menus": the site's menu is the setting Menu.
    promote_panels = [
        MultiFieldPanel(["slug", "seo_title", "search_description"], "For search engines"),
        FieldPanel("seo_image"),
    ]
    settings_panels = [SchedulePanel(), CommentPanel()]
    search_fields = [
        *Page.search_fields,
        index.SearchField("body"),
        index.AutocompleteField("body"),
        index.SearchField("search_description"),
        *folded.fields("title", boost=2),
        *folded.fields("body", "search_description"),
    ]

    lists_children = True
    kind: ClassVar[Kind] = "page"  # of a search's results
    base_form_class = page_addresses.PageForm
    copy_form_class = page_addresses.PageCopyForm

    class Meta:
        abstract = True

    def lead_blocks(self) -> list[Block]:
        """Blocks that this kind of page has before its body."""
        return []

    def own_blocks(self) -> list[Block]:
        """Blocks that this kind of page has after its body."""
        return []

    def clean(self) -> None:
        super().clean()
        page_addresses.check(self)

    def minimal_clean(self) -> None:
        """The checks before a draft is saved."""
        super().minimal_clean()
        page_addresses.check(self)

    def get_route_paths(self) -> list[str]:
        """Paths that Wagtail redirects when the page moves. Empty if no redirect can hold them."""
        fits = page_addresses.length(self.url_path) <= page_addresses.LONGEST
        return super().get_route_paths() if fits else []

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        return preview.show_page(request, self)

    def get_url_parts(self, request: Any = None) -> tuple[int, str | None, str | None] | None:
        """Wagtail's URL parts, with the address of the SPA in place of this backend's."""
        parts: tuple[int, str | None, str | None] | None = super().get_url_parts(request)
        if parts and parts[1] is not None and settings.FRONTEND_URL:
            return parts[0], settings.FRONTEND_URL, parts[2]
        return parts


class HomePage(BodyPage):
    parent_page_types = ["wagtailcore.Page"]
    max_count_per_parent = 1
    page_description = "The first page of the site."

    class Meta:
        verbose_name = "home page"


class ContentPage(BodyPage):
    parent_page_types = ["content.HomePage", "content.ContentPage"]
    page_description = "Any other page, below home or below another page."

    class Meta:
        verbose_name = "page"


@register_setting(icon="bars", order=10)
class Menu(BaseSiteSetting):
    tagline = models.CharField(
        max_length=120, blank=True, help_text="A few words, shown beside the name of the site."
    )
    items: Any = BlocksField([("item", MenuItemBlock())], blank=True, max_num=8)

    panels = [FieldPanel("tagline"), FieldPanel("items")]

    class Meta:
        verbose_name = "menu"


@register_setting(icon="list-ul", order=20)
class Footer(BaseSiteSetting):
    text = models.TextField(
        blank=True, max_length=600, help_text="Name and postal address. Line breaks are kept."
    )
    columns: Any = BlocksField([("column", FooterColumnBlock())], blank=True, max_num=4)
    social: Any = BlocksField([("link", LinkBlock())], blank=True, max_num=8)
    legal = models.CharField(max_length=200, blank=True, help_text="The last line of every page.")

    panels = [
        FieldPanel("text"),
        FieldPanel("columns"),
        FieldPanel("social", heading="Social media"),
        FieldPanel("legal"),
    ]

    class Meta:
        verbose_name = "footer"


class AccessibilityCheck(models.Model):
    """One row: when the site was last checked, and until when a process has claimed the check."""

    checked_at = models.DateTimeField(null=True)
    claimed_until = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"Checked at {self.checked_at}"


class AxeCheck(models.Model):
    """When axe last checked a page in a staff member's browser, with or without findings."""

    page = models.OneToOneField(
        "wagtailcore.Page", models.CASCADE, primary_key=True, related_name="+"
    )
    checked_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"Page {self.page_id} was checked at {self.checked_at}"


class Finding(models.Model):
    """Something of the published site that not everybody can use."""

    class Kind(models.TextChoices):
        AXE = "axe", "Found by axe when it was published"
        PDF = "pdf", "PDF documents"
        PICTURE = "picture", "Pictures without a text"
        LINK = "link", "Links that lead nowhere"

    kind = models.CharField(max_length=8, choices=Kind.choices)
    page = models.ForeignKey("wagtailcore.Page", models.CASCADE, null=True, related_name="+")
    document = models.ForeignKey(
        "files.PrivateDocument", models.CASCADE, null=True, related_name="+"
    )
    words = models.TextField()
    found_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["kind", "page", "pk"]

    def __str__(self) -> str:
        return self.words
