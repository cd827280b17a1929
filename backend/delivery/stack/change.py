"""One stack's change: worked out, approved, carried out, waited for."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Final, TypeVar

from delivery.aws import cloudformation, ecs
from delivery.aws.cloudformation import ChangeSet, Failure, ResourceChange, Stack
from delivery.stack.parameters import PROTECTION
from delivery.stack.states import STUCK, UNBORN, WELL, refusal_remedy, remedy
from delivery.tools.errors import DeliveryError
from delivery.tools.progress import Say, step
from delivery.tools.stages import PRODUCTION
from delivery.tools.waiting import Deadline

PROTECTED: Final = frozenset({"data", "assets", "service"})
UNCHANGED: Final = ("didn't contain changes", "No updates are to be performed")
WITHIN_SECONDS: Final = 3600.0  # a database or a distribution takes a quarter of an hour
SERVICE: Final = ecs.Service(PRODUCTION.cluster, PRODUCTION.service, PRODUCTION.container)
POLL_SECONDS: Final = (0.1, 10.0)

Found = TypeVar("Found")
Approve = Callable[[str, list[ResourceChange]], None]


def is_production(name: str) -> bool:
    return not name.startswith("preview")


def named(name: str) -> str:
    """As CloudFormation knows it."""
    return f"itg-{name}"


@dataclass(frozen=True, slots=True)
class StackChange:
    """From the template and a value for each of its parameters to the stack's outputs."""

    name: str
    template: str
    values: Mapping[str, str]
    within: float
    say: Say
    approve: Approve

    def run(self) -> dict[str, str]:
        """A new stack is protected once it is complete, so that a first try can be cleared away."""
        stack = self.settled()
        if stack is None and self.values.get(PROTECTION) == "true":
            unprotected = replace(self, values={**self.values, PROTECTION: "false"})
            unprotected.change(None)
            # Whoever approved the stack has approved its protection.
            return replace(self, approve=lambda name, changes: None).run()
        return self.change(stack)

    def change(self, stack: Stack | None) -> dict[str, str]:
        if (proposed := self.proposed(stack)) is None:
            self.say(f"Stack {self.name}: nothing changed")
        else:
            with step(self.say, f"Stack {self.name}: changing"):
                self.carry_out(proposed)
        if self.name in PROTECTED:
            cloudformation.protect(named(self.name))
        done = cloudformation.find(named(self.name))
        return dict(done.outputs) if done else {}

    def settled(self) -> Stack | None:
        """The stack when nothing changes it any more; one that never came to be is cleared away."""
        stack = cloudformation.find(named(self.name))
        if stack and stack.status not in UNBORN:
            stack = self.wait(stack.id)
        if stack and stack.status in UNBORN:
            self.say(f"Stack {self.name}: removing what is left of {stack.status}")
            cloudformation.delete(stack)
            stack = self.wait(stack.id)
        if stack and stack.status in STUCK:
            raise self.failed(stack, cloudformation.failures(stack.id))
        if stack:
            cloudformation.discard_left(named(self.name))
        return stack

    def proposed(self, stack: Stack | None) -> ChangeSet | None:
        """The approved changes, or None where there are none."""
        found = self.work_out(stack, self.values)
        if found and stack and (live := self.live()):
            # A release runs: the change is worked out again so that it does not undo it.
            cloudformation.discard(found.id)
            found = self.work_out(stack, {**self.values, **live})
        if found:
            try:
                self.approve(self.name, found.changes)
            except BaseException:
                self.forget(found, stack)
                raise
        return found

    def live(self) -> dict[str, str]:
        """What the service runs by now, which releases change and no stack."""
        if "TaskDefinition" not in self.values:
            return {}
        running = ecs.state(SERVICE, PRODUCTION.missing).task_definition
        return {} if "-placeholder:" in running else {"TaskDefinition": running}

    def work_out(self, stack: Stack | None, values: Mapping[str, str]) -> ChangeSet | None:
        part = "production" if is_production(self.name) else "previews"
        tags = {"itg:stack": self.name, "itg:part": part}
        id = cloudformation.propose(named(self.name), self.template, values, tags, stack is None)
        found = self.until(
            lambda: cloudformation.change_set(id), lambda one: one.ready or one.failed
        )
        if found.ready:
            return found
        unchanged = any(words in found.reason for words in UNCHANGED)
        failures = [] if unchanged else cloudformation.validation_failures(ChangeSetName=id)
        self.forget(found, stack)
        if unchanged:
            return None
        why = "; ".join(map(str, failures)) or found.reason
        raise DeliveryError(
            f"CloudFormation refuses {self.name}: {why}", refusal_remedy(self.name, failures)
        )

    def forget(self, found: ChangeSet, stack: Stack | None) -> None:
        """Leave the account as it was: the first change set of a stack makes an empty one."""
        cloudformation.discard(found.id)
        if stack is None and (empty := cloudformation.find(found.stack)):
            cloudformation.delete(empty)

    def carry_out(self, proposed: ChangeSet) -> None:
        cloudformation.execute(proposed.id)
        stack = self.wait(proposed.stack)
        if stack is None or stack.status not in WELL:
            raise self.failed(stack, cloudformation.failures(proposed.stack))

    def failed(self, stack: Stack | None, failures: list[Failure]) -> DeliveryError:
        status = stack.status if stack else "gone"
        why = "; ".join(map(str, failures)) or "CloudFormation gives no reason"
        return DeliveryError(
            f"The stack {self.name} ended as {status}: {why}", remedy(self.name, status, failures)
        )

    def wait(self, id: str) -> Stack | None:
        """The stack when it is done; None when it is gone."""
        stack = self.until(
            lambda: cloudformation.find(id), lambda one: not (one and one.in_progress)
        )
        return None if stack and stack.status == "DELETE_COMPLETE" else stack

    def until(self, ask: Callable[[], Found], done: Callable[[Found], bool]) -> Found:
        """Ask until it is done. Raises DeliveryError when the time is over."""
        deadline = Deadline(self.within, *POLL_SECONDS)
        while not done(found := ask()):
            if not deadline.pause():
                raise DeliveryError(
                    f"The stack {self.name} did not finish within {self.within:.0f} s.",
                    "CloudFormation continues. Run the command again to wait for it.",
                )
        return found
