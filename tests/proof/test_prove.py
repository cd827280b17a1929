"""`manage.py prove` on real PostgreSQL with the real server: faults that smoke does not find."""

import re
from pathlib import Path

import pytest

from api.urls import api
from delivery.release import proof
from tests import commands
from tests.proof import planted
from tests.proof.conftest import BUCKET, Production, Proved


@pytest.fixture(scope="module")
def unchanged(production: Production) -> Proved:
    return production.prove()


def test_an_unchanged_release_is_proved_with_no_finding(unchanged: Proved) -> None:
    assert (unchanged.findings, unchanged.code) == ({}, 0), unchanged.said
    assert (unchanged.proof.compared, unchanged.proof.ended) == (True, True)
    names = {name.partition(":")[0] for name in unchanged.proof.probes}
    assert names == {
        *("livez", "readyz", "health", "layout", "site", "linked", "page", "block", "sign-in"),
        *("search", "projects", "project", "event", "calendar", "news", "sheet", "form-token"),
        *("sitemap", "feed", "robots"),
    }
    assert unchanged.proof.probes["page:HomePage"]["queries"] > 5


def test_every_address_that_the_api_serves_is_asked(unchanged: Proved) -> None:
    paths = [one["path"].partition("?")[0] for one in unchanged.proof.probes.values()]
    served = [
        path for path, methods in api.get_openapi_schema()["paths"].items() if "get" in methods
    ]
    patterns = [re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(path)) for path in served]
    assert [one for one in patterns if not any(re.fullmatch(one, path) for path in paths)] == []


def test_each_fault_of_the_code_is_named(
    production: Production, unchanged: Proved, tmp_path: Path
) -> None:
    """And a static file that is not in the bucket."""
    code = planted.faulty(tmp_path / "image")
    lost = production.lose_static_file()
    found = production.prove(code=code)
    production.account.s3().put_object(Bucket=BUCKET, **lost)
    assert found.code == 1
    assert found.findings.keys() == {
        "status:page:NewsPage",
        "structure:page:body.hero=object",
        "structure:sign-in:everything",
        "call:feed",
        "write:robots",
        "bucket:static",
        "served:static",
    }, found.said
    assert "page:HomePage" in found.findings["structure:page:body.hero=object"]
    assert lost["Key"].removeprefix("static/") in found.findings["bucket:static"]
    assert "RuntimeError: this page fails" in found.said
    lists = ("projects", "projects:semester", "projects:class", "projects:words")
    regressions = dict(proof.regressions(found.proof, unchanged.proof.record))
    assert regressions.keys() == {f"queries:{name}" for name in lists}


def test_a_wrong_bucket_is_named_though_static_files_are_uploaded_there(
    production: Production, unchanged: Proved
) -> None:
    """Those that the right one has from the release before are served, so smoke finds nothing."""
    production.account.make_bucket(f"{BUCKET}-other")
    words = ("--bootstrap", "--accept", "bucket:media")
    found = production.prove(*words, AWS_STORAGE_BUCKET_NAME=f"{BUCKET}-other")
    assert "Bootstrap complete" in found.said
    assert found.findings.keys() == {"bucket:media"}, found.said
    assert proof.regressions(found.proof, unchanged.proof.record) == []
    assert (found.code, "Accepted: bucket:media" in found.said) == (0, True), found.said


def test_a_schema_that_the_old_code_does_not_survive_is_not_migrated_to(
    production: Production, tmp_path: Path
) -> None:
    found = production.prove("--bootstrap", code=planted.dropping(tmp_path / "image"))
    name = "schema:content.0099_drop:RemoveField-contentpage.seo_image"
    assert (found.code, found.findings) == (1, {name: "removes a column (migrations)"}), found.said
    assert (found.proof.ended, "Migrations" in found.said) == (True, False)
    assert commands.run(production.environment, "migrate", "--check").returncode == 0


def test_a_missing_secret_is_named(production: Production) -> None:
    found = production.prove("--bootstrap", DB_PASSWORD="")
    assert (found.code, "DB_PASSWORD is missing" in found.said) == (1, True)
    assert production.environment["DB_PASSWORD"] not in found.said
