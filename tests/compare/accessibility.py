"""New and gone findings of axe, what heads say, and links that lead nowhere."""

import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, Final
from urllib.parse import quote, urlsplit

from delivery.compare.report import Accessibility, Difference, Finding
from tests.compare.capture import ORIGIN
from tests.compare.differences import Rows, cut, difference, of_sets
from tests.compare.pages import Captures

IMPACTS: Final = ("minor", "moderate", "serious", "critical")
FILES: Final = (
    "/media/",
    "/documents/",
    "/static/",
    "/api/",
    "/admin/",
    "/feed.xml",
    "/sitemap.xml",
)


def accessibility(
    before: Captures, after: Captures, links: tuple[set[str], set[str]], rows: Rows
) -> Accessibility:
    """``links``: of each side the broken ones."""
    common = before.keys() & after.keys()
    found = [finding for key in sorted(common) for finding in of_view(before[key], after[key])]
    once = {(one.kind, one.rule, one.page): one for one in found}  # at both widths it is one
    heads = {
        (one.kind, one.what): one for key in sorted(common) for one in head(before, after, key)
    }
    return Accessibility(
        findings=rows.first([*once.values()]),
        head=rows.first([*heads.values()]),
        broken_links=rows.first(of_sets(*links)),
    )


def of_view(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Finding]:
    """Rules that find more, or fewer, elements. Where an element stands may change without that."""
    counts = [Counter(one["rule"] for one in side["axe"]) for side in (before, after)]
    for rule in sorted(counts[0].keys() | counts[1].keys()):
        if counts[0][rule] == counts[1][rule]:
            continue
        is_new = counts[1][rule] > counts[0][rule]
        own, other = (after, before) if is_new else (before, after)
        known = [one["where"] for one in other["axe"] if one["rule"] == rule]
        places = [one for one in own["axe"] if one["rule"] == rule]
        named = next((one for one in places if one["where"] not in known), places[0])
        impact = named["impact"] if named["impact"] in IMPACTS else "unknown"
        yield Finding.model_validate(
            {
                "kind": "new" if is_new else "gone",
                "rule": cut(rule),
                "impact": impact,
                "page": cut(after["path"]),
                "where": cut(named["where"]),
            }
        )


def head(before: Captures, after: Captures, key: tuple[str, str, str]) -> Iterator[Difference]:
    one, other = before[key]["head"], after[key]["head"]
    for name in sorted(one.keys() | other.keys()):
        if one.get(name, "") != other.get(name, ""):
            what = f"{name} of {key[0]} ({key[1]})"
            yield difference("changed", what, one.get(name, ""), other.get(name, ""))


def broken(captures: Captures, url: str) -> set[str]:
    """Links within the site that lead nowhere, as ``/from/ to /nowhere/``."""
    ids = {key[1]: set(seen["ids"]) for key, seen in captures.items()}
    found, known = set(), {}
    for (_, path, _), seen in captures.items():
        for link in seen["links"]:
            if not link.startswith(f"{ORIGIN}/"):
                continue
            place = urlsplit(link.removeprefix(ORIGIN))
            if place.path not in known:
                known[place.path] = exists(url, place.path)
            lost = place.fragment and place.path in ids and place.fragment not in ids[place.path]
            if not known[place.path] or lost:
                found.add(f"{path} to {link.removeprefix(ORIGIN)}")
    return found


def exists(url: str, path: str) -> bool:
    """A page is asked of the API, for the site's document is the same for every address."""
    is_page = path not in ("/search/",) and not path.startswith(FILES)
    address = f"{url}/api/pages/?path={quote(path)}" if is_page else f"{url}{path}"
    try:
        with urllib.request.urlopen(address, timeout=60):  # noqa: S310 (loopback)
            return True
    except urllib.error.HTTPError as error:
        with error:
            return error.code not in (404, 410, 500)
