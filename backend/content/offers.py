"""What Wagtail offers to everybody in its lists, and refuses on the next page.

Actions on many rows at once are shown to those who have the right, and "Add" where there is a place
to add to.
"""

from collections.abc import Callable
from typing import Any, Final

from django.apps import apps
from django.urls import resolve
from wagtail.admin.templatetags import wagtailadmin_tags
from wagtail.admin.views.pages.usage import ContentTypeUseView
from wagtail.models import Page
from wagtail.permissions import policy_registry

RIGHTS: Final = {"publish": "publish", "unpublish": "publish", "delete": "delete"}


def connect() -> None:
    """Called once, when the admin is loaded: no visitor needs what this imports.

    The template tag is the one place that knows the reader.
    """
    tag = wagtailadmin_tags.register.inclusion_tag(
        "wagtailadmin/shared/buttons.html", takes_context=True, name="bulk_action_choices"
    )
    tag(permitted_choices)
    ContentTypeUseView.get_add_url = where_possible(ContentTypeUseView.get_add_url)


def permitted_choices(context: Any, app_label: str, model_name: str) -> dict[str, Any]:
    model, user = apps.get_model(app_label, model_name), context["request"].user
    shown = wagtailadmin_tags.bulk_action_choices(context, app_label, model_name)["buttons"]
    for button in shown:
        inner = getattr(button, "dropdown_buttons", [])
        inner[:] = [each for each in inner if may(user, model, each)]
    return {"buttons": [it for it in shown if is_dropdown(it) or may(user, model, it)]}


def is_dropdown(button: Any) -> bool:
    return bool(getattr(button, "dropdown_buttons", []))


def may(user: Any, model: Any, button: Any) -> bool:
    if not button.url:
        return False
    right = RIGHTS.get(resolve(button.url).kwargs["action"], "change")
    if right == "delete" and issubclass(model, Page):
        right = "change"  # whoever may write pages may delete drafts of their own
    return bool(policy_registry.get_by_type(model).user_has_permission(user, right))


def where_possible(get_add_url: Callable[[Any], str]) -> Callable[[Any], str | None]:
    """Of the list of one kind of page: there is one home page, and nowhere to add another."""

    def address(view: Any) -> str | None:
        kind, user = view.model, view.request.user
        parents = Page.objects.exact_type(*kind.allowed_parent_page_models()).specific()
        places = (it for it in parents.iterator() if kind.can_create_at(it))
        possible = any(it.permissions_for_user(user).can_add_subpage() for it in places)
        return get_add_url(view) if possible else None

    return address
