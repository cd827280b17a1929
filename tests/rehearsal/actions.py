"""`python -m tests.rehearsal.actions NAME`: what a pinned action does, on this machine.

A step of a workflow runs this instead of the action. Its inputs are JSON in INPUTS. It writes its
outputs where GitHub's runner reads them.
"""

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from tests.standins.images import Image, Registry

WORLD: Final = "REHEARSAL"  # names the folder of what actions share
CLAIMS: Final = "REHEARSAL_CLAIMS"  # of GitHub's token, by job, in JSON
ACCOUNT: Final = "123456789012"
LINKED: Final = {"node_modules", "runtime"}  # installed packages
Inputs = Mapping[str, str]


class ActionError(Exception):
    """The action fails, as the real one does; its message is the step's last line."""


def workspace() -> Path:
    return Path(os.environ["GITHUB_WORKSPACE"])


def world() -> Path:
    return Path(os.environ[WORLD])


def write(file: str, line: str) -> None:
    with Path(os.environ[file]).open("a") as opened:
        opened.write(f"{line}\n")


def client(service: str) -> Any:
    import boto3

    return boto3.client(service)


def checkout(given: Inputs) -> None:
    """Checks out without credentials, because the remote here needs none."""
    folder, ref = workspace() / given["path"], given["ref"] or os.environ["GITHUB_SHA"]
    folder.mkdir(parents=True, exist_ok=True)

    def git(*words: str) -> None:
        subprocess.run(["git", "-C", folder, *words], check=True)

    git("init", "--quiet", "--initial-branch=main")
    git("remote", "add", "origin", f"file://{world() / 'remote.git'}")
    depth = [] if given["fetch-depth"] == "0" else [f"--depth={given['fetch-depth']}"]
    if not depth:
        git("fetch", "--quiet", "origin", "+refs/heads/*:refs/remotes/origin/*")
    git("fetch", "--quiet", *depth, "origin", ref)  # last, so that FETCH_HEAD is this one
    git("-c", "advice.detachedHead=false", "checkout", "--quiet", "--detach", "FETCH_HEAD")


def setup_python(given: Inputs) -> None:
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    asked = given["python-version"] or Path(given["python-version-file"]).read_text().strip()
    if asked != version:
        raise ActionError(f"This machine has Python {version}, not {asked}.")
    write("GITHUB_PATH", f"{sys.base_prefix}/bin")


def setup_node(given: Inputs) -> None:
    node = shutil.which("node")
    found = subprocess.run([node or "node", "--version"], capture_output=True, text=True).stdout
    if not found.startswith(f"v{given['node-version']}."):
        raise ActionError(f"This machine has Node {found.strip()}, not {given['node-version']}.")


def cache(given: Inputs) -> None:
    """Restore now. ``cache_after`` saves after the job's steps, unless this finds the key."""
    if restore(given) == given["key"]:
        write("GITHUB_STATE", "found=true")


def cache_after(given: Inputs) -> None:
    """A cache that cannot be saved is a warning, as in the real action."""
    if "STATE_found" not in os.environ:
        try:
            cache_save(given)
        except ActionError as error:
            sys.stdout.write(f"::warning::{error}\n")


def cache_save(given: Inputs) -> None:
    """Save under the key, for this run's branch. An existing key is not changed."""
    kept = caches(os.environ["GITHUB_REF"]) / given["key"]
    if kept.exists():
        sys.stdout.write(f"Cache already exists: {given['key']}\n")
        return
    paths = listed(given["path"])
    if missing := [path for path in paths if not (workspace() / path).exists()]:
        raise ActionError(f"Path does not exist: {missing[0]}")
    if not paths:
        return
    kept.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=world()) as half_saved:
        put_all(paths, workspace(), Path(half_saved) / "cache")
        (Path(half_saved) / "cache").rename(kept)


def cache_restore(given: Inputs) -> None:
    write("GITHUB_OUTPUT", f"cache-primary-key={given['key']}")
    if not restore(given) and given["fail-on-cache-miss"] == "true":
        raise ActionError(f"Failed to restore cache entry. Input key: {given['key']}")


