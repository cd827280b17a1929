"""Pages, menu and footer; and an empty home page in place of a new Wagtail's welcome page."""

import django.db.models.deletion
import wagtail.fields
from django.conf import settings
from django.db import migrations, models
from django.utils import timezone


def replace_welcome_page(apps, schema_editor):
    """Put a HomePage where Wagtail's own migrations put its welcome page.

    https://docs.wagtail.org/en/stable/topics/pages.html#the-root-page
    """
    Site = apps.get_model("wagtailcore", "Site")
    Page = apps.get_model("wagtailcore", "Page")
    ContentType = apps.get_model("contenttypes", "ContentType")
    welcome = Page.objects.filter(depth=2, content_type__model="page", numchild=0).first()
    if not welcome or Page.objects.filter(depth=2).count() > 1:
        return
    place = {name: getattr(welcome, name) for name in ("path", "depth", "locale_id")}
    welcome.delete()  # and with it the site that Wagtail made for it
    home = apps.get_model("content", "HomePage").objects.create(
        **place,
        content_type=ContentType.objects.get_or_create(app_label="content", model="homepage")[0],
        title="Innovate to Grow",
        draft_title="Innovate to Grow",
        slug="home",
        url_path="/home/",
        last_published_at=timezone.now(),
    )
    Site.objects.create(
        hostname="localhost", site_name="Innovate to Grow", root_page=home, is_default_site=True
    )


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("contenttypes", "0002_remove_content_type_name"),
        ("wagtailcore", "0098_apitoken"),
        ("wagtailimages", "0027_image_description"),
    ]

    operations = [
        migrations.CreateModel(
            name="ContentPage",
            fields=[
                (
                    "page_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to=settings.WAGTAIL_PAGE_MODEL,
                    ),
                ),
                (
                    "body",
                    wagtail.fields.StreamField(
                        [
                            ("hero", 9),
                            ("rich_text", 10),
                            ("call_to_action", 12),
                            ("image", 16),
                            ("embed", 19),
                            ("cards", 24),
                            ("people", 29),
                            ("table", 30),
                        ],
                        blank=True,
                        block_lookup={
                            0: ("wagtail.blocks.CharBlock", (), {"max_length": 90}),
                            1: (
                                "wagtail.blocks.TextBlock",
                                (),
                                {"max_length": 320, "required": False, "rows": 3},
                            ),
                            2: (
                                "wagtail.images.blocks.ImageBlock",
                                [],
                                {
                                    "help_text": "Landscape, 1600 pixels or wider. Alt text tells people who cannot see the picture what it shows."
                                },
                            ),
                            3: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {"help_text": "The words that people click.", "max_length": 60},
                            ),
                            4: (
                                "wagtail.blocks.PageChooserBlock",
                                (),
                                {"help_text": "A page of this site, or …", "required": False},
                            ),
                            5: (
                                "wagtail.blocks.URLBlock",
                                (),
                                {
                                    "help_text": "… an address elsewhere, or …",
                                    "label": "URL",
                                    "required": False,
                                },
                            ),
                            6: (
                                "wagtail.blocks.EmailBlock",
                                (),
                                {
                                    "help_text": "… an email address. Exactly one of them.",
                                    "required": False,
                                },
                            ),
                            7: (
                                "wagtail.blocks.StructBlock",
                                [[("label", 3), ("page", 4), ("url", 5), ("email", 6)]],
                                {},
                            ),
                            8: (
                                "wagtail.blocks.ListBlock",
                                (7,),
                                {"default": [], "label": "Buttons", "max_num": 2},
                            ),
                            9: (
                                "wagtail.blocks.StructBlock",
                                [[("heading", 0), ("text", 1), ("image", 2), ("actions", 8)]],
                                {},
                            ),
                            10: (
                                "wagtail.blocks.RichTextBlock",
                                (),
                                {
                                    "features": [
                                        "h2",
                                        "h3",
                                        "h4",
                                        "bold",
                                        "italic",
                                        "ul",
                                        "ol",
                                        "blockquote",
                                        "hr",
                                        "link",
                                    ],
                                    "group": "Words",
                                    "icon": "pilcrow",
                                    "label": "Text",
                                },
                            ),
                            11: (
                                "wagtail.blocks.ListBlock",
                                (7,),
                                {"label": "Buttons", "max_num": 2, "min_num": 1},
                            ),
                            12: (
                                "wagtail.blocks.StructBlock",
                                [[("heading", 0), ("text", 1), ("actions", 11)]],
                                {},
                            ),
                            13: (
                                "wagtail.images.blocks.ImageBlock",
                                [],
                                {
                                    "help_text": "Alt text tells people who cannot see the picture what it shows."
                                },
                            ),
                            14: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {"max_length": 200, "required": False},
                            ),
                            15: (
                                "wagtail.blocks.BooleanBlock",
                                (),
                                {"help_text": "Wider than the text around it.", "required": False},
                            ),
                            16: (
                                "wagtail.blocks.StructBlock",
                                [[("image", 13), ("caption", 14), ("wide", 15)]],
                                {},
                            ),
                            17: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {
                                    "help_text": "What the video shows, in a few words.",
                                    "max_length": 120,
                                },
                            ),
                            18: (
                                "wagtail.blocks.URLBlock",
                                (),
                                {
                                    "help_text": "The address of a YouTube or Vimeo video.",
                                    "label": "URL",
                                },
                            ),
                            19: (
                                "wagtail.blocks.StructBlock",
                                [[("title", 17), ("url", 18)]],
                                {"label": "Video"},
                            ),
                            20: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {"max_length": 90, "required": False},
                            ),
                            21: (
                                "wagtail.blocks.ListBlock",
                                (7,),
                                {"default": [], "label": "Link", "max_num": 1},
                            ),
                            22: (
                                "wagtail.blocks.StructBlock",
                                [[("title", 0), ("text", 1), ("image", 13), ("link", 21)]],
                                {},
                            ),
                            23: ("wagtail.blocks.ListBlock", (22,), {"max_num": 24, "min_num": 1}),
                            24: (
                                "wagtail.blocks.StructBlock",
                                [[("heading", 20), ("cards", 23)]],
                                {},
                            ),
                            25: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {"max_length": 120, "required": False},
                            ),
                            26: (
                                "wagtail.images.blocks.ImageBlock",
                                [],
                                {
                                    "help_text": "A square portrait. Alt text tells people who cannot see the picture what it shows."
                                },
                            ),
                            27: (
                                "wagtail.blocks.StructBlock",
                                [
                                    [
                                        ("name", 0),
                                        ("role", 25),
                                        ("organisation", 25),
                                        ("image", 26),
                                        ("link", 21),
                                    ]
                                ],
                                {},
                            ),
                            28: ("wagtail.blocks.ListBlock", (27,), {"max_num": 60, "min_num": 1}),
                            29: (
                                "wagtail.blocks.StructBlock",
                                [[("heading", 20), ("people", 28)]],
                                {},
                            ),
                            30: (
                                "wagtail.contrib.table_block.blocks.TableBlock",
                                (),
                                {"group": "Cards, people and tables", "icon": "table"},
                            ),
                        },
                    ),
                ),
                (
                    "seo_image",
                    models.ForeignKey(
                        blank=True,
                        help_text="Landscape, 1200 pixels or wider. Without one, the hero's picture is taken.",
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="wagtailimages.image",
                        verbose_name="picture for shared links",
                    ),
                ),
            ],
            options={
                "verbose_name": "page",
            },
            bases=("wagtailcore.page",),
        ),
        migrations.CreateModel(
            name="Footer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "text",
                    models.TextField(
                        blank=True,
                        help_text="Name and postal address. Line breaks are kept.",
                        max_length=600,
                    ),
                ),
                (
                    "columns",
                    wagtail.fields.StreamField(
                        [("column", 7)],
                        blank=True,
                        block_lookup={
                            0: ("wagtail.blocks.CharBlock", (), {"max_length": 40}),
                            1: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {"help_text": "The words that people click.", "max_length": 60},
                            ),
                            2: (
                                "wagtail.blocks.PageChooserBlock",
                                (),
                                {"help_text": "A page of this site, or …", "required": False},
                            ),
                            3: (
                                "wagtail.blocks.URLBlock",
                                (),
                                {
                                    "help_text": "… an address elsewhere, or …",
                                    "label": "URL",
                                    "required": False,
                                },
                            ),
                            4: (
                                "wagtail.blocks.EmailBlock",
                                (),
                                {
                                    "help_text": "… an email address. Exactly one of them.",
                                    "required": False,
                                },
                            ),
                            5: (
                                "wagtail.blocks.StructBlock",
                                [[("label", 1), ("page", 2), ("url", 3), ("email", 4)]],
                                {},
                            ),
                            6: ("wagtail.blocks.ListBlock", (5,), {"max_num": 8, "min_num": 1}),
                            7: ("wagtail.blocks.StructBlock", [[("heading", 0), ("links", 6)]], {}),
                        },
                    ),
                ),
                (
                    "social",
                    wagtail.fields.StreamField(
                        [("link", 4)],
                        blank=True,
                        block_lookup={
                            0: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {"help_text": "The words that people click.", "max_length": 60},
                            ),
                            1: (
                                "wagtail.blocks.PageChooserBlock",
                                (),
                                {"help_text": "A page of this site, or …", "required": False},
                            ),
                            2: (
                                "wagtail.blocks.URLBlock",
                                (),
                                {
                                    "help_text": "… an address elsewhere, or …",
                                    "label": "URL",
                                    "required": False,
                                },
                            ),
                            3: (
                                "wagtail.blocks.EmailBlock",
                                (),
                                {
                                    "help_text": "… an email address. Exactly one of them.",
                                    "required": False,
                                },
                            ),
                            4: (
                                "wagtail.blocks.StructBlock",
                                [[("label", 0), ("page", 1), ("url", 2), ("email", 3)]],
                                {},
                            ),
                        },
                    ),
                ),
                (
                    "legal",
                    models.CharField(
                        blank=True, help_text="The last line of every page.", max_length=200
                    ),
                ),
                (
                    "site",
                    models.OneToOneField(
                        editable=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        to="wagtailcore.site",
                    ),
                ),
            ],
            options={
                "verbose_name": "footer",
            },
        ),
        migrations.CreateModel(
            name="HomePage",
            fields=[
                (
                    "page_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to=settings.WAGTAIL_PAGE_MODEL,
                    ),
                ),
                (
                    "body",
                    wagtail.fields.StreamField(
                        [
                            ("hero", 9),
                            ("rich_text", 10),
                            ("call_to_action", 12),
                            ("image", 16),
                            ("embed", 19),
                            ("cards", 24),
                            ("people", 29),
                            ("table", 30),
                        ],
                        blank=True,
                        block_lookup={
                            0: ("wagtail.blocks.CharBlock", (), {"max_length": 90}),
                            1: (
                                "wagtail.blocks.TextBlock",
                                (),
                                {"max_length": 320, "required": False, "rows": 3},
                            ),
                            2: (
                                "wagtail.images.blocks.ImageBlock",
                                [],
                                {
                                    "help_text": "Landscape, 1600 pixels or wider. Alt text tells people who cannot see the picture what it shows."
                                },
                            ),
                            3: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {"help_text": "The words that people click.", "max_length": 60},
                            ),
                            4: (
                                "wagtail.blocks.PageChooserBlock",
                                (),
                                {"help_text": "A page of this site, or …", "required": False},
                            ),
                            5: (
                                "wagtail.blocks.URLBlock",
                                (),
                                {
                                    "help_text": "… an address elsewhere, or …",
                                    "label": "URL",
                                    "required": False,
                                },
                            ),
                            6: (
                                "wagtail.blocks.EmailBlock",
                                (),
                                {
                                    "help_text": "… an email address. Exactly one of them.",
                                    "required": False,
                                },
                            ),
                            7: (
                                "wagtail.blocks.StructBlock",
                                [[("label", 3), ("page", 4), ("url", 5), ("email", 6)]],
                                {},
                            ),
                            8: (
                                "wagtail.blocks.ListBlock",
                                (7,),
                                {"default": [], "label": "Buttons", "max_num": 2},
                            ),
                            9: (
                                "wagtail.blocks.StructBlock",
                                [[("heading", 0), ("text", 1), ("image", 2), ("actions", 8)]],
                                {},
                            ),
                            10: (
                                "wagtail.blocks.RichTextBlock",
                                (),
                                {
                                    "features": [
                                        "h2",
                                        "h3",
                                        "h4",
                                        "bold",
                                        "italic",
                                        "ul",
                                        "ol",
                                        "blockquote",
                                        "hr",
                                        "link",
                                    ],
                                    "group": "Words",
                                    "icon": "pilcrow",
                                    "label": "Text",
                                },
                            ),
                            11: (
                                "wagtail.blocks.ListBlock",
                                (7,),
                                {"label": "Buttons", "max_num": 2, "min_num": 1},
                            ),
                            12: (
                                "wagtail.blocks.StructBlock",
                                [[("heading", 0), ("text", 1), ("actions", 11)]],
                                {},
                            ),
                            13: (
                                "wagtail.images.blocks.ImageBlock",
                                [],
                                {
                                    "help_text": "Alt text tells people who cannot see the picture what it shows."
                                },
                            ),
                            14: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {"max_length": 200, "required": False},
                            ),
                            15: (
                                "wagtail.blocks.BooleanBlock",
                                (),
                                {"help_text": "Wider than the text around it.", "required": False},
                            ),
                            16: (
                                "wagtail.blocks.StructBlock",
                                [[("image", 13), ("caption", 14), ("wide", 15)]],
                                {},
                            ),
                            17: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {
                                    "help_text": "What the video shows, in a few words.",
                                    "max_length": 120,
                                },
                            ),
                            18: (
                                "wagtail.blocks.URLBlock",
                                (),
                                {
                                    "help_text": "The address of a YouTube or Vimeo video.",
                                    "label": "URL",
                                },
                            ),
                            19: (
                                "wagtail.blocks.StructBlock",
                                [[("title", 17), ("url", 18)]],
                                {"label": "Video"},
                            ),
                            20: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {"max_length": 90, "required": False},
                            ),
                            21: (
                                "wagtail.blocks.ListBlock",
                                (7,),
                                {"default": [], "label": "Link", "max_num": 1},
                            ),
                            22: (
                                "wagtail.blocks.StructBlock",
                                [[("title", 0), ("text", 1), ("image", 13), ("link", 21)]],
                                {},
                            ),
                            23: ("wagtail.blocks.ListBlock", (22,), {"max_num": 24, "min_num": 1}),
                            24: (
                                "wagtail.blocks.StructBlock",
                                [[("heading", 20), ("cards", 23)]],
                                {},
                            ),
                            25: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {"max_length": 120, "required": False},
                            ),
                            26: (
                                "wagtail.images.blocks.ImageBlock",
                                [],
                                {
                                    "help_text": "A square portrait. Alt text tells people who cannot see the picture what it shows."
                                },
                            ),
                            27: (
                                "wagtail.blocks.StructBlock",
                                [
                                    [
                                        ("name", 0),
                                        ("role", 25),
                                        ("organisation", 25),
                                        ("image", 26),
                                        ("link", 21),
                                    ]
                                ],
                                {},
                            ),
                            28: ("wagtail.blocks.ListBlock", (27,), {"max_num": 60, "min_num": 1}),
                            29: (
                                "wagtail.blocks.StructBlock",
                                [[("heading", 20), ("people", 28)]],
                                {},
                            ),
                            30: (
                                "wagtail.contrib.table_block.blocks.TableBlock",
                                (),
                                {"group": "Cards, people and tables", "icon": "table"},
                            ),
                        },
                    ),
                ),
                (
                    "seo_image",
                    models.ForeignKey(
                        blank=True,
                        help_text="Landscape, 1200 pixels or wider. Without one, the hero's picture is taken.",
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="wagtailimages.image",
                        verbose_name="picture for shared links",
                    ),
                ),
            ],
            options={
                "verbose_name": "home page",
            },
            bases=("wagtailcore.page",),
        ),
        migrations.CreateModel(
            name="Menu",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "tagline",
                    models.CharField(
                        blank=True,
                        help_text="A few words beside the name of the site.",
                        max_length=120,
                    ),
                ),
                (
                    "items",
                    wagtail.fields.StreamField(
                        [("item", 6)],
                        blank=True,
                        block_lookup={
                            0: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {"help_text": "The words that people click.", "max_length": 60},
                            ),
                            1: (
                                "wagtail.blocks.PageChooserBlock",
                                (),
                                {"help_text": "A page of this site, or …", "required": False},
                            ),
                            2: (
                                "wagtail.blocks.URLBlock",
                                (),
                                {
                                    "help_text": "… an address elsewhere, or …",
                                    "label": "URL",
                                    "required": False,
                                },
                            ),
                            3: (
                                "wagtail.blocks.EmailBlock",
                                (),
                                {
                                    "help_text": "… an email address. Exactly one of them.",
                                    "required": False,
                                },
                            ),
                            4: (
                                "wagtail.blocks.StructBlock",
                                [[("label", 0), ("page", 1), ("url", 2), ("email", 3)]],
                                {},
                            ),
                            5: (
                                "wagtail.blocks.ListBlock",
                                (4,),
                                {
                                    "default": [],
                                    "help_text": "Opens below this item.",
                                    "label": "Submenu",
                                    "max_num": 8,
                                },
                            ),
                            6: (
                                "wagtail.blocks.StructBlock",
                                [
                                    [
                                        ("label", 0),
                                        ("page", 1),
                                        ("url", 2),
                                        ("email", 3),
                                        ("children", 5),
                                    ]
                                ],
                                {},
                            ),
                        },
                    ),
                ),
                (
                    "site",
                    models.OneToOneField(
                        editable=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        to="wagtailcore.site",
                    ),
                ),
            ],
            options={
                "verbose_name": "menu",
            },
        ),
        migrations.RunPython(replace_welcome_page, migrations.RunPython.noop),
    ]
