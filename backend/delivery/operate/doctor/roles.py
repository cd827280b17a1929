"""Every call against its role, as IAM itself decides it."""

from collections.abc import Iterator

from delivery.aws import iam, sts
from delivery.operate.doctor.calls import Calls
from delivery.operate.doctor.diagnosis import Finding
from delivery.operate.production import Running
from delivery.release.permissions import Permissions, refused
from delivery.tools import config
from delivery.tools.errors import PROGRAM, DeliveryError


def calls(running: Running) -> Calls:
    definition = running.definition
    execution, task = (definition.get(f"{name}RoleArn", "") for name in ("execution", "task"))
    environ = {**running.environ, **running.bucket}
    release = Permissions(
        config.region(environ),
        sts.account(),
        [execution, task],
        config.text("RELEASES_BUCKET", environ),
        config.text("AMPLIFY_APP_ID", environ),
    )
    storage = running.variables.get("AWS_STORAGE_BUCKET_NAME", "itg-static-assets")
    return Calls(release, execution, task, storage, running.database)


def refusals(running: Running) -> Iterator[Finding]:
    """Nothing where the account has its roles from elsewhere, under other names."""
    known = "access" not in config.existing(running.environ)
    for name, needs in calls(running).by_role().items():
        if not name or (not known and name.startswith("itg-")):
            continue
        try:
            found = refused(iam.arn(name), needs)
        except DeliveryError as error:
            yield Finding(f"The role {name}: {error.message}", f"{PROGRAM} stack deploy")
            continue
        for one in found:
            yield Finding(
                f"The role {name} lacks the permission {one}.",
                f"{PROGRAM} stack deploy service access",
            )
