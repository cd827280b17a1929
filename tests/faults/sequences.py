"""The commands that get faults, each with its account and the commands that undo it."""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from tests.delivery.production import GOOD, NEXT
from tests.faults.operated_world import (
    SNAPSHOT,
    BackedUp,
    Deleted,
    Maintained,
    Refreshed,
    Rotated,
    backed_up,
    deleted,
    maintained,
    refreshed,
    rotated,
    with_old_password,
)
from tests.faults.previews_world import FIRST, MIGRATED, NUMBER, SECOND, Previews, previews
from tests.faults.production_world import Released, released
from tests.faults.stacks_world import Stacks, stacks
from tests.faults.world import Words

Command = Callable[[Any], Words]
STAGE: Final = f"pr-{NUMBER}"


def nothing(world: Any) -> None:
    """Arranges nothing."""


@dataclass(frozen=True)
class Sequence:
    """``before`` prepares a new account for ``words``, and ``undo`` brings it back to that state.

    ``arrange`` is done before ``words``, ``disarrange`` before ``undo``. ``lists`` are commands
    that read every list that may lag. ``rest`` is what is run in place of the command once a
    failure says so. Where ``again`` is False, the command does more when it is repeated after it
    was complete.
    """

    about: str
    world: Callable[[], AbstractContextManager[Any]]
    words: Command
    undo: tuple[Command, ...] = ()
    before: tuple[Command, ...] = ()
    arrange: Callable[[Any], None] = nothing
    disarrange: Callable[[Any], None] = nothing
    lists: tuple[Words, ...] = ()
    rest: Words = ()
    again: bool = True


def deploy(version: str) -> Command:
    """Deploy a preview of that commit, or release that image."""
    return lambda world: world.deploy(version)


def deploy_provisioner(commit: str) -> Command:
    return lambda world: world.deploy_provisioner(commit)


def says(*words: str) -> Command:
    return lambda world: words


def pull(state: str) -> Callable[[Any], None]:
    """Set the pull request's state on GitHub."""

    def put(world: Any) -> None:
        world.github.pulls[NUMBER] = state

    return put


def email(address: str) -> Callable[[Any], None]:
    """Set the address for alarms."""

    def put(world: Any) -> None:
        world.email = address

    return put


destroy = says("preview", "destroy", str(NUMBER))
bootstrap = says("run", "--stage", STAGE, "--yes", "--", "bootstrap")
check = says("run", "--stage", "production", "--yes", "--", "check")
rotate_key = says("secrets", "rotate", "DJANGO_SECRET_KEY")
rotate_database = says("secrets", "rotate", "DB_PASSWORD")
maintenance_on = says("maintenance", "on", "--until", "30m", "--yes")
maintenance_off = says("maintenance", "off")
restore = says("backup", "restore")
stack_deploy = says("stack", "deploy", "--yes")
no_provisioner = partial(previews, provisioner=False)
of_previews = (("preview", "list"),)

