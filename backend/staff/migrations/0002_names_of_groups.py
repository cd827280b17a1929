"""Wagtail's two groups under this site's names; what they may do stays as Wagtail gave it."""

from django.db import migrations

NAMES = {"Moderators": "Publishers"}


def rename(apps, schema_editor):
    groups = apps.get_model("auth", "Group").objects
    for old, new in NAMES.items():
        if not groups.filter(name=new).exists():
            groups.filter(name=old).update(name=new)


class Migration(migrations.Migration):
    dependencies = [
        ("staff", "0001_initial"),
        ("wagtailcore", "0098_apitoken"),
        ("wagtailadmin", "0001_create_admin_access_permissions"),
        ("wagtaildocs", "0002_initial_data"),
        ("wagtailimages", "0002_initial_data"),
    ]

    operations = [migrations.RunPython(rename, migrations.RunPython.noop)]
