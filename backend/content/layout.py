"""The layout of every page: the site's name, its menu and its footer."""

from django.conf import settings

from content import schemas as api
from content.body import references as rows
from content.models import Footer, Menu
from content.public_site import current_site
from content.references import References, items


def layout() -> api.Layout:
    """Menu and footer of the default site, in queries that do not grow with them."""
    site = current_site()
    if not site:
        return describe(settings.WAGTAIL_SITE_NAME, Menu(), Footer(), References({}, {}))
    menu = Menu.objects.filter(site=site.site).first() or Menu()
    footer = Footer.objects.filter(site=site.site).first() or Footer()
    stored = [list(field.raw_data) for field in (menu.items, footer.columns, footer.social)]
    name = site.site.site_name or settings.WAGTAIL_SITE_NAME
    return describe(name, menu, footer, rows.load(site, stored))


def describe(name: str, menu: Menu, footer: Footer, references: References) -> api.Layout:
    return api.Layout(
        site_name=name,
        tagline=menu.tagline,
        menu=[
            api.MenuItem(
                label=link.label, href=link.href, children=references.links(raw.get("children"))
            )
            for raw in items(menu.items.raw_data)
            if (link := references.link(raw))
        ],
        footer=api.Footer(
            text=footer.text,
            columns=[
                api.FooterColumn(heading=raw["heading"], links=references.links(raw.get("links")))
                for raw in items(footer.columns.raw_data)
            ],
            social=references.links(footer.social.raw_data),
            legal=footer.legal,
        ),
    )
