"""Permissions in the admin for rows that only programs write."""

from typing import Any, Final

from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permission_policies.base import ModelPermissionPolicy

READ_AND_DELETE: Final = frozenset({"view", "delete"})


class ReadAndDeletePolicy(ModelPermissionPolicy):
    """To read and to clear away: nobody adds or changes one, superusers included."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        return action in READ_AND_DELETE and bool(super().user_has_permission(user, action))


class ReadAndDeleteViewSet(ModelViewSet):
    """Lists such rows, shows one, and deletes one. Nothing else refers to them."""

    inspect_view_enabled = True
    copy_view_enabled = False

    def get_common_view_kwargs(self, **options: Any) -> dict[str, Any]:
        shared: dict[str, Any] = super().get_common_view_kwargs(**options)
        return shared | {"usage_url_name": None}
