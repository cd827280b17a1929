"""The events of a team's week, and what must be true after each.

After the first release, the team's two halves go on at the same time: previews, and production.
Each event needs the earlier ones of its half. An event with a wrong result raises Missed.
"""

import json
import re
from collections.abc import Callable, Mapping, Set
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

import httpx

from delivery.tools import basic_auth
from tests.previews.pushed import TITLE, add_migration
from tests.rehearsal.edits import add, fail_at_migration, remove_failing_migration
from tests.rehearsal.events import FORK, GitHubEvents, Pull
from tests.rehearsal.repository import Repository
from tests.rehearsal.runs import Print, Run
from tests.rehearsal.visits import get, sign_in
from tests.rehearsal.world import World

OWN, FOREIGN = 1, 2
BUILDS: Final = {"make package", "npm run build"}  # steps of preview-build.yml
# Words of a command's, as an operator types them
PUBLISH: Final = (
    "from content.models import ContentPage, HomePage; "
    "page = HomePage.objects.first().add_child(instance=ContentPage(title='Open day')); "
    "page.save_revision().publish()"
)
WITHDRAW: Final = (
    "from content.models import ContentPage; ContentPage.objects.get(title='Open day').unpublish()"
)


class Missed(AssertionError):
    """What should have happened and did not."""


