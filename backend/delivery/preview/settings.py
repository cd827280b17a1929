"""Settings of previews: names in the account, and the variables of a function."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from delivery.package.zappa import Account
from delivery.records.lease_record import LeaseObject
from delivery.tools import config
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


def lease_of(stage: Preview, packages_bucket: str) -> LeaseObject:
    return LeaseObject(packages_bucket, f"{stage.prefix}lease.json")


@dataclass(frozen=True, slots=True)
class PreviewSettings:
    """``boundary`` is an ARN, ``site_url`` the shape of a site's address."""

    account: Account
    boundary: str
    files_bucket: str
    files_domain: str
    app: str
    site_url: str
    db_host: str
    db_port: str

    @classmethod
    def read(cls, environ: Mapping[str, str]) -> "PreviewSettings":
        """Raises DeliveryError with all missing variables, or with a malformed address."""
        config.refuse_missing(NEEDED, environ)
        found = cls(
            account=Account.read(environ),
            boundary=config.text("PREVIEW_BOUNDARY_ARN", environ),
            files_bucket=config.text("PREVIEW_FILES_BUCKET", environ),
            files_domain=config.text("PREVIEW_FILES_DOMAIN", environ),
            app=config.text("PREVIEW_AMPLIFY_APP_ID", environ),
            site_url=config.text("PREVIEW_SITE_URL", environ),
            db_host=config.text("PREVIEW_DB_HOST", environ),
            db_port=config.text("PREVIEW_DB_PORT", environ),
        )
        found.refuse_misspelled_addresses()
        return found

    def refuse_misspelled_addresses(self) -> None:
        try:
            site = self.site(Preview(1), "amplifyapp.com")
        except (KeyError, ValueError, IndexError):
            site = ""
        if not is_address(site) or config.faults({"FRONTEND_URL": site}):
            raise DeliveryError(
                f'PREVIEW_SITE_URL is "{self.site_url}", which does not result in an address.',
                "Write it as in https://{stage}.{domain}, with {stage} or {number} in it, in lower "
                "case, without path, quotes or *.",
            )

    @property
    def packages_bucket(self) -> str:
        return self.account.packages_bucket

    @property
    def files(self) -> str:
        """Where visitors fetch the files from."""
        return self.files_domain if "://" in self.files_domain else f"https://{self.files_domain}"

    def lease(self, stage: Preview) -> LeaseObject:
        return lease_of(stage, self.packages_bucket)

    def site(self, stage: Preview, domain: str) -> str:
        """Where visitors find the stage's site."""
        return self.site_url.format(stage=stage.name, number=stage.number, domain=domain)

    def variables(
        self, stage: Preview, secrets: Mapping[str, str], url: str, site: str, commit: str
    ) -> dict[str, str]:
        """The variables of the stage's function. ``site`` is the only site that may read its API.

        Raises DeliveryError for values that the backend's settings would refuse.
        """
        variables = {
            "DJANGO_SETTINGS_MODULE": "core.settings.preview",
            "DJANGO_ALLOWED_HOSTS": urlsplit(url).hostname or "",
            "API_BASE_URL": url,
            "FRONTEND_URL": site,
            "DB_NAME": stage.database,
            "DB_USER": stage.database,
            "DB_HOST": self.db_host,
            "DB_PORT": self.db_port,
            "AWS_STORAGE_BUCKET_NAME": self.files_bucket,
            "AWS_S3_REGION_NAME": self.account.region,
            "AWS_S3_CUSTOM_DOMAIN": self.files_domain,
            "AWS_S3_PREFIX": stage.prefix,
            "DJANGO_SUPERUSER_USERNAME": ADMIN,
            "DJANGO_SUPERUSER_EMAIL": f"{ADMIN}@{stage.name}.invalid",
            "APP_VERSION": commit,
            "STAGE": stage.name,
            **secrets,
        }
        given = {name: value for name, value in variables.items() if value}
        config.refuse_malformed(given)
        return given
