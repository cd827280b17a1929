"""Who is signed in."""

from delivery.aws.session import client, doing


def account() -> str:
    """The account's number."""
    with doing("Asking AWS which account this is"):
        return str(client("sts").get_caller_identity()["Account"])


def caller() -> str:
    """The ARN that AWS knows the caller by."""
    with doing("Asking AWS who is signed in"):
        return str(client("sts").get_caller_identity()["Arn"])