@dataclass
class Week:
    world: World
    repository: Repository
    github: GitHubEvents
    commits: list[str] = field(default_factory=list)  # of main, in order
    pulls: dict[int, Pull] = field(default_factory=dict)

    def beside(self, say: Print) -> "Week":
        """The same week, for an event that happens while others do. ``say`` prints its lines."""
        github = self.github.beside()
        github.say = say
        return replace(self, github=github)

    # ---- what is looked at afterwards ----

    def expect(self, runs: list[Run], **conclusions: str) -> dict[str, Run]:
        """Raises Missed unless exactly these workflows ran, with these results. ``_`` is ``-``."""
        found: dict[str, Run] = {}
        for run in sorted(
            runs, key=lambda run: len(run.steps)
        ):  # of one that began twice, its work
            found[run.workflow.file.removesuffix(".yml")] = run
        wanted = {name.replace("_", "-"): value for name, value in conclusions.items()}
        ended = {name: run.conclusion for name, run in found.items()}
        if ended != wanted:
            raise Missed(f"{wanted} was expected, and it was {ended}")
        return found

    def failed_at(self, run: Run, step: str, words: str) -> None:
        failed = run.failed()
        if failed is None or step not in failed.name:
            raise Missed(f"{run.workflow.file} was to fail at {step}, and failed at {failed}")
        if words not in "\n".join(failed.lines):
            raise Missed(f"{step} does not say: {words}")

    @property
    def serving(self) -> str:
        """The commit in service."""
        return str(get(f"{self.world.account.balancer}/health/")["version"])

    def serves(self, commit: str) -> None:
        if self.serving != commit:
            raise Missed(f"{self.serving[:12]} serves, and {commit[:12]} was expected")

    def preview(self, pull: Pull) -> str:
        """The version that the preview's function reports."""
        function = f"itg-backend-pr-{pull.number}"
        functions = self.world.account.client("lambda")
        configuration = functions.get_function_configuration(FunctionName=function)
        return str(configuration["Environment"]["Variables"]["APP_VERSION"])

    def opening(self, pull: Pull) -> dict[str, str]:
        """The preview's addresses and passwords, as an administrator gets them."""
        variables = self.world.variables["previews"]
        told = self.world.deliver("preview", "open", str(pull.number), "--json", **variables)
        found: dict[str, str] = json.loads(told)
        return found

    def left(self) -> list[str]:
        """The parts of all previews that exist."""
        names = [one["FunctionName"] for one in self.client("lambda").list_functions()["Functions"]]
        names += [one["RoleName"] for one in self.client("iam").list_roles()["Roles"]]
        names += [one["Name"] for one in self.client("secretsmanager").list_secrets()["SecretList"]]
        names += list(self.world.amplify.branches)
        return sorted({name for name in names if "pr-" in name and "preview-pr" not in name})

    def client(self, service: str) -> Any:
        return self.world.account.client(service)

    # ---- the events ----

    def release(self) -> None:
        """A push to main: CI, then the provisioner, the backend and the site."""
        self.commits.append(self.repository.begin())
        runs = self.github.push(self.commits[-1], "0" * 40)
        self.expect(runs, ci="success", deploy_backend="success", preview_provisioner="success")
        self.serves(self.commits[-1])

    def preview_opened(self) -> None:
        """A pull request is opened: built without credentials, deployed from main."""
        base = self.commits[0]  # main may have gone on, because a release happens meanwhile
        head = self.repository.commit("motto", "Say our motto", add("motto.md"), base)
        pull = self.pulls[OWN] = Pull(OWN, "motto", head, base)
        runs = self.github.pull_request(pull, "opened")
        self.built_and_compared(runs)
        self.previewed(pull)
        self.compared(pull)

    def built_and_compared(self, runs: list[Run]) -> dict[str, Run]:
        """A pull request's workflows, and those that they start."""
        names = ("ci", "preview_announce", "preview_build", "preview", "compare")
        done = dict.fromkeys(names, "success")
        return self.expect(runs, **done, compare_comment="success")

    def compared(self, pull: Pull) -> None:
        (body,) = self.comments(pull)
        if f"are as at {pull.base[:12]}" not in body:
            raise Missed(f"the comment does not say that nothing differs: {body}")
        states = [one["state"] for one in self.world.github.statuses.get(pull.head, [])]
        if states != ["success"]:
            raise Missed(f"the check of the comparison is {states}")

    def comments(self, pull: Pull) -> list[str]:
        return [one["body"] for one in self.world.github.comments if one["number"] == pull.number]

    def previewed(self, pull: Pull) -> None:
        if self.preview(pull) != pull.head:
            raise Missed(f"the preview is of {self.preview(pull)[:12]}, not {pull.head[:12]}")
        bodies = self.comments(pull)
        if len(bodies) != 1 or f"{pull.head[:7]}: ready" not in bodies[0]:
            raise Missed(f"the comment does not say that {pull.head[:7]} is ready: {bodies}")

    def preview_pushed(self) -> None:
        """A push to it updates the preview in place. It changes neither package nor site."""
        self.push_again(add("again.md"), built=set())

    def preview_migrated(self) -> None:
        """A push with a migration."""
        self.push_again(add_migration, built={"make package"})
        opening = self.opening(self.pulls[OWN])
        address = opening["admin"].replace("/admin/", "/api/pages/?path=/about/")
        page = get(address, **basic_auth.headers(opening["password"]))
        if TITLE not in json.dumps(page):
            raise Missed("the preview's database has not what the migration writes")

    def public(self) -> None:
        """The repository becomes public: links in old comments no longer work."""
        pull, github = self.pulls[OWN], self.world.github
        github.repository["private"] = True
        runs = self.github.dispatch("preview-sign-in.yml", number=str(pull.number))
        self.expect(runs, preview_sign_in="success")
        links = re.findall(r"\((\S+/preview/sign-in/)#([\w-]+)\)", self.comments(pull)[0])
        if len(links) != 1:
            raise Missed(f"the comment has {len(links)} links to sign in")
        before = self.opening(pull)["password"]
        self.expect(self.github.public(), preview_revoke="success")
        if "/preview/sign-in/" in self.comments(pull)[0]:
            raise Missed("the comment still has the link to sign in")
        if self.opening(pull)["password"] == before:
            raise Missed("the preview's password is still the same")
        if "has expired" not in (found := sign_in(*links[0])):
            raise Missed(f"the old link to sign in returns {found}")

    def push_again(self, edit: Callable[[Path], object], built: Set[str]) -> None:
        """``built`` are the steps that build again; the others find what an earlier run built."""
        pull = self.pulls[OWN]
        pull.head = self.repository.commit("motto", "Go on", edit, pull.head)
        found = self.built_and_compared(self.github.pull_request(pull, "synchronize"))
        steps = found["preview-build"].steps
        done = {step.name for step in steps if step.name in BUILDS and step.result == "success"}
        if done != built:
            raise Missed(f"{sorted(built)} was to be built again, and it was {sorted(done)}")
        self.previewed(pull)

    def fork(self) -> None:
        """A fork's is built, and deployed when somebody approves that one commit."""
        edit = add("from-a-fork.md")
        base = self.commits[0]
        head = self.repository.commit("theirs", "From a fork", edit, base)
        pull = self.pulls[FOREIGN] = Pull(FOREIGN, "theirs", head, base, FORK)
        found = self.built_and_compared(self.github.pull_request(pull, "opened"))
        if found["preview"].jobs.get("deploy") == "success" and found["preview"].steps:
            raise Missed("a fork's commit was deployed before anybody looked at it")
        if "waits for a maintainer" not in self.comments(pull)[0]:
            raise Missed("the fork's author is not told what happens next")
        runs = self.github.dispatch("preview.yml", number=str(FOREIGN), commit=head)
        self.expect(runs, preview="success")
        self.previewed(pull)
        other = "f" * 40
        runs = self.github.dispatch("preview.yml", number=str(FOREIGN), commit=other)
        self.failed_at(self.expect(runs, preview="failure")["preview"], "Find the build", "")

    def preview_closed(self) -> None:
        """It is merged, and nothing of its preview is left."""
        runs = self.github.pull_request(self.pulls[OWN], "closed")
        self.expect(runs, preview_cleanup="success")
        if any(f"pr-{OWN}" in name for name in self.left()):
            raise Missed(f"the closed preview has left {self.left()}")

    def nightly(self) -> None:
        """The fork's pull request was closed, and its event was lost."""
        self.world.github.pulls[FOREIGN] = "closed"
        self.expect(self.github.schedule("preview-cleanup.yml"), preview_cleanup="success")
        if self.left():
            raise Missed(f"the nightly cleanup has left {self.left()}")

    def command(self) -> None:
        """An operator's command on production, by hand."""
        runs = self.github.dispatch("run-command.yml", stage="production", command="check")
        run = self.expect(runs, run_command="success")["run-command"]
        step = run.step("Run it")
        if step is None or "no issues" not in "\n".join(step.lines):
            raise Missed("the command's output is not in the log")

    def refresh(self) -> None:
        """The site's HTML has what editors published, and no longer what they withdrew."""
        for code, status in ((PUBLISH, 200), (WITHDRAW, 404)):
            line = f'shell -c "{code}"'
            runs = self.github.dispatch(
                "run-command.yml", stage="production", command=line, confirmed="true"
            )
            self.expect(runs, run_command="success")
            self.expect(self.github.schedule("refresh-site.yml"), refresh_site="success")
            found = httpx.get(f"{self.world.amplify.hosted('main')}/open-day/", timeout=60)
            if (found.status_code, "Open day" in found.text) != (status, status == 200):
                raise Missed(f"/open-day/ is {found.status_code}, and {status} was expected")

    def bad_migration(self) -> None:
        """A release whose migration fails leaves the service untouched."""
        run = self.push_main(fail_at_migration)
        self.failed_at(run, "Prepare the release", '"operations_maintenance" already exists')
        self.serves(self.commits[0])

    def bad_smoke(self) -> None:
        """A release that does not serve what it should goes back by itself.

        The proof compares the structure of responses, so a wrong version is left to the smoke test.
        """

        def edit(root: Path) -> None:
            remove_failing_migration(root)
            page = root / "backend/web/health.py"
            page.write_text(page.read_text().replace("settings.APP_VERSION", '"another"'))

        run = self.push_main(edit)
        self.failed_at(run, "Verify the release", "")
        self.serves(self.commits[0])

    def push_main(self, edit: Callable[[Path], object]) -> Run:
        before = self.github.main
        commit = self.repository.commit("main", "Go on", edit, before)
        runs = self.github.push(commit, before)
        found = self.expect(
            runs, ci="success", deploy_backend="failure", preview_provisioner="success"
        )
        return found["deploy-backend"]

    def rollback(self) -> None:
        """A good release, and back to the one before it."""

        def edit(root: Path) -> None:
            page = root / "backend/web/health.py"
            page.write_text(page.read_text().replace('"another"', "settings.APP_VERSION"))

        before = self.github.main
        self.commits.append(self.repository.commit("main", "Repair it", edit, before))
        runs = self.github.push(self.commits[-1], before)
        self.expect(runs, ci="success", deploy_backend="success", preview_provisioner="success")
        self.serves(self.commits[-1])
        self.expect(self.github.dispatch("rollback.yml", to=""), rollback="success")
        self.serves(self.commits[0])


Event = Callable[[Week], None]
FIRST: Final[Mapping[str, Event]] = {"release": Week.release}
PREVIEWS: Final[Mapping[str, Event]] = {
    "preview-opened": Week.preview_opened,
    "preview-pushed": Week.preview_pushed,
    "preview-migrated": Week.preview_migrated,
    "public": Week.public,
    "preview-closed": Week.preview_closed,
    "fork": Week.fork,
    "nightly": Week.nightly,
}
PRODUCTION: Final[Mapping[str, Event]] = {
    "command": Week.command,
    "refresh": Week.refresh,
    "bad-migration": Week.bad_migration,
    "bad-smoke": Week.bad_smoke,
    "rollback": Week.rollback,
}
EVENTS: Final[Mapping[str, Event]] = {**FIRST, **PREVIEWS, **PRODUCTION}
