"""An account, and somebody who runs commands in it."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import replace

from tests.faults import child, snapshot
from tests.faults.child import Ended, Patches
from tests.faults.snapshot import Snapshot
from tests.standins.faults import Plan
from tests.standins.guarded_account import GatedServer

Words = tuple[str, ...]


class World(ABC):
    """``patches`` are put into each command's process: module, name, value."""

    @property
    def patches(self) -> Patches:
        return ()

    @property
    @abstractmethod
    def server(self) -> GatedServer: ...

    @abstractmethod
    def environment(self, noun: str) -> Mapping[str, str]:
        """The environment of a job that runs a command of that noun."""

    def snapshot(self) -> Snapshot:
        return snapshot.of(self.server)

    def run(self, words: Words, plan: Plan) -> Ended:
        def ready(group: int) -> None:
            self.server.plan(replace(plan, group=group))

        return child.run(words, self.environment(words[0]), ready, self.patches)