SEQUENCES: Final[Mapping[str, Sequence]] = {
    "preview-deploy": Sequence(
        "a pull request's first deploy",
        previews,
        deploy(FIRST),
        undo=(destroy,),
        before=(deploy(FIRST), destroy),
        lists=of_previews,
    ),
    "preview-push": Sequence(
        "a push, with another package",
        previews,
        deploy(SECOND),
        undo=(deploy(FIRST),),
        before=(deploy(FIRST),),
        lists=of_previews,
    ),
    "preview-migrate": Sequence(
        "a push with a migration",
        previews,
        deploy(MIGRATED),
        undo=(deploy(FIRST),),
        before=(deploy(FIRST),),
        disarrange=Previews.forget_migration,
        lists=of_previews,
    ),
    "preview-destroy": Sequence(
        "the preview destroyed",
        previews,
        destroy,
        undo=(deploy(FIRST),),
        before=(deploy(FIRST),),
        lists=of_previews,
    ),
    "preview-reap": Sequence(
        "the nightly cleanup of a closed pull request's preview",
        previews,
        says("preview", "reap"),
        undo=(deploy(FIRST),),
        before=(deploy(FIRST),),
        arrange=pull("closed"),
        disarrange=pull("open"),
        lists=of_previews,
    ),
    "preview-run": Sequence(
        "a command on a preview",
        previews,
        bootstrap,
        before=(deploy(FIRST), bootstrap),  # the same
    ),
    "preview-revoke": Sequence(
        "the end of all access to all previews",
        previews,
        says("preview", "revoke", "--all"),
        before=(deploy(FIRST),),
    ),
    "provisioner-deploy": Sequence(
        "the provisioner's first deploy",
        no_provisioner,
        deploy_provisioner(FIRST),
        disarrange=Previews.forget_provisioner,
    ),
    "provisioner-again": Sequence(
        "the provisioner's second deploy",
        no_provisioner,
        deploy_provisioner(SECOND),
        undo=(deploy_provisioner(FIRST),),
        before=(deploy_provisioner(FIRST),),
    ),
    "site-deploy": Sequence(
        "production's site", previews, says("site", "deploy"), disarrange=Previews.forget_site
    ),
    "release-deploy": Sequence(
        "a release with a new secret",
        released,
        deploy(NEXT),
        undo=(deploy(GOOD),),
    ),
    "release-rollback": Sequence(
        "back to the release before, and to its site",
        released,
        says("release", "rollback"),
        undo=(deploy(NEXT),),
        before=(deploy(NEXT),),
        arrange=Released.deploy_next_site,
        again=False,
    ),
    "production-run": Sequence(
        "a command on production",
        released,
        check,
        before=(check,),  # which makes the day's stream of the audit
    ),
    "site-refresh": Sequence(
        "the site of what was published and withdrawn since",
        refreshed,
        says("site", "refresh"),
        arrange=Refreshed.publish,
        disarrange=Refreshed.deploy_old_site,
    ),
    "secrets-key": Sequence(
        "another signing key",
        rotated,
        rotate_key,
        rest=("secrets", "retire", "DJANGO_SECRET_KEY"),
        undo=(deploy(GOOD),),
        before=(rotate_key, deploy(GOOD)),
    ),
    "secrets-database": Sequence(
        "another password of the database",
        rotated,
        rotate_database,
        rest=("secrets", "retire", "DB_PASSWORD"),
        undo=(deploy(GOOD),),
        before=(deploy(GOOD),),
        disarrange=Rotated.forget_users,
    ),
    "secrets-retire": Sequence(
        "the end of an old password that a task needed",
        with_old_password,
        says("secrets", "retire", "DB_PASSWORD"),
        disarrange=Rotated.bring_old_password_back,
    ),
    "maintenance-on": Sequence(
        "visitors kept out",
        maintained,
        maintenance_on,
        undo=(maintenance_off,),
        before=(maintenance_off,),
        disarrange=Maintained.forget,
    ),
    "maintenance-off": Sequence(
        "visitors let in again",
        maintained,
        maintenance_off,
        undo=(maintenance_on,),
        before=(maintenance_on,),
        disarrange=Maintained.forget,
    ),
    "backup-create": Sequence(
        "a snapshot of the database",
        backed_up,
        says("backup", "create", "--name", SNAPSHOT),
        disarrange=BackedUp.forget_snapshot,
    ),
    "backup-restore": Sequence(
        "the database restored beside it",
        backed_up,
        restore,
        disarrange=BackedUp.forget_copies,
    ),
    "backup-swap": Sequence(
        "the restored database in the place of production's",
        backed_up,
        says("backup", "swap", "itg-db-restored", "--yes"),
        before=(restore,),
        disarrange=BackedUp.swap_back,
    ),
    "backup-undelete": Sequence(
        "deleted files brought back",
        deleted,
        says("backup", "undelete", "1h"),
        disarrange=Deleted.delete_files,
    ),
    "stack-deploy": Sequence("every stack", stacks, stack_deploy, disarrange=Stacks.forget),
    "stack-again": Sequence(
        "every stack, one of which changes",
        stacks,
        stack_deploy,
        undo=(stack_deploy,),
        before=(stack_deploy,),
        arrange=email("grace@innovatetogrow.test"),
        disarrange=email("ada@innovatetogrow.test"),
    ),
}
