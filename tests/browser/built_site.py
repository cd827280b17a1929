"""The site built and pre-rendered, kept between runs until its sources or its content change.

Only documents name the addresses of the API and of the site, so they are replaced there.
"""

import json
import shutil
from contextlib import AbstractContextManager
from functools import partial
from pathlib import Path
from typing import Final

from django.utils.timezone import localdate

from delivery.site import prerender, sequence
from delivery.tools.progress import Say
from tests import sources
from tests.delivery import sites
from tests.services.kept import ROOT, fingerprint, kept

FACTS: Final = "facts.json"


class BuiltSite:
    """Stands in for ``site.build`` and ``site.prerender``, with what they made in ``folder``."""

    def __init__(self, folder: Path) -> None:
        self._dist = folder / "dist"
        self._facts = json.loads((folder / FACTS).read_text())

    def build(self, api: str, dist: Path) -> Path:
        """With the pre-rendered documents. `prerender` gives them the addresses."""
        return Path(shutil.copytree(self._dist, dist))

    def prerender(self, dist: Path, api: str, url: str, say: Say) -> None:
        for document in dist.rglob("*.html"):
            text = document.read_text().replace(self._facts["api"], host_of(api))
            document.write_text(text.replace(self._facts["url"], host_of(url)))
        for line in self._facts["said"]:
            say(line)


def host_of(address: str) -> str:
    """Such as localhost:8000, which every form of an address contains."""
    return address.split("/")[2]


def built_site(api: str, url: str) -> AbstractContextManager[Path]:
    """The kept folder, made with this API where it is missing."""
    return kept("cross-site", key(), partial(make, api, url))


def make(api: str, url: str, folder: Path) -> None:
    said: list[str] = []
    dist = sequence.build(api, folder / "dist")
    prerender.prerender(dist, api, url, said.append)
    facts = {"api": host_of(api), "url": host_of(url), "said": said}
    (folder / FACTS).write_text(json.dumps(facts))


def key() -> str:
    """Of the frontend, of the sample content, of what makes a site of them, and of the day.

    What the API says changes when the day of an event is over.
    """
    makers = [Path(__file__), Path(prerender.__file__)]
    frontend = sites.key("the address is replaced")
    return fingerprint(ROOT, makers, frontend, sources.key_of_sample(), localdate().isoformat())
