"""The states in which a stack may end or be found, and the command that leads out of each. Pure.

https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/view-stack-events.html
"""

from collections.abc import Sequence
from typing import Final

from delivery.aws.cloudformation import REFUSED, Failure
from delivery.tools.errors import PROGRAM

# Where stacks are that are not in AWS_REGION: CloudFront's and Route 53's metrics are there alone.
REGIONS: Final = {"alarms-worldwide": "us-east-1"}
# A stack that never came to be: nothing can be done with it but to begin again.
UNBORN: Final = frozenset(
    {"REVIEW_IN_PROGRESS", "ROLLBACK_COMPLETE", "ROLLBACK_FAILED", "CREATE_FAILED"}
)
WELL: Final = frozenset({"CREATE_COMPLETE", "UPDATE_COMPLETE"})
# CloudFormation refuses every change of these until somebody has acted.
STUCK: Final = frozenset({"DELETE_FAILED", "UPDATE_ROLLBACK_FAILED"})

# What keeps a resource from being deleted, and the command that ends it. {id} is AWS's own.
UNPROTECT: Final = {
    "AWS::ElasticLoadBalancingV2::LoadBalancer": (
        "aws elbv2 modify-load-balancer-attributes --load-balancer-arn {id} "
        "--attributes Key=deletion_protection.enabled,Value=false"
    ),
    "AWS::RDS::DBInstance": (
        "aws rds modify-db-instance --db-instance-identifier {id} "
        "--no-deletion-protection --apply-immediately"
    ),
}

# The parameter that gives a bucket another name, by the resource's. Names are global in S3.
BUCKETS: Final = {
    "Bucket": "AwsStorageBucketName",
    "Releases": "ReleasesBucket",
    "Files": "PreviewFilesBucket",
    "Packages": "PreviewPackagesBucket",
}
PROVIDER: Final = "AWS::IAM::OIDCProvider"  # an account has one for each address
PROVIDERS: Final = (
    "$(aws iam list-open-id-connect-providers --output text --query "
    "\"OpenIDConnectProviderList[?ends_with(Arn, '/token.actions.githubusercontent.com')].Arn\")"
)


def remedy(name: str, status: str, failures: Sequence[Failure]) -> str:
    """Commands to type, in their order, for the stack ``itg-NAME`` in that state."""
    again = f"{PROGRAM} stack deploy {name}{others(failures)}"
    stack = f"itg-{name}" + (f" --region {REGIONS[name]}" if name in REGIONS else "")
    if status == "UPDATE_ROLLBACK_FAILED":
        skipped = " ".join(dict.fromkeys(one.name for one in failures)) or "NAME"
        return (
            "Correct what the error names, then run: aws cloudformation "
            f"continue-update-rollback --stack-name {stack}\nIf a resource cannot be "
            f"restored, add: --resources-to-skip {skipped}"
        )
    if status == "DELETE_FAILED":
        retry = (
            f"aws cloudformation delete-stack --stack-name {stack} && "
            f"aws cloudformation wait stack-delete-complete --stack-name {stack}"
        )
        return "\n".join(
            ["To delete the rest of the stack and begin again:", *unprotect(failures), retry, again]
        )
    if status == "ROLLBACK_FAILED":
        return "\n".join(["Correct the fault, then run:", *unprotect(failures), again])
    if status == "ROLLBACK_COMPLETE":
        return f"Nothing of the stack is left. Correct the fault, then run: {again}"
    return f"The stack is as it was before. Correct the fault, then run: {again}"


def refusal_remedy(name: str, failures: Sequence[Failure]) -> str:
    """For a change set that was refused: what is there already needs no other template."""
    if not any("exist" in one.reason.lower() for one in failures):
        return REFUSED
    again = f"{PROGRAM} stack deploy {name}{others(failures)}"
    return f"Nothing was changed. Correct the fault, then run: {again}"


def others(failures: Sequence[Failure]) -> str:
    """Options that take another name, or another's resource, where something is there already."""
    given = [
        f" --parameter {BUCKETS[one.name]}=NAME"
        if one.kind == "AWS::S3::Bucket"
        else f" --parameter GithubProviderArn={PROVIDERS}"
        for one in failures
        if one.kind == PROVIDER or (one.kind == "AWS::S3::Bucket" and one.name in BUCKETS)
        if "exist" in one.reason.lower() or "not available" in one.reason.lower()
    ]
    return "".join(dict.fromkeys(given))


def unprotect(failures: Sequence[Failure]) -> list[str]:
    """A command for each resource that could not be deleted and may be protected."""
    commands = [UNPROTECT[one.kind].format(id=one.id) for one in failures if kept(one)]
    return list(dict.fromkeys(commands))


def kept(failure: Failure) -> bool:
    return failure.status == "DELETE_FAILED" and failure.kind in UNPROTECT and bool(failure.id)
