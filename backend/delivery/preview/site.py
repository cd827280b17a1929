"""A preview's site: a branch of the Amplify app that all previews share.

No page is pre-rendered, because no search engine reads a preview.
"""

import shutil
import time
from dataclasses import dataclass
from pathlib import Path

from delivery.aws import amplify
from delivery.site import rules, sequence
from delivery.site.prerender import SHELL
from delivery.tools.build_folder import fresh
from delivery.tools.errors import DeliveryError
from delivery.tools.progress import Say, step


@dataclass(frozen=True, slots=True)
class PreviewSite:
    """``api`` and ``files`` are where its data and its pictures come from.

    ``sign_in`` is the sign-in page. The site's badge names the pull request's ``number`` and the
    ``commit``.
    """

    branch: amplify.Branch
    url: str
    api: str
    files: str
    sign_in: str = ""
    number: int = 0
    commit: str = ""

    def deploy(self, say: Say, built: Path | None = None) -> sequence.Deployment:
        """Deploy the site. If ``built`` is given, only the API's address is added to it."""
        started = time.monotonic()
        sequence.WORK.mkdir(parents=True, exist_ok=True)
        with fresh(sequence.WORK) as work:
            with step(say, "Site: building"):
                dist = (
                    take(built, work / "dist") if built else sequence.build(self.api, work / "dist")
                )
            self.write_page(dist)
            self.prepare(say)
            job = sequence.publish(self.branch, dist, self.url, say)
        return sequence.Deployment(self.url, job, round(time.monotonic() - started, 1))

    def write_page(self, dist: Path) -> None:
        page = rules.asking(self.api, (dist / "index.html").read_text(), self.sign_in)
        page = rules.with_badge(page, self.number, self.commit)
        for name in ("index.html", SHELL):
            (dist / name).write_text(rules.with_policy(page, self.api, self.files))

    def prepare(self, say: Say) -> None:
        """Amplify asks for no password, because the page has no content. The API asks for it."""
        self.branch.ensure()
        self.branch.unprotect()
        app = amplify.app(self.branch.app)
        if amplify.serve(app, [rules.DEEP_LINKS], rules.UNLISTED):
            say("Site: headers and rewrites set")


def take(built: Path, dist: Path) -> Path:
    """Copy a site that was built elsewhere. It may have been built to do harm."""
    if found := next((one for one in [built, *built.rglob("*")] if one.is_symlink()), None):
        raise DeliveryError(
            f"{found} is a symbolic link. The file that it points to would be published.",
            "Build the site without symbolic links.",
        )
    if not (built / "index.html").is_file():
        raise DeliveryError(
            f"There is no index.html in {built}.", "Give the folder that `npm run build` wrote."
        )
    return Path(shutil.copytree(built, dist))
