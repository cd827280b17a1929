"""Pages, menu and footer; and an empty home page instead of Wagtail's welcome page."""

import django.db.models.deletion
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
        body=[],
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
        ('contenttypes', '0002_remove_content_type_name'),
        ('wagtailcore', '0098_apitoken'),
        ('wagtailimages', '0027_image_description'),
    ]

    operations = [
        migrations.CreateModel(
            name='ContentVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveBigIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name='ContentPage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('body', models.JSONField(blank=True)),
                ('seo_image', models.ForeignKey(blank=True, help_text="Landscape, 1200 pixels or wider. Without one, the hero's picture is taken.", null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='wagtailimages.image', verbose_name='picture for shared links')),
            ],
            options={
                'verbose_name': 'page',
            },
            bases=('wagtailcore.page',),
        ),
        migrations.CreateModel(
            name='Footer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.TextField(blank=True, help_text='Name and postal address. Line breaks are kept.', max_length=600)),
                ('columns', models.JSONField(blank=True)),
                ('social', models.JSONField(blank=True)),
                ('legal', models.CharField(blank=True, help_text='The last line of every page.', max_length=200)),
                ('site', models.OneToOneField(editable=False, on_delete=django.db.models.deletion.CASCADE, to='wagtailcore.site')),
            ],
            options={
                'verbose_name': 'footer',
            },
        ),
        migrations.CreateModel(
            name='HomePage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('body', models.JSONField(blank=True)),
                ('seo_image', models.ForeignKey(blank=True, help_text="Landscape, 1200 pixels or wider. Without one, the hero's picture is taken.", null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='wagtailimages.image', verbose_name='picture for shared links')),
            ],
            options={
                'verbose_name': 'home page',
            },
            bases=('wagtailcore.page',),
        ),
        migrations.CreateModel(
            name='Menu',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('tagline', models.CharField(blank=True, help_text='A few words beside the name of the site.', max_length=120)),
                ('items', models.JSONField(blank=True)),
                ('site', models.OneToOneField(editable=False, on_delete=django.db.models.deletion.CASCADE, to='wagtailcore.site')),
            ],
            options={
                'verbose_name': 'menu',
            },
        ),
        migrations.RunPython(replace_welcome_page, migrations.RunPython.noop),
    ]
