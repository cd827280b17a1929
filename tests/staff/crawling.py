"""Everything that the admin offers to one user: each address and each button, followed once."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from html.parser import HTMLParser
from typing import Any, Final
from urllib.parse import urlsplit

from django.apps import apps
from django.db import transaction
from django.test import Client
from django.urls import resolve

# What only scripts ask for, or is no control of ours: choosers belong to the forms that open them.
SILENT: Final = (
    *("/admin/api/", "/admin/jsi18n/", "/admin/sprite/", "/admin/block-preview/"),
    *("/admin/editing-sessions/", "/admin/dismissibles/", "/admin/tag-autocomplete/"),
    *("/admin/choose-", "/admin/images/chooser/", "/admin/documents/chooser/"),
    "/admin/snippets/choose/",
)
RESULTS: Final = re.compile(r"results/|/preview/")
PAGES: Final = ("text/html", "application/json")
KINDS: Final = ("app_label", "model_name", "action")
ADDRESS: Final = re.compile(r"""["'](/admin/[^"'\s<>]*)["']""")


@dataclass
class Form:
    """A form as a browser would send it, but for which of its buttons is pressed."""

    action: str
    values: dict[str, list[str]] = field(default_factory=dict)
    buttons: set[tuple[str, str]] = field(default_factory=set)


class Forms(HTMLParser):
    """The forms of a page that are sent by POST."""

    def __init__(self, page: str, address: str) -> None:
        super().__init__()
        self.address, self.select = address, ""
        self.found: list[Form] = []
        self.form: Form | None = None
        self.text: str | None = None
        self.feed(page)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        has = {name: value or "" for name, value in attributes}
        if tag == "form" and has.get("method", "").lower() == "post":
            self.form = Form(has.get("action") or self.address)
            self.found.append(self.form)
        elif self.form is None:
            return
        elif has.get("data-controller") == "w-block":  # scripts write its fields
            self.form.values[f"{has['id']}-count"] = ["0"]
        elif tag == "select":
            self.select = has.get("name", "")
        elif tag == "option" and "selected" in has and self.select:
            self.form.values[self.select] = [has.get("value", "")]
        elif tag == "option" and self.select:  # a browser sends the first where none is selected
            self.form.values.setdefault(self.select, [has.get("value", "")])
        elif tag == "textarea":
            self.text = has.get("name")
        elif tag == "button" or (tag == "input" and has.get("type") in {"submit", "image"}):
            if has.get("type", "submit") == "submit":
                self.form.buttons.add((has.get("name", ""), has.get("value", "")))
        elif tag == "input" and has.get("name") and self.is_sent(has):
            default = "on" if has.get("type") in {"checkbox", "radio"} else ""
            self.form.values.setdefault(has["name"], []).append(has.get("value", default))

    @staticmethod
    def is_sent(has: dict[str, str]) -> bool:
        kind = has.get("type", "text")
        return kind not in {"file", "button"} and (
            kind not in {"checkbox", "radio"} or "checked" in has
        )

    def handle_data(self, data: str) -> None:
        if self.form is not None and self.text:
            self.form.values.setdefault(self.text, []).append(data.removeprefix("\n"))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.form = None
        elif tag == "textarea":
            self.text = None
        elif tag == "select":
            self.select = ""


def name_of(address: str) -> str:
    """A control's name: the view, and the model where one view serves several."""
    match = resolve(urlsplit(address).path)
    kinds = [str(match.kwargs[it]) for it in KINDS if it in match.kwargs]
    return " ".join([match.view_name or match.route, *kinds])


def addresses(page: str) -> Iterator[str]:
    """Every address of the admin that a page holds: in links, buttons, and data for scripts."""
    for found in ADDRESS.findall(unescape(page)):
        path, _, query = found.replace("\\u0026", "&").rstrip("\\").partition("#")[0].partition("?")
        if not path.startswith(SILENT) and not RESULTS.search(path):
            yield f"{path}?{query}" if query else path


@dataclass
class Offered:
    """What one user is offered, and how the server responds to it, by the control's name."""

    client: Client
    links: dict[str, str] = field(default_factory=dict)
    forms: dict[str, str] = field(default_factory=dict)

    def walk(self, *first: str) -> None:
        """Each control is tried where it is found first: on the addresses ``first``, if there."""
        waiting = [*first, "/admin/"]
        while waiting:
            address = waiting.pop(0)
            name = name_of(address)
            if name in self.links or name == "wagtailadmin_logout":
                continue
            if name.startswith("wagtail_bulk_action"):
                address = f"{address.partition('?')[0]}?id={newest(name)}&next=/admin/pages/"
            response = self.ask("get", address, follow=True)
            if response.status_code == 405:
                response = self.ask("post", address)
            self.links[name] = verdict(response)
            if response.status_code == 200 and response["Content-Type"].startswith(PAGES):
                page = response.content.decode()
                waiting += addresses(page)
                self.press_all(page, address)

    def press_all(self, page: str, address: str) -> None:
        """Each button of each form, with the values that the page shows."""
        for form in Forms(page, address).found:
            if form.action.startswith("/admin/") and "logout" not in form.action:
                for name, value in form.buttons:
                    control = f"{name_of(form.action)}: {name or 'save'}"
                    if control not in self.forms:
                        sent = {**form.values, name: [value]} if name else form.values
                        self.forms[control] = verdict(self.ask("post", form.action, sent))

    def ask(self, method: str, address: str, values: Any = None, **options: Any) -> Any:
        """The response, and everything as it was."""
        with transaction.atomic():
            response = getattr(self.client, method)(address, values, **options)
            transaction.set_rollback(True)
        return response


def newest(control: str) -> int:
    """What to tick in the list on which an action on many works."""
    _, app, model, _ = control.split()
    found = apps.get_model(app, model)._default_manager.order_by("pk").last()
    return int(found.pk)


def verdict(response: Any) -> str:
    """Wagtail sends who may not back to the first page."""
    led_to = [where for where, _ in getattr(response, "redirect_chain", [])]
    if "/admin/" in {*led_to, response.get("Location")}:
        return "refused"
    return "works" if response.status_code < 400 else f"status {response.status_code}"
