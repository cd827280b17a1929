"""Parts of the admin's forms that more than one app uses."""

from typing import Any

from django.conf import settings
from wagtail.admin.panels import HelpPanel, PublishingPanel


class NoSchedulerPanel(HelpPanel):
    """Says where nothing publishes by itself: on a preview, and under ``make dev``."""

    def __init__(self, **options: Any) -> None:
        super().__init__(template="content/no_scheduler.html", **options)

    def clone_kwargs(self) -> dict[str, Any]:
        return {name: value for name, value in super().clone_kwargs().items() if name != "template"}

    class BoundPanel(HelpPanel.BoundPanel):
        def is_shown(self) -> bool:
            return not settings.HAS_SCHEDULER


class SchedulePanel(PublishingPanel):
    """Wagtail's dialog for go-live and expiry times, which says where no scheduler acts on them."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        if "children" not in options:
            fields: list[Any] = self.children  # type: ignore[has-type]
            self.children = [NoSchedulerPanel(), *fields]
