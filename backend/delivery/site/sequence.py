"""Build the site with its API's address, zip it, and deploy it to an Amplify branch.

Amplify serves the old site until it has the whole new site, so a site is never half deployed.
"""

import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from delivery.aws import amplify
from delivery.records import sites
from delivery.records.lease import held
from delivery.site import published, rules
from delivery.site.prerender import NPM, SHELL, install, is_rendered, prerender
from delivery.site.settings import SiteSettings
from delivery.tools import archive, checkout, config, http, programs
from delivery.tools.build_folder import fresh
from delivery.tools.checkout import ROOT
from delivery.tools.errors import DeliveryError
from delivery.tools.http import is_address
from delivery.tools.progress import Say, step
from delivery.tools.waiting import Deadline

FRONTEND: Final = ROOT / "frontend"
WORK: Final = ROOT / "build" / "site"
BUILD_SECONDS: Final = 300
WITHIN_SECONDS: Final = 600.0
SERVED_SECONDS: Final = 90.0
POLL_SECONDS: Final = 2.0
UNKNOWN: Final = "/a/deep/link"


@dataclass(frozen=True, slots=True)
class Deployment:
    """A finished deployment: the site's address, Amplify's job, and how long it took."""

    url: str
    job: str
    seconds: float


def deploy(settings: SiteSettings, say: Say, within: float = WITHIN_SECONDS) -> Deployment:
    """Build and deploy, and wait until the site is served. Raises DeliveryError.

    If the site requests ``/api`` on its own host, Amplify forwards these requests to the backend.
    If RELEASES_BUCKET is set, the site is kept there, and its commit's record names the site.
    """
    started = time.monotonic()
    whole = whole_address(settings.api, settings.backend)
    refuse_misspelled_addresses(settings)
    url = address(settings, amplify.app(settings.branch.app))
    WORK.mkdir(parents=True, exist_ok=True)
    with fresh(WORK) as work:
        content = content_version(whole)  # read before the pages, so never newer than the pages
        dist = render(work / "dist", settings.api, whole, url, say)
        if settings.bucket:
            deployment = keep_and_deploy(dist, content, settings, say, within)
        else:
            say("Site: not kept and not recorded, because RELEASES_BUCKET is not set")
            deployment = put_in_service(dist, settings, say, within)
    return replace(deployment, seconds=round(time.monotonic() - started, 1))


def content_version(api: str) -> int:
    """0 if the API does not return it. Then the next refresh renders every page."""
    try:
        return published.ask(api).content
    except DeliveryError:
        return 0


def keep_and_deploy(
    dist: Path, content: int, settings: SiteSettings, say: Say, within: float
) -> Deployment:
    """Keep the site, deploy it, and record it. Kept first, so that a rollback can always find it.

    ``content`` is the content version of its pages. 0: not known.
    """
    commit = checkout.commit()
    with held(sites.lease(settings.bucket, f"The site's deploy of {commit[:12]}"), say) as lease:
        with step(say, "Site: storing it in the bucket"):
            name = sites.keep(zipped(dist), settings.bucket)
        lease.check()
        deployment = put_in_service(dist, settings, say, within)
        sites.record(commit, name, content, settings.bucket)
        if old := sites.forget_old(settings.bucket):
            say(f"Site: {old} old sites deleted, because no recorded release names them")
    return deployment


def put_in_service(
    dist: Path, settings: SiteSettings, say: Say, within: float = WITHIN_SECONDS
) -> Deployment:
    """Deploy a built site with its rewrites and headers. Raises DeliveryError."""
    started = time.monotonic()
    branch = settings.branch
    app = amplify.app(branch.app)
    if amplify.serve(app, *served_by(dist, settings, app, say)):
        say("Site: headers and rewrites set")
    branch.ensure()
    url = address(settings, app)
    job = publish(branch, dist, url, say, within)
    return Deployment(url, job, round(time.monotonic() - started, 1))


def served_by(
    dist: Path, settings: SiteSettings, app: Mapping[str, Any], say: Say
) -> tuple[list[dict[str, str]], str]:
    """The app's rewrites and headers for that site. If the API fails, redirects are not changed."""
    whole = whole_address(settings.api, settings.backend)
    try:
        moved = rules.redirects(published.ask(whole).moved)
    except DeliveryError as error:
        say(f"Site: redirects stay as they are. {error.message}")
        moved = rules.redirects_in(app.get("customRules", []))
    rewrites = rules.rewrites(
        whole, passed_on=whole != settings.api, redirects=moved, rendered=is_rendered(dist)
    )
    return rewrites, rules.headers((dist / SHELL).read_text(), whole)


def rules_differ(dist: Path, settings: SiteSettings) -> bool:
    """Whether the app has other rewrites or headers than the site needs."""
    app = amplify.app(settings.branch.app)
    rewrites, headers = served_by(dist, settings, app, lambda words: None)
    return bool(app.get("customRules") != rewrites or app.get("customHeaders") != headers)


def site_address(settings: SiteSettings) -> str:
    return settings.url or address(settings, amplify.app(settings.branch.app))


