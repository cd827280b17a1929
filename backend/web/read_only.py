"""Permissions in the admin for rows that only programs write."""

from typing import Any, Final

from wagtail.permission_policies.base import ModelPermissionPolicy

READ_AND_DELETE: Final = frozenset({"view", "delete"})


class ReadAndDeletePolicy(ModelPermissionPolicy):
    """To read and to clear away: nobody adds or changes one, superusers included."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        return action in READ_AND_DELETE and bool(super().user_has_permission(user, action))
