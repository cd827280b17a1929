"""Who is signed in."""

from delivery.aws.session import client, doing


def caller() -> str:
    """The ARN that AWS knows the caller by."""
    with doing("Asking AWS who is signed in"):
        return str(client("sts").get_caller_identity()["Arn"])
