"""The mail a preview kept, in Wagtail's admin, where it is kept."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.permissions import register_permission_policy

from mail.models import KeptMail
from web.read_only import ReadAndDeletePolicy, ReadAndDeleteViewSet

KEEPS = "mail.kept.KeepingBackend"


class KeptMailMenuItem(MenuItem):
    """Shown where mail is kept and to whoever may read it."""

    def is_shown(self, request: HttpRequest) -> bool:
        may = bool(request.user.has_perm("mail.view_keptmail"))
        return may and settings.EMAIL_BACKEND == KEEPS


class KeptMailViewSet(ReadAndDeleteViewSet):
    model = KeptMail
    icon = "mail"
    menu_label = "Kept mail"
    add_to_settings_menu = True
    menu_item_class = KeptMailMenuItem
    list_display = ["subject", "sender", "recipients", "kept_at"]
    search_fields = ["subject", "recipients"]
    form_fields = ["subject"]


@hooks.register("register_admin_viewset")  # type: ignore[untyped-decorator]
def kept_mail() -> Any:
    register_permission_policy(KeptMail, ReadAndDeletePolicy(KeptMail))
    return KeptMailViewSet()
