"""Reports for the tests: one that says nothing, and one that says something in every field."""

from typing import Any

BASE, CHANGE = "a" * 40, "b" * 40


def difference(what: str, kind: str = "new", before: str = "", after: str = "") -> dict[str, str]:
    return {"kind": kind, "what": what, "before": before, "after": after}


def empty() -> dict[str, Any]:
    return {
        "version": 1,
        "base": BASE,
        "change": CHANGE,
        "is_committed": True,
        "compared": 31,
        "pages": [],
        "api": {"breaking": [], "other": [], "responses": []},
        "database": {"schema_changes": [], "migrations": [], "faults": []},
        "cost": {
            "site_bytes": [],
            "total_site_bytes": None,
            "unpacked_bytes": [],
            "cold_queries": [],
            "warm_queries": [],
            "modules": None,
            "module_names": [],
            "dependencies": [],
        },
        "accessibility": {"findings": [], "head": [], "broken_links": []},
        "delivery": {"variables": [], "actions": [], "workflow_permissions": [], "resources": []},
        "left_out": 0,
        "seconds": {"pages": 31.5},
    }


def full(text: str = "words") -> dict[str, Any]:
    """With ``text`` in every place that takes any text."""
    report, some = empty(), [difference(text, "changed", text, text)]
    shot = {
        "width": "phone",
        "share": 0.25,
        "before": "pictures/home-phone-before.png",
        "after": "pictures/home-phone-after.png",
        "difference": "pictures/home-phone-difference.png",
    }
    amount = {"what": text, "before": 1000, "after": 21480}
    migration = {
        "name": text,
        "sql": text,
        "locks": [text],
        "rewrites": [text],
        "is_reversible": False,
        "sample": {"rows": 26, "seconds": 0.25, "fault": ""},
        "hundredfold": {"rows": 2600, "seconds": None, "fault": text},
    }
    finding = {"kind": "new", "rule": text, "impact": "serious", "page": text, "where": text}
    report["pages"] = [{"name": text, "path": text, "shots": [shot], "markup": [text]}]
    report["api"] = {
        "breaking": some,
        "other": some,
        "responses": [{"address": text, "paths": some}],
    }
    report["database"] = {"schema_changes": some, "migrations": [migration], "faults": [text]}
    report["cost"] = {
        "site_bytes": [amount],
        "total_site_bytes": amount,
        "unpacked_bytes": [amount],
        "cold_queries": [amount],
        "warm_queries": [amount],
        "modules": amount,
        "module_names": some,
        "dependencies": some,
    }
    report["accessibility"] = {"findings": [finding], "head": some, "broken_links": some}
    report["delivery"] = dict.fromkeys(report["delivery"], some)
    report["seconds"] = {text: 1.0}
    return report
