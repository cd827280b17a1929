"""The words of a project's names, by which a search ranks it.

The code that served before leaves them empty in what it saves: its words are found as before, and
rank as those of the abstract do.
"""

from django.db import migrations, models

from catalogue.words import searchable

AT_ONCE = 1000


def fill(apps, schema_editor):
    project = apps.get_model("catalogue", "Project")
    rows = project.objects.only("title", "team", "organisation").order_by("pk")
    changed = []
    for row in rows.iterator(chunk_size=AT_ONCE):
        row.name_words = searchable(row.title, row.team, row.organisation)
        changed.append(row)
    project.objects.bulk_update(changed, ["name_words"], batch_size=AT_ONCE)


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0004_indexes")]
    operations = [
        migrations.AddField(
            model_name="project",
            name="name_words",
            field=models.TextField(db_default="", default="", editable=False),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
