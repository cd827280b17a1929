"""Pictures and documents that visitors see now. A new file would be public at once.

So it takes the right to publish what shows them. Others upload the file as a new one and choose
that in their draft.
"""

from typing import Any

from wagtail.models import DraftStateMixin, ReferenceIndex
from wagtail.permission_policies.collections import CollectionOwnershipPermissionPolicy
from wagtail.permissions import policy_registry


def published_uses(file: Any) -> list[Any]:
    """What shows or links to it now. Wagtail's index knows what is stored, without drafts."""
    uses = ReferenceIndex.get_grouped_references_to(file)
    return [thing for thing, _ in uses if getattr(thing, "live", True)]


def may_change_what_is_public(user: Any, file: Any) -> bool:
    """Whether the user may publish everything that shows the picture or document."""
    return user.is_superuser or all(may_publish(user, each) for each in published_uses(file))


def may_publish(user: Any, thing: Any) -> bool:
    action = "publish" if isinstance(thing, DraftStateMixin) else "change"
    policy = policy_registry.get(thing)
    return bool(policy.user_has_permission_for_instance(user, action, thing))


class FilePolicy(CollectionOwnershipPermissionPolicy):
    """Wagtail's, for which who may change a file may delete it too, however many pages show it."""

    def user_has_permission_for_instance(self, user: Any, action: str, instance: Any) -> bool:
        allowed = super().user_has_permission_for_instance(user, action, instance)
        if action != "delete" or not allowed:
            return bool(allowed)
        return may_change_what_is_public(user, instance)
