"""What the site is deployed with."""

from collections.abc import Mapping
from dataclasses import dataclass

from delivery.aws.amplify import Branch
from delivery.site.rules import OWN_API
from delivery.tools import config
from delivery.tools.errors import PROGRAM, DeliveryError


@dataclass(frozen=True, slots=True)
class SiteSettings:
    """Addresses have no slash at the end. What is not set is empty: ``url``, ``backend``, and the
    ``bucket`` that keeps the site and the record of its release.
    """

    branch: Branch
    api: str
    url: str
    backend: str
    bucket: str = ""

    @property
    def known_bucket(self) -> str:
        """Raises DeliveryError where it is not set."""
        if not self.bucket:
            raise DeliveryError(
                "RELEASES_BUCKET is not set.", f"To find its value: {PROGRAM} stack list"
            )
        return self.bucket

    @classmethod
    def read(cls, environ: Mapping[str, str], branch: str = "") -> "SiteSettings":
        """``branch`` replaces AMPLIFY_BRANCH. Raises DeliveryError where no app is named."""
        if not (app := config.text("AMPLIFY_APP_ID", environ)):
            raise DeliveryError(
                "AMPLIFY_APP_ID is not set.", "Set it to the id of the site's Amplify app."
            )
        api, url, backend = (
            environ.get(name, "").strip().rstrip("/")
            for name in ("VITE_API_BASE_URL", "FRONTEND_URL", "API_BASE_URL")
        )
        name = branch or config.text("AMPLIFY_BRANCH", environ)
        return cls(
            Branch(app, name), api or OWN_API, url, backend, config.text("RELEASES_BUCKET", environ)
        )
