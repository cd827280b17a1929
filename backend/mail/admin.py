"""The mail a preview kept, in the Django admin."""

from django.contrib import admin
from django.http import HttpRequest

from mail.models import KeptMail


@admin.register(KeptMail)
class KeptMailAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """To read and to clear away, not to write."""

    list_display = ("subject", "sender", "recipients", "kept_at")
    search_fields = ("subject", "recipients")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: KeptMail | None = None) -> bool:
        return False
