"""What editors build the menu and the footer from."""

from wagtail import blocks

from content.links import LinkBlock


class MenuItemBlock(LinkBlock):
    children = blocks.ListBlock(
        LinkBlock(),
        max_num=8,
        default=[],
        label="Submenu",
        help_text="These links open below the menu item.",
    )


class FooterColumnBlock(blocks.StructBlock):
    heading = blocks.CharBlock(max_length=40)
    links = blocks.ListBlock(LinkBlock(), min_num=1, max_num=8)

    class Meta:
        icon = "list-ul"
        label_format = "{heading}"
