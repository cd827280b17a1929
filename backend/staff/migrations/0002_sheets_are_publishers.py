"""A sheet that is saved is public at once, so editors only look at sheets.

Only what this site gave the group is taken back: where staff gave it themselves, it stays.
"""

from django.db import migrations

NAMES = ("sheets.add_sheet", "sheets.change_sheet")


def take_back(apps, schema_editor):
    granted = apps.get_model("staff", "ReadyGrant").objects.filter(
        group="Editors", permission__in=NAMES
    )
    group = apps.get_model("auth", "Group").objects.filter(name="Editors").first()
    for name in granted.values_list("permission", flat=True):
        app, codename = name.split(".")
        permissions = apps.get_model("auth", "Permission").objects
        if group:
            group.permissions.remove(
                *permissions.filter(content_type__app_label=app, codename=codename)
            )
    granted.delete()  # so that going back gives it again


class Migration(migrations.Migration):

    dependencies = [("staff", "0001_initial"), ("auth", "0012_alter_user_first_name_max_length")]

    operations = [migrations.RunPython(take_back, migrations.RunPython.noop)]