def address(settings: SiteSettings, app: Mapping[str, Any]) -> str:
    """The site's address for visitors."""
    return settings.url or f"https://{settings.branch.name}.{app['defaultDomain']}"


def render(dist: Path, api: str, whole: str, url: str, say: Say) -> Path:
    """Build and pre-render the site in ``dist``. ``whole`` is the API's full address."""
    with step(say, "Site: building"):
        build(api, dist)
    if whole != api:
        tell_where_the_admin_is(dist / "index.html", whole)
    with step(say, "Site: pre-rendering"):
        prerender(dist, whole, url, say)
    return dist


def publish(
    branch: amplify.Branch,
    dist: Path,
    url: str,
    say: Say,
    within: float = WITHIN_SECONDS,
) -> str:
    """Deploy to the branch, and wait until the site is served. Returns Amplify's job."""
    with step(say, f"Site: deploying to {branch.name}"):
        job = put(branch, zipped(dist), say, within)
    with step(say, f"Site: waiting until {url} serves it"):
        see_served({url: dist / "index.html", f"{url}{UNKNOWN}": dist / SHELL})
    return job


def zipped(dist: Path) -> Path:
    """Zip the folder. The zip is beside it."""
    made = dist.with_name("site.zip")
    archive.zip_folder(dist, made)
    return made


def whole_address(api: str, backend: str) -> str:
    """The API's full address, with its host. Raises DeliveryError."""
    address = f"{rules.origin_of(backend)}{api}" if api == rules.OWN_API else api
    if is_address(address):
        return address
    if api == rules.OWN_API:
        raise DeliveryError(
            f'VITE_API_BASE_URL is "{api}", so Amplify forwards requests to API_BASE_URL, '
            f"which is {'not an address' if backend else 'not set'}.",
            "Set API_BASE_URL to the backend's address, such as https://api.innovatetogrow.com.",
        )
    raise DeliveryError(
        f'VITE_API_BASE_URL is "{api}", which is neither {rules.OWN_API} nor a whole address.',
        "Set it to the API's whole address, such as https://api.innovatetogrow.com/api.",
    )


def tell_where_the_admin_is(index: Path, api: str) -> None:
    """Write the admin's origin into the page, which accepts drafts only from there."""
    index.write_text(rules.with_admin(index.read_text(), api))


def refuse_misspelled_addresses(settings: SiteSettings) -> None:
    """Raises DeliveryError if an address has a spelling that browsers never send."""
    api = settings.api
    backend = settings.backend if api == rules.OWN_API else ""
    given = {"FRONTEND_URL": settings.url, "API_BASE_URL": backend}
    config.refuse_malformed(given | {"VITE_API_BASE_URL": api if is_address(api) else ""})


def build(api: str, dist: Path) -> Path:
    """Build the site in ``dist``, with the API's address ``api``."""
    install(FRONTEND)
    programs.run(
        [*NPM, "run", "build", "--", "--outDir", dist, "--emptyOutDir"],
        doing="Building the site",
        remedy="Run `npm run build` in frontend/ and correct what it reports.",
        within=BUILD_SECONDS,
        cwd=FRONTEND,
        environment={**config.environment(), "VITE_API_BASE_URL": api},
    )
    if not (dist / "index.html").is_file():
        raise DeliveryError("The build wrote no index.html.", "Look at frontend/vite.config.ts.")
    return dist


def put(branch: amplify.Branch, zipped: Path, say: Say, within: float) -> str:
    """Upload the zip, start the deployment, and wait for its end. Returns the job's id."""
    id, address = branch.create_deployment(say)
    amplify.upload(address, zipped)
    branch.start(id)
    job = wait(branch, id, within)
    if job.unfinished:
        branch.stop(job)
        raise DeliveryError(
            f"The deployment {id} did not end within {within:.0f} s and was stopped.",
            "The old site is still served. Run the command again.",
        )
    if job.status != "SUCCEED":
        raise DeliveryError(
            f"The deployment {id} ended as {job.status}: {job.reason or 'no reason given'}.",
            "The old site is still served. Amplify's console shows the job's log.",
        )
    return id


def wait(branch: amplify.Branch, id: str, within: float) -> amplify.Job:
    deadline = Deadline(within, 0.1, POLL_SECONDS)
    while (job := branch.job(id)).unfinished and deadline.pause():
        pass
    return job


def see_served(files: dict[str, Path]) -> None:
    """Request each address until it returns the given file. Raises DeliveryError."""
    deadline = Deadline(SERVED_SECONDS)
    wrong = list(files)
    while wrong := [one for one in wrong if not serves(one, files[one])]:
        if not deadline.pause():
            raise DeliveryError(
                f"{' and '.join(wrong)} did not show this build within {SERVED_SECONDS:.0f} s.",
                "Check that FRONTEND_URL is a domain of the Amplify branch that was deployed. "
                "Amplify's console shows its domains.",
            )


def serves(address: str, file: Path) -> bool:
    try:
        response = http.send(address, within=10)
    except http.NoResponse:
        return False
    # Amplify serves SHELL at unknown addresses, with 200 or 404. Its script shows "not found".
    statuses = {200, 404} if file.name == SHELL else {200}
    return response.status in statuses and response.body == file.read_bytes()
