"""What the provisioner is deployed with."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from delivery.package.zappa import Account
from delivery.tools import config

NEEDED: Final = (
    *("PREVIEW_SUBNET_IDS", "PREVIEW_SECURITY_GROUP_IDS", "PREVIEW_PACKAGES_BUCKET"),
    *("PREVIEW_DB_HOST", "PROVISIONER_ROLE_ARN"),
)


@dataclass(frozen=True, slots=True)
class ProvisionerSettings:
    """``role`` is an ARN, ``db_user`` the master of the previews' PostgreSQL."""

    account: Account
    role: str
    db_host: str
    db_port: str
    db_user: str

    @classmethod
    def read(cls, environ: Mapping[str, str]) -> "ProvisionerSettings":
        """Raises DeliveryError that names all that is missing."""
        config.refuse_missing(NEEDED, environ)
        return cls(
            account=Account.read(environ),
            role=config.text("PROVISIONER_ROLE_ARN", environ),
            db_host=config.text("PREVIEW_DB_HOST", environ),
            db_port=config.text("PREVIEW_DB_PORT", environ),
            db_user=config.text("PROVISIONER_DB_USER", environ),
        )
