"""What editors build pages from. ``body`` turns what these store into what the API says."""

from typing import Any

from django.core.exceptions import ValidationError
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.contrib.table_block.blocks import TableBlock
from wagtail.images.blocks import ImageBlock
from wagtail.snippets.blocks import SnippetChooserBlock

from content.embeds import video

WORDS, MEDIA, GROUPS = "Words", "Pictures and video", "Cards, people and tables"
LISTS = "Projects and events"
TARGETS = ("page", "url", "email")
ALT_HELP = "Alt text tells people who cannot see the picture what it shows."


class LinkBlock(blocks.StructBlock):
    label = blocks.CharBlock(max_length=60, help_text="The words that people click.")
    page = blocks.PageChooserBlock(required=False, help_text="A page of this site, or …")
    url = blocks.URLBlock(required=False, label="URL", help_text="… an address elsewhere, or …")
    email = blocks.EmailBlock(required=False, help_text="… an email address. Exactly one of them.")

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        given = [name for name in TARGETS if cleaned.get(name)]
        if len(given) != 1:
            fault = "Give a page, a URL or an email address: exactly one of them."
            raise StructBlockValidationError({(given or TARGETS)[-1]: ValidationError(fault)})
        if given == ["url"] and not cleaned["url"].lower().startswith(("https://", "http://")):
            fault = "The address must start with https:// or http://."
            raise StructBlockValidationError({"url": ValidationError(fault)})
        return cleaned

    class Meta:
        icon = "link"
        label_format = "{label}"


class MenuItemBlock(LinkBlock):
    children = blocks.ListBlock(
        LinkBlock(), max_num=8, default=[], label="Submenu", help_text="Opens below this item."
    )


class FooterColumnBlock(blocks.StructBlock):
    heading = blocks.CharBlock(max_length=40)
    links = blocks.ListBlock(LinkBlock(), min_num=1, max_num=8)

    class Meta:
        icon = "list-ul"
        label_format = "{heading}"


def actions() -> blocks.ListBlock:
    return blocks.ListBlock(LinkBlock(), max_num=2, default=[], label="Buttons")


def optional_link() -> blocks.ListBlock:
    return blocks.ListBlock(LinkBlock(), max_num=1, default=[], label="Link")


class HeroBlock(blocks.StructBlock):
    heading = blocks.CharBlock(max_length=90)
    text = blocks.TextBlock(required=False, max_length=320, rows=3)
    image = ImageBlock(required=False, help_text=f"Landscape, 1600 pixels or wider. {ALT_HELP}")
    actions = actions()

    class Meta:
        icon = "title"
        group = WORDS
        label_format = "Hero: {heading}"


class CallToActionBlock(blocks.StructBlock):
    heading = blocks.CharBlock(max_length=90)
    text = blocks.TextBlock(required=False, max_length=320, rows=3)
    actions = blocks.ListBlock(LinkBlock(), min_num=1, max_num=2, label="Buttons")

    class Meta:
        icon = "arrow-right-full"
        group = WORDS
        label_format = "Call to action: {heading}"


class PictureBlock(blocks.StructBlock):
    image = ImageBlock(help_text=ALT_HELP)
    caption = blocks.CharBlock(required=False, max_length=200)
    wide = blocks.BooleanBlock(required=False, help_text="Wider than the text around it.")

    class Meta:
        icon = "image"
        group = MEDIA
        label_format = "Image: {caption}"


class EmbedBlock(blocks.StructBlock):
    title = blocks.CharBlock(max_length=120, help_text="What the video shows, in a few words.")
    url = blocks.URLBlock(label="URL", help_text="The address of a YouTube or Vimeo video.")

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        if not video(cleaned["url"]):
            fault = "Only YouTube and Vimeo work here. Paste the address of the video."
            raise StructBlockValidationError({"url": ValidationError(fault)})
        return cleaned

    class Meta:
        icon = "media"
        group = MEDIA
        label_format = "Video: {title}"


class CardBlock(blocks.StructBlock):
    title = blocks.CharBlock(max_length=90)
    text = blocks.TextBlock(required=False, max_length=320, rows=3)
    image = ImageBlock(required=False, help_text=ALT_HELP)
    link = optional_link()

    class Meta:
        icon = "doc-full"
        label_format = "{title}"


class CardsBlock(blocks.StructBlock):
    heading = blocks.CharBlock(required=False, max_length=90)
    cards = blocks.ListBlock(CardBlock(), min_num=1, max_num=24)

    class Meta:
        icon = "grip"
        group = GROUPS
        label_format = "Cards: {heading}"


class PersonBlock(blocks.StructBlock):
    name = blocks.CharBlock(max_length=90)
    role = blocks.CharBlock(required=False, max_length=120)
    organisation = blocks.CharBlock(required=False, max_length=120)
    image = ImageBlock(required=False, help_text=f"A square portrait. {ALT_HELP}")
    link = optional_link()

    class Meta:
        icon = "user"
        label_format = "{name}"


class PeopleBlock(blocks.StructBlock):
    heading = blocks.CharBlock(required=False, max_length=90)
    people = blocks.ListBlock(PersonBlock(), min_num=1, max_num=60)

    class Meta:
        icon = "group"
        group = GROUPS
        label_format = "People: {heading}"


class CatalogueBlock(blocks.StructBlock):
    """Shown by the SPA from the API's projects; below its page each project has a page."""

    heading = blocks.CharBlock(required=False, max_length=90)
    semester = blocks.RegexBlock(
        regex=r"^(Spring|Summer|Fall) 20\d\d$",
        required=False,
        error_messages={"invalid": "Write a term and a year, such as Fall 2026."},
        help_text="Show this semester alone, such as Fall 2026. Leave it empty for all of them.",
    )

    class Meta:
        icon = "clipboard-list"
        group = LISTS
        label = "Projects"
        label_format = "Projects: {semester} {heading}"


class ScheduleBlock(blocks.StructBlock):
    heading = blocks.CharBlock(required=False, max_length=90)
    event = SnippetChooserBlock(
        "catalogue.Event", required=False, help_text="Leave it empty for the next event."
    )

    class Meta:
        icon = "date"
        group = LISTS
        label = "Event schedule"
        label_format = "Schedule: {heading}"


class SheetBlock(blocks.StructBlock):
    heading = blocks.CharBlock(required=False, max_length=90)
    sheet = SnippetChooserBlock("sheets.Sheet", help_text="Add sheets under Google Sheets.")

    class Meta:
        icon = "grid"
        label = "Google Sheet"
        group = GROUPS
        label_format = "Google Sheet: {sheet}"


class BodyBlock(blocks.StreamBlock):
    hero = HeroBlock()
    rich_text = blocks.RichTextBlock(icon="pilcrow", group=WORDS, label="Text")
    call_to_action = CallToActionBlock()
    image = PictureBlock()
    embed = EmbedBlock(label="Video")
    cards = CardsBlock()
    people = PeopleBlock()
    table = TableBlock(icon="table", group=GROUPS)
    catalogue = CatalogueBlock()
    schedule = ScheduleBlock()
    sheet = SheetBlock()

    class Meta:
        required = False
        max_num = 40
        block_counts = {"hero": {"max_num": 1}, "catalogue": {"max_num": 1}}
