"""The site deployed to Amplify as its stand-in plays it, and what is served afterwards."""

import json
import os
import re
from pathlib import Path

import pytest

from delivery.aws.amplify import Branch
from delivery.preview import site as preview_site
from delivery.preview.site import PreviewSite
from delivery.site import rules as site_rules
from delivery.site import sequence
from delivery.site.settings import SiteSettings
from delivery.tools.errors import DeliveryError
from tests.delivery import in_process, sites
from tests.delivery.site.conftest import API, MAIN, Deploy, get
from tests.standins.amplify import Amplify, Job


def test_visitors_get_the_site_its_deep_links_and_its_headers(
    amplify: Amplify, deploy: Deploy, built: Path
) -> None:
    deployment, _ = deploy()
    index = (built / "index.html").read_bytes()
    for path in ("/", "/about", "/events/fall-2026/"):
        status, headers, body = get(deployment.url + path)
        assert (status, body) == (200, index), path
        assert headers["Cache-Control"] == "no-cache"
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Strict-Transport-Security"].startswith("max-age=31536000")
    (script,) = re.findall(r'src="(/assets/[^"]+\.js)"', index.decode())
    status, headers, _ = get(deployment.url + script)
    assert (status, headers["Cache-Control"]) == (200, "public, max-age=31536000, immutable")
    assert get(f"{deployment.url}/nothing.js")[0] == 404


def test_the_policy_allows_the_inline_script_the_api_and_nothing_loose(built: Path) -> None:
    policy = site_rules.policy((built / "index.html").read_text(), API)
    rules = dict(rule.split(" ", 1) for rule in policy.split("; "))
    assert rules["connect-src"] == "'self' https://api.innovatetogrow.test"
    assert re.fullmatch(r"'self' 'sha256-[\w+/]{43}='", rules["script-src"])


def test_the_sites_headers_say_who_may_frame_it(built: Path) -> None:
    headers = site_rules.headers((built / "index.html").read_text(), API)
    assert "frame-ancestors 'self' https://api.innovatetogrow.test" in headers


def test_a_preview_carries_its_policy_in_its_page_for_it_shares_its_app(
    amplify: Amplify, built: Path
) -> None:
    amplify.branch("pr-7")
    branch, url = Branch(amplify.app_id, "pr-7"), amplify.hosted("pr-7")
    api, files = "https://one.lambda-url.test/api", "http://files.test:81"
    PreviewSite(branch, url, api, files).deploy(lambda words: None, built)
    _, headers, body = get(url)
    assert headers["X-Robots-Tag"] == "noindex"
    assert "Content-Security-Policy" not in headers
    index = body.decode()
    policy = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]+)"', index)[0]
    assert "connect-src 'self' https://one.lambda-url.test;" in policy
    assert "img-src 'self' https: http://files.test:81 data:" in policy
    assert index.index("http-equiv") < index.index("<script>")
    assert f'<meta name="api-base-url" content="{api}" />' in index
    assert API in (built / "index.html").read_text(), "what was built elsewhere is left as it was"


def test_a_previews_site_asks_for_nothing_and_names_the_page_that_does(
    amplify: Amplify, built: Path
) -> None:
    """Its source holds no password. One of before, which Amplify asked for, is taken away."""
    amplify.branch("pr-7")
    branch, url = Branch(amplify.app_id, "pr-7"), amplify.hosted("pr-7")
    amplify.branch("pr-7").credentials = "cHJldmlldzpzZWNyZXQ="
    assert get(url)[0] == 401
    page = "https://one.lambda-url.test/preview/sign-in/"
    site = PreviewSite(branch, url, "https://one.lambda-url.test/api", "", page, 7, "a" * 40)
    for _ in range(2):
        site.deploy(lambda words: None, built)
    status, _, body = get(url)
    assert status == 200
    assert f'<meta name="sign-in" content="{page}" />' in body.decode()
    assert "Preview of #7, commit aaaaaaa<" in body.decode()
    assert amplify.calls.count("update_branch") == 1, "set once"


def test_a_site_that_was_built_elsewhere_and_is_none_is_refused(
    amplify: Amplify, tmp_path: Path
) -> None:
    with pytest.raises(DeliveryError, match=r"There is no index\.html in"):
        PreviewSite(Branch(amplify.app_id, MAIN), "", API, "").deploy(
            lambda words: None, tmp_path / "no"
        )


def test_headers_are_set_once(amplify: Amplify, deploy: Deploy) -> None:
    _, first = deploy()
    _, second = deploy()
    assert amplify.calls.count("update_app") == 1
    assert ("Site: headers and rewrites set" in first) > (
        "Site: headers and rewrites set" in second
    )
    assert amplify.calls.count("create_branch") == 0  # it was there
    assert [job.status for job in amplify.branch(MAIN).jobs.values()] == ["SUCCEED", "SUCCEED"]


