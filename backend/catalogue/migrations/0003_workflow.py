"""Projects and events take the way through moderation that pages have from the start."""

from django.db import migrations


def assign(apps, schema_editor):
    of_pages = apps.get_model("wagtailcore", "WorkflowPage").objects
    found = of_pages.filter(page__depth=1, workflow__active=True).first()
    if found is None:  # staff took the workflow away
        return
    types = apps.get_model("contenttypes", "ContentType").objects
    for model in ("project", "event"):
        kind, _ = types.get_or_create(app_label="catalogue", model=model)
        apps.get_model("wagtailcore", "WorkflowContentType").objects.get_or_create(
            content_type=kind, defaults={"workflow": found.workflow}
        )


class Migration(migrations.Migration):

    dependencies = [
        ("catalogue", "0002_drafts"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("staff", "0001_initial"),
    ]

    operations = [migrations.RunPython(assign, migrations.RunPython.noop)]