def restore(given: Inputs) -> str:
    """Restore from this run's branch or from main, and from no other. Returns the key found."""
    keys = [given["key"], *listed(given["restore-keys"])]
    paths = listed(given["path"])
    for ref in (os.environ["GITHUB_REF"], "refs/heads/main"):
        for key in keys:
            if paths and (kept := newest(caches(ref), key, exact=key == given["key"])):
                put_all(paths, kept, workspace())
                write("GITHUB_OUTPUT", f"cache-hit={str(kept.name == given['key']).lower()}")
                return kept.name
    sys.stdout.write(f"Cache not found for input keys: {', '.join(keys)}\n")
    return ""


def newest(folder: Path, key: str, *, exact: bool) -> Path | None:
    """The cache with that key, or the newest one whose key begins so."""
    if not exact:
        found = [one for one in folder.glob("*") if one.name.startswith(key)]
        return max(found, key=lambda one: one.stat().st_mtime_ns, default=None)
    return folder / key if (folder / key).exists() else None


def listed(lines: str) -> list[str]:
    """Without folders of the home folder: this machine's own packages are used as they are."""
    return [line for line in lines.split("\n") if line and not line.startswith("~")]


def put_all(paths: Sequence[str], source: Path, target: Path) -> None:
    """Copy these paths. Files that nothing changes in place become hard links."""
    for path in paths:
        (target / path).parent.mkdir(parents=True, exist_ok=True)
        if (source / path).is_dir():
            copy = os.link if Path(path).name in LINKED else shutil.copy2
            shutil.copytree(source / path, target / path, symlinks=True, copy_function=copy)
        else:
            shutil.copy2(source / path, target / path)


def caches(ref: str) -> Path:
    return world() / "caches" / ref.replace("/", "_")


def upload_artifact(given: Inputs) -> None:
    """Store paths relative to their common folder, as the real action does."""
    found = [path for line in listed(given["path"]) for path in matching(line)]
    if not found and given["if-no-files-found"] == "error":
        raise ActionError(f"No files were found with the provided path: {given['path']}")
    base = Path(os.path.commonpath([path.parent for path in found])) if found else workspace()
    target = world() / "artifacts" / os.environ["GITHUB_RUN_ID"] / given["name"]
    if len(found) == 1 and found[0].is_dir():
        base = found[0]
    for path in found:
        place = target / path.relative_to(base)
        place.parent.mkdir(parents=True, exist_ok=True)
        copy_into(path, place)


def copy_into(path: Path, place: Path) -> None:
    if path.is_dir():
        shutil.copytree(path, place, dirs_exist_ok=True)
    else:
        shutil.copy2(path, place)


def matching(line: str) -> list[Path]:
    """The files of a line of ``path``, which is one path or a pattern."""
    if line.startswith("/"):
        return [Path(line)] if Path(line).exists() else []
    return list(workspace().glob(line))


def download_artifact(given: Inputs) -> None:
    run = given["run-id"] or os.environ["GITHUB_RUN_ID"]
    source = world() / "artifacts" / run / given["name"]
    if not source.is_dir():
        raise ActionError(f"Unable to download artifact(s): {given['name']} of run {run}.")
    if run != os.environ["GITHUB_RUN_ID"] and not given["github-token"]:
        raise ActionError("An artifact of another run needs github-token.")
    shutil.copytree(source, workspace() / given["path"], dirs_exist_ok=True)


def configure_aws_credentials(given: Inputs) -> None:
    """Get the role's credentials from the account's STS, if the role trusts this job."""
    if not given["aws-region"]:
        raise ActionError("Input required and not supplied: aws-region")
    found = {"AWS_REGION": given["aws-region"], "AWS_DEFAULT_REGION": given["aws-region"]}
    if role := given["role-to-assume"]:
        claims = json.loads(os.environ[CLAIMS])[os.environ["GITHUB_JOB"]]
        if claims is None:
            raise ActionError("Could not get an ID token. Has the job `id-token: write`?")
        os.environ |= found
        made = client("sts").assume_role_with_web_identity(
            RoleArn=role, RoleSessionName="GitHubActions", WebIdentityToken=json.dumps(claims)
        )["Credentials"]
        found |= {
            "AWS_ACCESS_KEY_ID": made["AccessKeyId"],
            "AWS_SECRET_ACCESS_KEY": made["SecretAccessKey"],
            "AWS_SESSION_TOKEN": made["SessionToken"],
        }
    elif given["aws-access-key-id"]:
        found["AWS_ACCESS_KEY_ID"] = given["aws-access-key-id"]
        found["AWS_SECRET_ACCESS_KEY"] = given["aws-secret-access-key"]
    else:
        raise ActionError("Credentials could not be loaded: neither a role nor keys are given.")
    for name, value in found.items():
        write("GITHUB_ENV", f"{name}={value}")


