"""A package as a commit with one more migration builds it."""

import zipfile
from pathlib import Path

TITLE = "Only in this pull request"
MIGRATION = """
from django.db import migrations


def rename(apps, editor):
    about = apps.get_model("wagtailcore", "Page").objects.get(depth=3, slug="about")
    about.title = about.draft_title = about.seo_title = "TITLE"
    about.save()


class Migration(migrations.Migration):
    dependencies = [("content", "LAST")]
    operations = [
        migrations.RunSQL("CREATE TABLE content_motto (words text); "
                          "INSERT INTO content_motto VALUES ('onward')", migrations.RunSQL.noop),
        migrations.RunPython(rename, migrations.RunPython.noop),
    ]
"""


def with_migration(package: Path, folder: Path) -> Path:
    """The package as a commit with one more migration builds it."""
    changed = folder / "package.zip"
    with zipfile.ZipFile(package) as old, zipfile.ZipFile(changed, "w") as new:
        names = old.namelist()
        for name in names:
            new.writestr(name, old.read(name))
        stems = {
            Path(name).name.partition(".")[0] for name in names if "content/migrations/0" in name
        }
        new.writestr(
            "content/migrations/9000_motto.py",
            MIGRATION.replace("LAST", max(stems)).replace("TITLE", TITLE),
        )
    return changed


def add_migration(root: Path) -> None:
    """The same migration, in a checkout."""
    folder = root / "backend" / "content" / "migrations"
    last = max(path.stem for path in folder.glob("0*.py"))
    migration = MIGRATION.replace("LAST", last).replace("TITLE", TITLE)
    (folder / "9000_motto.py").write_text(migration)
