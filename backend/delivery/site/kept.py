"""A site that was built before, deployed again as it was."""

from delivery.records import sites
from delivery.site import sequence
from delivery.site.sequence import Deployment
from delivery.site.settings import SiteSettings
from delivery.tools import archive
from delivery.tools.build_folder import fresh
from delivery.tools.progress import Say, step


def deploy(name: str, settings: SiteSettings, say: Say) -> Deployment:
    """Deploy the kept site of that name. Nothing is built. Raises DeliveryError."""
    sequence.WORK.mkdir(parents=True, exist_ok=True)
    with fresh(sequence.WORK) as work:
        with step(say, f"Site: fetching {name}"):
            zipped = sites.fetch(name, settings.bucket, work / "kept.zip")
            dist = archive.unzip(zipped, work / "dist")
        return sequence.put_in_service(dist, settings, say)