def amazon_ecr_login(given: Inputs) -> None:
    client("ecr").get_authorization_token()
    write("GITHUB_OUTPUT", f"registry={ACCOUNT}.dkr.ecr.{os.environ['AWS_REGION']}.amazonaws.com")


def setup_buildx(given: Inputs) -> None:
    """Does nothing: an image here is a copied folder."""


def build_push(given: Inputs) -> None:
    """An image here is the code that the Dockerfile copies, and its version."""
    dockerfile = workspace() / given["file"]
    if not dockerfile.is_file():
        raise ActionError(f"failed to read dockerfile: open {given['file']}: no such file")
    known = re.findall(r"^ARG (\w+)", dockerfile.read_text(), re.M)
    arguments = dict(line.split("=", 1) for line in given["build-args"].splitlines() if line)
    if unknown := arguments.keys() - set(known):
        raise ActionError(f"The Dockerfile has no build-arg {', '.join(sorted(unknown))}.")
    version = arguments.get("APP_VERSION", "")
    digest = f"sha256:{hashlib.sha256(version.encode()).hexdigest()}"
    folder = world() / "images" / version
    if not folder.exists():
        left_out = shutil.ignore_patterns("delivery", "__pycache__")
        shutil.copytree(workspace() / "backend", folder, ignore=left_out)
        shutil.copy(workspace() / "container/gunicorn.conf.py", folder)
    Registry(world() / "registry").put(digest, Image(folder, version))
    if given["push"] == "true":
        for tag in given["tags"].split():
            push(tag, version)
    for output in given["outputs"].split():
        if found := re.search(r"dest=(.+)", output):
            Path(found[1]).write_text(json.dumps({"folder": str(folder), "tags": given["tags"]}))
    write("GITHUB_OUTPUT", f"digest={digest}")


def push(tag: str, version: str) -> None:
    repository, _, name = tag.rpartition("/")[2].partition(":")
    kind = "application/vnd.docker.distribution.manifest.v2+json"
    layers = {"config": {"digest": version, "size": 1}, "layers": [{"digest": version, "size": 1}]}
    manifest = json.dumps({"schemaVersion": 2, "mediaType": kind, **layers})
    client("ecr").put_image(repositoryName=repository, imageManifest=manifest, imageTag=name)


def deploy_task_definition(given: Inputs) -> None:
    """Register it, update the service, and wait until the service is steady."""
    ecs, document = client("ecs"), json.loads((workspace() / given["task-definition"]).read_text())
    arn = ecs.register_task_definition(**document)["taskDefinition"]["taskDefinitionArn"]
    write("GITHUB_OUTPUT", f"task-definition-arn={arn}")
    where = {"cluster": given["cluster"] or "default"}
    ecs.update_service(**where, service=given["service"], taskDefinition=arn)
    if given["wait-for-service-stability"] != "true":
        return
    give_up_at = time.monotonic() + 60 * float(given["wait-for-minutes"] or 30)
    while time.monotonic() < give_up_at:
        (service,) = ecs.describe_services(**where, services=[given["service"]])["services"]
        states = [one.get("rolloutState") for one in service["deployments"]]
        if states == ["COMPLETED"]:
            return
        time.sleep(0.2)
    raise ActionError("Resource is not in the state servicesStable")


# By workflows.short_name. "-after" is what the action does after all steps of the job.
ACTIONS: Final[Mapping[str, Callable[[Inputs], None]]] = {
    "amazon-ecr-login": amazon_ecr_login,
    "amazon-ecs-deploy-task-definition": deploy_task_definition,
    "build-push-action": build_push,
    "cache": cache,
    "cache-after": cache_after,
    "cache-restore": cache_restore,
    "cache-save": cache_save,
    "checkout": checkout,
    "configure-aws-credentials": configure_aws_credentials,
    "download-artifact": download_artifact,
    "setup-buildx-action": setup_buildx,
    "setup-node": setup_node,
    "setup-python": setup_python,
    "upload-artifact": upload_artifact,
}


def main(name: str) -> int:
    given = {key: str(value or "") for key, value in json.loads(os.environ["INPUTS"]).items()}
    try:
        ACTIONS[name](given)
    except Exception as error:
        kind = "" if isinstance(error, ActionError) else f"{type(error).__name__}: "
        sys.stdout.write(f"{kind}{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
