"""What Wagtail calls after a group that has another name here. Buttons say these names."""

from django.db import migrations

OLD, NEW = "Moderators approval", "a publisher's review"


def renamed(old, new):
    def rename(apps, schema_editor):
        for model in ("Workflow", "Task"):
            apps.get_model("wagtailcore", model).objects.filter(name=old).update(name=new)

    return rename


class Migration(migrations.Migration):
    dependencies = [("staff", "0003_password_resets"), ("wagtailcore", "0098_apitoken")]

    operations = [migrations.RunPython(renamed(OLD, NEW), renamed(NEW, OLD))]