def test_a_missing_branch_is_made(amplify: Amplify) -> None:
    Branch(amplify.app_id, "pr-42").ensure()
    Branch(amplify.app_id, "pr-42").ensure()
    assert amplify.calls.count("create_branch") == 1


def test_an_unfinished_deployment_is_stopped_first(amplify: Amplify, deploy: Deploy) -> None:
    amplify.branch(MAIN).jobs["1"] = Job("1", "RUNNING")
    _, said = deploy()
    assert "Site: stopping the unfinished deployment 1" in said
    statuses = {job.id: job.status for job in amplify.branch(MAIN).jobs.values()}
    assert statuses == {"1": "CANCELLED", "2": "SUCCEED"}


def test_a_stuck_deployment_is_stopped_at_the_deadline(amplify: Amplify, deploy: Deploy) -> None:
    deploy()
    before = amplify.branch(MAIN).live
    amplify.faults.add("hang")
    with pytest.raises(DeliveryError, match="The deployment 2 did not end within 1 s"):
        deploy(within=1)
    assert amplify.branch(MAIN).jobs["2"].status == "CANCELLED"
    assert amplify.branch(MAIN).live is before


def test_a_failed_deployment_says_amplifys_reason(amplify: Amplify, deploy: Deploy) -> None:
    amplify.faults.add("fail")
    with pytest.raises(DeliveryError, match=r"ended as FAILED: The archive holds no index\.html"):
        deploy()
    assert amplify.branch(MAIN).live == {}


def test_an_upload_is_tried_again(amplify: Amplify, deploy: Deploy) -> None:
    amplify.faults.add("upload")
    assert deploy()[0].job == "1"
    assert amplify.uploads_refused == 2


def test_a_failed_upload_does_not_show_its_signature(amplify: Amplify, tmp_path: Path) -> None:
    from delivery.aws import amplify as aws

    with pytest.raises(DeliveryError, match="could not be uploaded in 3 tries") as failed:
        aws.upload("http://127.0.0.1:9/?X-Amz-Signature=secret", Path(__file__))
    assert "secret" not in str(failed.value)


def test_a_site_that_is_not_served_is_an_error(
    amplify: Amplify, deploy: Deploy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(amplify, "hosted", lambda branch: "http://127.0.0.1:9")
    amplify.branch(MAIN)
    with pytest.raises(DeliveryError, match="did not show this build within"):
        deploy()


@pytest.mark.parametrize(
    ("api", "backend", "fault"),
    [
        ("/backend/api", "https://api.innovatetogrow.test", "neither /api nor a whole address"),
        ("api.innovatetogrow.test", "", "neither /api nor a whole address"),
        ("/api", "", "forwards requests to API_BASE_URL, which is not set"),
        ("/api", "api.innovatetogrow.test", "forwards requests to API_BASE_URL, which is not an"),
    ],
)
def test_an_api_that_nobody_could_find_is_refused(
    amplify: Amplify, api: str, backend: str, fault: str
) -> None:
    settings = SiteSettings(Branch(amplify.app_id, MAIN), api, "", backend)
    with pytest.raises(DeliveryError, match=fault):
        sequence.deploy(settings, lambda words: None)
    assert amplify.calls == []


def test_an_unknown_app_is_named(amplify: Amplify) -> None:
    with pytest.raises(DeliveryError, match="There is no Amplify app d0\\."):
        sequence.deploy(SiteSettings(Branch("d0", MAIN), API, "", ""), lambda words: None)


def test_the_command_builds_with_the_apis_address(
    amplify: Amplify, monkeypatch: pytest.MonkeyPatch
) -> None:
    def build(api: str, dist: Path) -> Path:
        """By the same function, some time before."""
        with sites.built(api) as found:
            return preview_site.take(found, dist)

    monkeypatch.setattr(sequence, "build", build)
    amplify.branch(MAIN)
    address = {"VITE_API_BASE_URL": API, "FRONTEND_URL": amplify.hosted(MAIN)}
    ended = in_process.run({**os.environ, **address}, "site", "deploy", "--json")
    assert ended.returncode == 0, ended.stderr
    assert json.loads(ended.stdout) | {"seconds": 0} == {
        "url": amplify.hosted(MAIN),
        "job": "1",
        "seconds": 0,
    }
    asking = [name for name, body in amplify.branch(MAIN).live.items() if API.encode() in body]
    assert asking == ["index.html", "shell.html"]
