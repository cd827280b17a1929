"""The site on record, with what was published or withdrawn since rendered again.

ask for the content version → take the site on record → render with the code that it was built
from → keep it → deploy → write it into the record

It gives way to releases and rollbacks, and ends at once where nothing was published since.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from delivery.records import releases, sites
from delivery.records.lease import Lease, held
from delivery.records.releases import Release, short
from delivery.site import prerender, published, sequence
from delivery.site.settings import SiteSettings
from delivery.tools import archive, checkout
from delivery.tools.build_folder import fresh
from delivery.tools.errors import PROGRAM, DeliveryError
from delivery.tools.progress import Say, step

FRONTEND: Final = "frontend"
WHAT: Final = "The refresh of the site"


@dataclass(frozen=True, slots=True)
class Refreshed:
    """``content`` is the version that is shown now. Nothing was ``deployed`` where no page, or no
    version, had changed.
    """

    content: int
    deployed: bool
    seconds: float


def refresh(settings: SiteSettings, say: Say) -> Refreshed:
    """Raises DeliveryError, and TakenOver where a release is at work or comes meanwhile."""
    started = time.monotonic()
    whole = sequence.whole_address(settings.api, settings.backend)
    bucket = settings.known_bucket
    before, deployed = on_record(bucket), False
    state = published.ask(whole)
    if state.content != before.content:
        with held(sites.lease(bucket, WHAT, gives_way=True), say) as lease:
            deployed = bring_up_to_date(on_record(bucket), settings, lease, say)
    return Refreshed(state.content, deployed, round(time.monotonic() - started, 1))


def on_record(bucket: str) -> Release:
    """The release whose site serves. Raises DeliveryError where none is on record."""
    found = sites.in_service(releases.history(bucket))
    if found is None:
        raise DeliveryError(
            "No site is recorded, so there is nothing to refresh.",
            f"Deploy the site first, with the same RELEASES_BUCKET: {PROGRAM} site deploy",
        )
    return found


def bring_up_to_date(release: Release, settings: SiteSettings, lease: Lease, say: Say) -> bool:
    """Whether anything was deployed. The version is on record in any case."""
    whole = sequence.whole_address(settings.api, settings.backend)
    sequence.WORK.mkdir(parents=True, exist_ok=True)
    with fresh(sequence.WORK) as work:
        zipped = sites.fetch(release.site, settings.bucket, work / "kept.zip")
        dist = archive.unzip(zipped, work / "dist")
        content = published.ask(whole).content  # before pages are asked for, so never too new
        with code_of(release.version, work) as frontend, step(say, "Site: rendering"):
            url = sequence.site_address(settings)
            say(f"Site: {prerender.render_pages(dist, whole, url, frontend)}")
        name = sites.keep(sequence.zipped(dist), settings.bucket)
        lease.check()
        deployed = name != release.site or sequence.rules_differ(dist, settings)
        if deployed:
            sequence.put_in_service(dist, settings, say)
    made = replace(release, site=name, content=content)
    releases.put(replace(made, site_at=releases.now()) if deployed else made, settings.bucket)
    sites.forget_old(settings.bucket)
    return deployed


@contextmanager
def code_of(commit: str, work: Path) -> Iterator[Path]:
    """The frontend's folder at the commit that the site was built from."""
    if commit == checkout.git("rev-parse", "HEAD").stdout.strip():
        yield sequence.FRONTEND
        return
    tree = work / "code"
    made = checkout.git("worktree", "add", "--detach", str(tree), commit)
    if made.returncode:
        raise DeliveryError(
            f"The site was built from {short(commit)[:12]}, which this checkout does not "
            f"contain: {made.stderr.strip()}.",
            "Run `git fetch --unshallow`, and run the command again.",
        )
    try:
        yield tree / FRONTEND
    finally:
        checkout.git("worktree", "remove", "--force", str(tree))
