"""Every command that changes something in AWS or GitHub has a sequence, or a reason."""

import ast
from typing import Any

import pytest

from tests.delivery.grammar import VERBS
from tests.delivery.production import GOOD, NEXT
from tests.faults.sequences import SEQUENCES
from tests.faults.without_sequence import READ_ONLY, REASONS
from tests.faults.world import Words
from tests.standins.guarded_account import ROOT


class Named:
    """A world that knows only how its commands begin."""

    def deploy(self, version: str) -> Words:
        return ("release" if version in {GOOD, NEXT} else "preview", "deploy")

    def deploy_provisioner(self, commit: str) -> Words:
        return "provisioner", "deploy"


def command(words: Words) -> str:
    """The command that these words call."""
    both = " ".join(words[:2])
    return both if both in VERBS else words[0]


def with_faults() -> set[str]:
    world: Any = Named()
    called = {command(one.words(world)) for one in SEQUENCES.values()}
    return called | {command(one.rest) for one in SEQUENCES.values() if one.rest}


def test_every_command_has_faults_or_a_reason() -> None:
    found = with_faults()
    assert VERBS.keys() - found - READ_ONLY - REASONS.keys() == set()
    assert (found | READ_ONLY | REASONS.keys()) - VERBS.keys() == set(), "no such command"


def test_no_command_is_in_two_lists() -> None:
    found = with_faults()
    assert READ_ONLY & REASONS.keys() == found & READ_ONLY == found & REASONS.keys() == set()


@pytest.mark.parametrize("name", sorted(REASONS))
def test_a_reason_names_a_test_that_exists(name: str) -> None:
    file, _, test = REASONS[name][1].partition("::")
    tree = ast.parse((ROOT / file).read_text())
    assert test in {one.name for one in tree.body if isinstance(one, ast.FunctionDef)}
