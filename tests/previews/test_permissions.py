"""The roles of previews may do what their commands do, and have no permission that none needs.

Real commands and real Zappa make the calls; an evaluator of IAM policies judges each of them.
"""

import shutil
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

import pytest

from delivery.aws.amplify import Branch
from delivery.preview import site as preview_site
from delivery.records import sites
from delivery.site import sequence
from delivery.site.settings import SiteSettings
from delivery.tools.stages import PROVISIONER
from tests.infrastructure.made import granted
from tests.previews.operators import COMMIT, Operator
from tests.services.server import READY_WITHIN
from tests.standins.previews_account import APP

NUMBER: Final = 7
PUSHES: Final = ("1" * 40, "2" * 40, "3" * 40)
# Permissions that the sequence below does not use, and who does.
ELSEWHERE: Final[Mapping[str, Mapping[str, str]]] = {
    "itg-previews": {
        "amplify:UpdateBranch": "a site of before, which Amplify asks a password for",
        "amplify:StopJob": "a deployment of the site that hangs, or is in the way of the next",
        "lambda:RemovePermission": "a function whose URL has a statement that is not ours",
        "s3:AbortMultipartUpload": "an upload of a package that is broken off",
        "secretsmanager:PutSecretValue": "a secret that is there and has another value",
    },
    "itg-previews-revoke": {},
    "itg-site": {
        "amplify:CreateBranch": "the first deployment of an app",
        "amplify:StopJob": "a deployment that hangs, or is in the way of the next",
    },
    "itg-provisioner-deploy": {
        "s3:AbortMultipartUpload": "an upload of a package that is broken off",
    },
}


def done(operator: Operator, *words: str, **variables: str) -> None:
    ended = operator.run(*words, **variables)
    assert ended.returncode == 0, ended.stderr


def packages(package: Path, folder: Path) -> Iterator[tuple[str, Path]]:
    """Of each push. Zappa does something else with each: makes, updates, and removes versions."""
    for commit in PUSHES:
        changed = Path(shutil.copy(package, folder / f"{commit}.zip"))
        with zipfile.ZipFile(changed, "a") as archive:
            archive.writestr(commit, "")
        yield commit, changed


@pytest.fixture(scope="module")
def decisions(
    light: Operator, tmp_path_factory: pytest.TempPathFactory
) -> dict[tuple[str, str, str], int]:
    """The verdicts on all calls of a preview's life and of two deployments of the provisioner."""
    folder = tmp_path_factory.mktemp("packages")
    light.account.client("lambda").delete_function(FunctionName=PROVISIONER.function)
    for commit, package in packages(light.package, folder):
        words = ("--package", str(package), "--commit", commit)
        done(light, "provisioner", "deploy", *words)
        light.deploy(NUMBER, commit=commit, package=package)
    for verb in ("open", "settings"):
        done(light, "preview", verb, str(NUMBER))
    done(light, "preview", "list")
    forget_lease(light, NUMBER)
    done(light, "preview", "revoke", "--all", **light.account.environment("itg-previews-revoke"))
    done(light, "preview", "destroy", str(NUMBER))
    light.deploy(NUMBER, commit=COMMIT)
    light.github.pulls[NUMBER] = "merged"
    done(light, "preview", "reap")
    deploy_site(light)
    return light.account.cloud.decisions()


def forget_lease(light: Operator, number: int) -> None:
    """As the bucket itself does, a week after the last deployment."""
    bucket = light.account.cloud.made.variables["PREVIEW_PACKAGES_BUCKET"]
    light.account.client("s3").delete_object(Bucket=bucket, Key=f"pr-{number}/lease.json")


def deploy_site(light: Operator) -> None:
    """In this process, with a site that is built already. An older one is of no release."""
    bucket = light.account.cloud.made.variables["RELEASES_BUCKET"]
    light.account.client("s3").put_object(Bucket=bucket, Key=f"{sites.PREFIX}old.zip", Body=b"")
    with pytest.MonkeyPatch.context() as patch:
        for name, value in light.account.environment("itg-site").items():
            patch.setenv(name, value)
        patch.setattr(sequence, "build", lambda api, dist: preview_site.take(light.site, dist))
        patch.setattr(sequence, "SERVED_SECONDS", READY_WITHIN)
        address, branch = light.account.amplify.hosted("main"), Branch(APP, "main")
        sequence.deploy(SiteSettings(branch, "https://api.test/api", address, "", bucket), print)


@pytest.mark.parametrize(
    "role", ["itg-previews", "itg-previews-revoke", "itg-provisioner-deploy", "itg-site"]
)
def test_a_role_may_do_what_its_commands_do_and_nothing_that_none_of_them_does(
    light: Operator, decisions: dict[tuple[str, str, str], int], role: str
) -> None:
    used = {action for who, verdict, action in decisions if (who, verdict) == (role, "allowed")}
    denied = {action for who, verdict, action in decisions if (who, verdict) == (role, "denied")}
    assert denied == set()
    unused = granted(light.account.cloud.made, role) - used
    assert unused == ELSEWHERE.get(role, {}).keys()
