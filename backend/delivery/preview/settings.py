"""What previews are deployed with: the account's names, and a function's variables."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from delivery.preview.lease_record import LeaseObject
from delivery.tools.errors import DeliveryError
from delivery.tools.http import is_address
from delivery.tools.stages import Preview

NEEDED: Final = (
    *("PREVIEW_SUBNET_IDS", "PREVIEW_SECURITY_GROUP_IDS", "PREVIEW_PACKAGES_BUCKET"),
    *("PREVIEW_BOUNDARY_ARN", "PREVIEW_FILES_BUCKET", "PREVIEW_FILES_DOMAIN"),
    *("PREVIEW_AMPLIFY_APP_ID", "PREVIEW_DB_HOST"),
)
ADMIN: Final = "admin"
OF_VISITORS: Final = "PREVIEW_PASSWORD"  # asked for by all of a preview, each has its own
OF_ADMIN: Final = "DJANGO_SUPERUSER_PASSWORD"
SECRETS: Final = ("DB_PASSWORD", "DJANGO_SECRET_KEY", OF_ADMIN, OF_VISITORS)


@dataclass(frozen=True, slots=True)
class Settings:
    """``names`` are delivery's own variables."""

    names: Mapping[str, str | list[str]]

    def check(self) -> None:
        """Raises DeliveryError that names everything that is missing."""
        missing = [name for name in NEEDED if not self.names.get(name)]
        if missing:
            raise DeliveryError(
                f"{', '.join(missing)} not set.",
                "`python -m delivery stack list` shows their values.",
            )
        try:
            site = self.site(Preview(1), "amplifyapp.com")
        except (KeyError, ValueError, IndexError):
            site = ""
        if not is_address(site):
            raise DeliveryError(
                f'PREVIEW_SITE_URL is "{self.names["PREVIEW_SITE_URL"]}", which gives no address.',
                "Write it as in https://{stage}.{domain}, with {stage} or {number} in it.",
            )

    @property
    def files_bucket(self) -> str:
        return str(self.names["PREVIEW_FILES_BUCKET"])

    @property
    def packages_bucket(self) -> str:
        return str(self.names["PREVIEW_PACKAGES_BUCKET"])

    @property
    def app(self) -> str:
        return str(self.names["PREVIEW_AMPLIFY_APP_ID"])

    @property
    def files(self) -> str:
        """Where visitors fetch the files from."""
        domain = str(self.names["PREVIEW_FILES_DOMAIN"])
        return domain if "://" in domain else f"https://{domain}"

    def lease(self, stage: Preview) -> LeaseObject:
        return LeaseObject(self.packages_bucket, f"{stage.prefix}lease.json")

    def site(self, stage: Preview, domain: str) -> str:
        """Where visitors find the stage's site."""
        shape = str(self.names["PREVIEW_SITE_URL"])
        return shape.format(stage=stage.name, number=stage.number, domain=domain)

    def variables(
        self, stage: Preview, secrets: Mapping[str, str], url: str, site: str, commit: str
    ) -> dict[str, str]:
        """Of the stage's function, whose one host is its URL's and whose one site is ``site``."""
        variables = {
            "DJANGO_SETTINGS_MODULE": "core.settings.preview",
            "DJANGO_ALLOWED_HOSTS": urlsplit(url).hostname or "",
            "API_BASE_URL": url,
            "FRONTEND_URL": site,
            "DB_NAME": stage.database,
            "DB_USER": stage.database,
            "DB_HOST": str(self.names["PREVIEW_DB_HOST"]),
            "DB_PORT": str(self.names["PREVIEW_DB_PORT"]),
            "AWS_STORAGE_BUCKET_NAME": self.files_bucket,
            "AWS_S3_REGION_NAME": str(self.names["AWS_REGION"]),
            "AWS_S3_CUSTOM_DOMAIN": str(self.names["PREVIEW_FILES_DOMAIN"]),
            "AWS_S3_PREFIX": stage.prefix,
            "DJANGO_SUPERUSER_USERNAME": ADMIN,
            "DJANGO_SUPERUSER_EMAIL": f"{ADMIN}@{stage.name}.invalid",
            "APP_VERSION": commit,
            "STAGE": stage.name,
            **secrets,
        }
        return {name: value for name, value in variables.items() if value}
