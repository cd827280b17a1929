"""Deploys of one preview that meet: two at once, and one after another that was killed."""

import json
import subprocess

from tests.previews.operators import COMMIT, SECONDS, Operator
from tests.previews.visits import get
from tests.standins.previews_account import PACKAGES

EARLIER, LATER = "c" * 40, "d" * 40


def read_until(running: "subprocess.Popen[str]", words: str) -> None:
    """Read what it says up to the line with these words."""
    assert running.stderr
    said = ""
    while words not in said:
        line = running.stderr.readline()
        assert line, said
        said += line


def test_of_two_pushes_at_once_the_later_wins(light: Operator) -> None:
    preview = light.deploy(1)
    with light.account.cloud.holding("lambda:Invoke preview-provisioner"):
        earlier = light.start(*light.deploy_words(1, EARLIER), "--json")
        read_until(earlier, "Database")  # it holds the lease, and does not get further
        later = light.start(*light.deploy_words(1, LATER), "--json")
        read_until(later, "waiting until it ends")
    out, err = earlier.communicate(timeout=SECONDS)
    assert (earlier.returncode, out) == (1, "")
    assert f"the deploy of {LATER[:12]}" in err.lower()

    out, err = later.communicate(timeout=SECONDS)
    assert later.returncode == 0, err
    assert json.loads(out)["commit"] == LATER
    assert json.loads(get(f"{preview['url']}/health/")[2])["version"] == LATER
    assert LATER[:7] in light.comment(1)
    assert EARLIER[:7] not in light.comment(1)


def test_a_deploy_that_was_killed_is_finished_by_the_next(light: Operator) -> None:
    light.github.pulls[2] = "open"
    with light.account.cloud.holding("lambda:Invoke pr-2"):
        killed = light.start(*light.deploy_words(2, EARLIER))
        read_until(killed, "Bootstrap")  # its function is there, and nothing after it
        killed.kill()
        killed.communicate(timeout=SECONDS)
    forget_lease(light, 2)
    preview = light.deploy(2)
    assert (preview["updated"], preview["commit"]) == (True, COMMIT)
    assert preview["compatibility"], "nobody knows if the killed one had migrated"
    assert json.loads(get(f"{preview['url']}/health/")[2])["version"] == COMMIT
    assert get(preview["site"], **light.authorization(2))[0] == 200


def forget_lease(operator: Operator, number: int) -> None:
    """As a minute later."""
    s3, key = operator.account.client("s3"), f"pr-{number}/lease.json"
    record = json.loads(s3.get_object(Bucket=PACKAGES, Key=key)["Body"].read())
    assert record["holder"]
    body = json.dumps(record | {"until": 0.0})
    s3.put_object(Bucket=PACKAGES, Key=key, Body=body)
