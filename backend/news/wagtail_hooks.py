"""A shortcut to what editors do most."""

from collections.abc import Iterator

from django.http import HttpRequest
from django.urls import reverse
from wagtail import hooks

from content.dashboard import DashboardLink
from news.models import NewsIndexPage


@hooks.register("dashboard_shortcuts", order=-1)  # type: ignore[untyped-decorator]
def add_news(request: HttpRequest) -> Iterator[DashboardLink]:
    for index in NewsIndexPage.objects.order_by("path")[:3]:
        if index.permissions_for_user(request.user).can_add_subpage():
            address = reverse("wagtailadmin_pages:add", args=["news", "newspage", index.pk])
            yield DashboardLink(f"Add to {index.title}", address)
