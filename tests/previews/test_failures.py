"""Every call to AWS fails once, each in a run of its own, until the command comes through."""

import json

import pytest

from delivery.records import lease
from tests.previews.operators import COMMIT, Operator

NUMBER = 9
MOST_RUNS = 120


def until_done(operator: Operator, *words: str) -> tuple[int, str]:
    """How many runs it took, and what the last one printed. An unexpected error is raised here."""
    for run in range(1, MOST_RUNS):
        operator.account.cloud.begin_run()
        ended = operator.run(*words)
        if ended.returncode == 0:
            return run, ended.stdout
        assert ended.returncode == 1
    raise AssertionError(ended.stderr)


def test_what_failed_half_way_is_finished_by_the_next_run(
    light: Operator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lease, "LEASE_SECONDS", 0.5)  # one that could not be released ends soon
    cloud = light.account.cloud
    light.github.pulls[NUMBER] = "open"
    cloud.fail_each_call_once()
    runs, said = until_done(light, *light.deploy_words(NUMBER, COMMIT), "--json")
    failed = cloud.relent()
    assert runs > 50
    assert len(failed) >= runs - 1
    for service in ("s3", "secretsmanager", "lambda", "iam", "logs", "sts", "amplify"):
        assert any(name.startswith(service) for name in failed), service
    preview = json.loads(said)
    assert preview["commit"] == COMMIT
    assert len(preview["smoke"]) == 5

    cloud.fail_each_call_once()
    _, said = until_done(light, "preview", "destroy", str(NUMBER))
    assert cloud.relent()
    assert "0 left" in said
    assert light.run("preview", "list").stdout == "There is no preview.\n"
