"""The ready-made groups, made after migrations: each of their permissions is given exactly once."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Any, Final

from django.contrib.auth.models import Group, Permission
from django.db import connections, transaction
from wagtail.models import (
    Collection,
    GroupApprovalTask,
    GroupCollectionPermission,
    GroupPagePermission,
    Page,
)

from staff.models import ReadyGrant
from staff.roles import ROLES, Role

logger = logging.getLogger(__name__)

REVIEWS: Final = "reviews what is submitted"


def grant_ready_made(using: str = "default", **_: Any) -> None:
    """Give what was never given. What staff took back, renamed or deleted stays as they left it."""
    if ReadyGrant._meta.db_table not in connections[using].introspection.table_names():
        return  # migrated back to before this app
    given = set(ReadyGrant.objects.values_list("group", "permission"))
    with transaction.atomic(using=using):
        for role in ROLES:
            give(role, {permission for group, permission in given if group == role.group})


def give(role: Role, given: set[str]) -> None:
    group = Group.objects.filter(name=role.group).first()
    if group is None and given:
        return  # deleted, or renamed and theirs now
    missing = [grant for grant in grants_of(role) if grant.name not in given]
    begins_to_review = role.reviews and REVIEWS not in given
    if not (missing or begins_to_review):
        return
    group = group or Group.objects.create(name=role.group)
    if begins_to_review:
        let_review(group)
    for grant in missing:
        grant.model.objects.get_or_create(group=group, permission=grant.permission, **grant.place)
    ReadyGrant.objects.bulk_create(
        ReadyGrant(group=role.group, permission=grant.name) for grant in missing
    )
    logger.info("%s were given %d permissions", role.group, len(missing))


def let_review(group: Group) -> None:
    """Let the group approve what is submitted, in each way through moderation that there is."""
    for task in GroupApprovalTask.objects.all():
        task.groups.add(group)
    ReadyGrant.objects.create(group=group.name, permission=REVIEWS)


@dataclass(frozen=True)
class Grant:
    """A permission, the table that says which group has it, and where it holds."""

    permission: Permission
    model: Any
    place: dict[str, Any] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return " on ".join([named(self.permission), *self.place])


def grants_of(role: Role) -> Iterator[Grant]:
    """Every permission there is today that the role asks for."""
    known = list(Permission.objects.select_related("content_type"))
    page, collection = Page.get_first_root_node(), Collection.get_first_root_node()
    for permission in matching(known, role.everywhere):
        yield Grant(permission, Group.permissions.through)
    for permission in matching(known, role.pages) if page else ():
        yield Grant(permission, GroupPagePermission, {"page": page})
    for permission in matching(known, role.files) if collection else ():
        yield Grant(permission, GroupCollectionPermission, {"collection": collection})


def matching(known: list[Permission], patterns: tuple[str, ...]) -> list[Permission]:
    return [row for row in known if any(fnmatchcase(named(row), pattern) for pattern in patterns)]


def named(permission: Permission) -> str:
    return f"{permission.content_type.app_label}.{permission.codename}"
