"""Secrets Manager's limit of labels, which moto lacks.

https://docs.aws.amazon.com/secretsmanager/latest/userguide/reference_limits.html
"""

from collections.abc import Callable
from typing import Any, Final

from moto.secretsmanager.exceptions import SecretsManagerClientError
from moto.secretsmanager.models import SecretsManagerBackend

MOST: Final = 20  # of all versions of a secret


def install() -> None:
    """Make every Secrets Manager of this process refuse one label too many."""
    for name in ("put_secret_value", "update_secret_version_stage"):
        setattr(SecretsManagerBackend, name, limited(getattr(SecretsManagerBackend, name)))


def limited(change: Callable[..., Any]) -> Callable[..., Any]:
    def changing(self: SecretsManagerBackend, secret_id: str, *facts: Any, **more: Any) -> Any:
        if secret_id in self.secrets:
            versions = self.secrets[secret_id].versions.values()
            held = {label for one in versions for label in one["version_stages"]}
            given = more.get("version_stages") or []
            if more.get("move_to_version_id"):
                given = [more["version_stage"]]
            if len(held.union(given)) > MOST:
                raise SecretsManagerClientError(
                    "LimitExceededException", f"A secret has {MOST} staging labels at most."
                )
        return change(self, secret_id, *facts, **more)

    return changing
