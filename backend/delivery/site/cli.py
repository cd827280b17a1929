"""``site``: the SPA on Amplify."""

import argparse
import json
from dataclasses import asdict

from delivery.aws.amplify import Branch
from delivery.site import sequence
from delivery.site.rules import OWN_API
from delivery.tools import config
from delivery.tools.console import Nouns, say
from delivery.tools.errors import DeliveryError


def add(nouns: Nouns) -> None:
    verbs = nouns.add_parser("site", help="the SPA on Amplify").add_subparsers(
        required=True, metavar="VERB"
    )
    words = verbs.add_parser("deploy", help="build it and deploy it to a branch")
    words.add_argument("--branch", help="instead of AMPLIFY_BRANCH")
    words.add_argument("--json", action="store_true", help="the deployment as JSON")
    words.set_defaults(call=deploy)


def deploy(arguments: argparse.Namespace) -> None:
    values = config.values()
    if "AMPLIFY_APP_ID" not in values:
        raise DeliveryError(
            "AMPLIFY_APP_ID is not set.", "Set it to the id of the site's Amplify app."
        )
    branch = Branch(
        str(values["AMPLIFY_APP_ID"]), arguments.branch or str(values["AMPLIFY_BRANCH"])
    )
    api, url, backend = (
        config.environment().get(name, "").strip().rstrip("/")
        for name in ("VITE_API_BASE_URL", "FRONTEND_URL", "API_BASE_URL")
    )
    deployment = sequence.deploy(branch, api or OWN_API, url, say, backend=backend)
    if arguments.json:
        print(json.dumps(asdict(deployment)))
    else:
        print(deployment.url)
