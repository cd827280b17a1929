"""Faults of code that smoke does not find, planted into a copy of the backend."""

import shutil
from pathlib import Path
from typing import Final

from tests import commands

QUERIES: Final = 12
# By what is wrong: the file, words of it, and what stands there instead.
FAULTS: Final = {
    "a kind of page that fails": (
        "news/models.py",
        "        picture = images.load([self.picture_id]).get",
        "        raise RuntimeError('this page fails')\n"
        "        picture = images.load([self.picture_id]).get",
    ),
    "a query for each row": (
        "catalogue/listing.py",
        "    return Projects(",
        f"    for project in Project.published.all()[:{QUERIES}]:\n"
        "        Project.published.filter(pk=project.pk).first()\n"
        "    return Projects(",
    ),
    "a block that sends nothing": (
        "content/blocks/hero.py",
        "    return Hero(",
        "    return None\n    return Hero(",
    ),
    "a template that renders nothing": (
        "content/templates/wagtailadmin/login.html",
        "",
        " ",
    ),
    "a call to another machine while a visitor waits": (
        "news/feed.py",
        "    home = address(request)\n",
        "    home = address(request)\n"
        "    import contextlib, urllib.request\n"
        "    with contextlib.suppress(OSError):\n"
        "        urllib.request.urlopen('https://tracker.example')\n",
    ),
    "a page that writes when it is read": (
        "content/sitemap.py",
        "    if settings.INDEXED:\n",
        "    import contextlib\n"
        "    from content import version\n"
        "    with contextlib.suppress(Exception):\n"
        "        version.bump()\n"
        "    if settings.INDEXED:\n",
    ),
}


DROP: Final = """
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("content", "{last}")]
    operations = [migrations.RemoveField("contentpage", "seo_image")]
"""


def dropping(folder: Path) -> Path:
    """The code with a migration that the code which serves now does not survive."""
    migrations = copied(folder) / "content/migrations"
    last = sorted(migrations.glob("0*.py"))[-1].stem
    (migrations / "0099_drop.py").write_text(DROP.format(last=last))
    return folder


def faulty(folder: Path) -> Path:
    """The code with every fault."""
    copied(folder)
    for name, words, instead in FAULTS.values():
        text = (folder / name).read_text()
        assert words in text, f"{name} has changed: {words}"
        (folder / name).write_text(text.replace(words, instead, 1) if words else instead)
    return folder


def copied(folder: Path) -> Path:
    """A folder with the code as the image has it."""
    ignored = shutil.ignore_patterns("delivery", "sample", "static", "media", "*.lock")
    shutil.copytree(commands.BACKEND, folder, ignore=ignored)
    (folder / "static").symlink_to(commands.BACKEND / "static")
    shutil.copy(commands.BACKEND.parent / "container" / "gunicorn.conf.py", folder)
    return folder
