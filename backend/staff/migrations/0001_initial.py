"""What was granted once; and Wagtail's groups under this site's names, with Wagtail's permissions."""

from django.db import migrations, models


NAMES = {"Moderators": "Publishers"}


def rename(apps, schema_editor):
    groups = apps.get_model("auth", "Group").objects
    for old, new in NAMES.items():
        if not groups.filter(name=new).exists():
            groups.filter(name=old).update(name=new)


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ("wagtailcore", "0098_apitoken"),
        ("wagtailadmin", "0001_create_admin_access_permissions"),
        ("wagtaildocs", "0002_initial_data"),
        ("wagtailimages", "0002_initial_data"),
    ]

    operations = [
        migrations.CreateModel(
            name='ReadyGrant',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('group', models.CharField(max_length=150)),
                ('permission', models.CharField(max_length=255)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('group', 'permission'), name='ready_grant_given_once')],
            },
        ),
        migrations.RunPython(rename, migrations.RunPython.noop),
    ]
