"""What staff see when they sign in: how many notifications were not sent."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from wagtail import hooks
from wagtail.admin.site_summary import SummaryItem
from wagtail.contrib.forms.utils import get_forms_for_user

from forms.notifications import pending


class UnsentItem(SummaryItem):
    order = 400
    template_name = "forms/unsent.html"

    def is_shown(self) -> bool:
        return bool(self.unsent())

    def unsent(self) -> int:
        forms = get_forms_for_user(self.request.user)
        waiting: int = pending().filter(page__in=forms).count()
        return waiting

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        return {"unsent": self.unsent(), "address": reverse("wagtailforms:index")}


@hooks.register("construct_homepage_summary_items")  # type: ignore[untyped-decorator]
def add_unsent(request: HttpRequest, items: list[SummaryItem]) -> None:
    items.append(UnsentItem(request))
