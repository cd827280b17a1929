"""Pages and projects by the thousand: `python -m tests.bench.filling PAGES PROJECTS`.

Each has a word of its own, "w17", and all have "robot". Projects have 20 classes, 30 industries and
40 semesters, in whatever number they are.
"""

import sys
from typing import Any, Final

TERMS: Final = (1, 2)
COPIED: Final = {
    "id": "%(first)s + n",
    "path": "parent.path || upper(lpad(to_hex(n + 1), 4, '0'))",
    "depth": "parent.depth + 1",
    "numchild": "0",
    "slug": "'filled-' || n",
    "url_path": "parent.url_path || 'filled-' || n || '/'",
    "title": "'Robot w' || n",
    "draft_title": "'Robot w' || n",
    "translation_key": "gen_random_uuid()",
    "latest_revision_id": "NULL",
    "live_revision_id": "NULL",
}


def main(pages: int, projects: int) -> None:
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    from catalogue.models import Project
    from content import version

    if pages:
        add_pages(pages)
        call_command("update_index", verbosity=0)
    stored = [project(number) for number in range(projects)]
    for one in stored:
        one.derive()
    Project.objects.bulk_create(stored, batch_size=1000)
    version.bump()
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def add_pages(number: int) -> None:
    """Copies of a page, below a page of their own."""
    from django.db import connection
    from wagtail.models import Page

    from content.models import ContentPage, HomePage

    home = HomePage.objects.live().first()
    assert home is not None
    parent = home.add_child(instance=ContentPage(title="Filled", slug="filled", live=True))
    body = [("rich_text", "<p>A robot for orchards and canals.</p>")]
    template = parent.add_child(instance=ContentPage(title="Robot", slug="template", body=body))
    first = Page.objects.order_by("-pk").values_list("pk", flat=True)[0]
    with connection.cursor() as cursor:
        for model in (Page, ContentPage):
            cursor.execute(copies(model), numbers(first, template.pk, parent.pk, number))
        cursor.execute("SELECT setval('wagtailcore_page_id_seq', %s)", [first + number])
    Page.objects.filter(pk=parent.pk).update(numchild=number + 1)


def numbers(first: int, template: int, parent: int, number: int) -> dict[str, int]:
    return {"first": first, "template": template, "parent": parent, "number": number}


def copies(model: Any) -> str:
    columns = [field.column for field in model._meta.local_concrete_fields]
    copied = COPIED | {"page_ptr_id": COPIED["id"]}
    values = [copied.get(name, f'template."{name}"') for name in columns]
    names = ", ".join(f'"{name}"' for name in columns)
    key = model._meta.pk.column
    return (
        f"INSERT INTO {model._meta.db_table} ({names}) SELECT {', '.join(values)}"  # noqa: S608
        f" FROM {model._meta.db_table} template, wagtailcore_page parent,"
        " generate_series(1, %(number)s) n"
        f" WHERE template.{key} = %(template)s AND parent.id = %(parent)s"
    )


def project(number: int) -> Any:
    from catalogue.models import Project

    return Project(
        year=2001 + number // 2 % 20,
        term=TERMS[number % 2],
        team=f"T-{number}",
        class_name=f"Class {number % 20}",
        title=f"Robot v{number}",
        industry=f"Industry {number % 30}",
        organisation=f"Partner {number % 300}",
        abstract="A robot that counts almonds in an orchard, and says how many there are. " * 4,
    )


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
