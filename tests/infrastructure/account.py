"""An AWS account in which stacks are made, and an operator who decides about them."""

import os
import subprocess
import sys
import urllib.request
from pathlib import Path
from typing import Any

import yaml

from delivery.stack import sequence
from tests import commands
from tests.delivery import in_process
from tests.services.aws import REGION, AwsServer

ROOT = Path(__file__).parents[2]
INFRASTRUCTURE = ROOT / "container" / "infrastructure"
DECISIONS = {
    "API_DOMAIN": "api.innovatetogrow.test",
    "CDN_CERTIFICATE_ARN": "arn:aws:acm:us-east-1:123456789012:certificate/0bbb",
    "ALARM_EMAIL": "ada@innovatetogrow.test",
    "GITHUB_REPOSITORY": "octocat/site",
    "GITHUB_REPOSITORY_OWNER_ID": "123456",
    "GITHUB_REPOSITORY_ID": "456789",
}


class Reading(yaml.CSafeLoader):
    """YAML with CloudFormation's short forms: ``!Ref Name`` is ``{"Ref": "Name"}``."""


def short_form(loader: Reading, tag: str, node: yaml.Node) -> dict[str, Any]:
    key = tag if tag in {"Ref", "Condition"} else f"Fn::{tag}"
    if isinstance(node, yaml.SequenceNode):
        return {key: loader.construct_sequence(node, deep=True)}
    assert isinstance(node, yaml.ScalarNode)
    return {key: node.value.split(".", 1) if tag == "GetAtt" else node.value}


Reading.add_multi_constructor("!", short_form)


def template(name: str) -> dict[str, Any]:
    text = (INFRASTRUCTURE / f"{name}.yaml").read_text()
    document: dict[str, Any] = yaml.load(text, Loader=Reading)  # noqa: S506 (a safe loader)
    return document


class StacksAccount(AwsServer):
    """Any emulator of AWS, as an operator of stacks uses it."""

    def certificate(self, domain: str) -> str:
        """Its ARN."""
        made = self.client("acm").request_certificate(DomainName=domain)
        return str(made["CertificateArn"])

    def resources(self, stack: str) -> dict[str, dict[str, Any]]:
        """By name. What a condition leaves out moto lists as well, without a name."""
        region = sequence.region_of(stack) or REGION
        found = self.client("cloudformation", region).describe_stack_resources(
            StackName=f"itg-{stack}"
        )
        rows = [row for row in found["StackResources"] if "LogicalResourceId" in row]
        return {row["LogicalResourceId"]: row for row in rows}

    def deliver(self, *words: str, **variables: str) -> "subprocess.CompletedProcess[str]":
        """`python -m delivery`, with nobody at the terminal."""
        inherited = {name: os.environ[name] for name in commands.INHERITED if name in os.environ}
        signed_in = {**self.environment_of_clients, "AWS_REGION": REGION}
        return in_process.run({**inherited, **signed_in, **variables}, *words)


class Infrastructure(StacksAccount):
    """moto's server, in which a stack may fail and no type is skipped without a word."""

    name = "Infrastructure"
    working_directory = ROOT

    def command(self) -> list[str | Path]:
        return [sys.executable, "-m", "tests.standins.cloudformation", str(self.port)]

    def forget(self) -> None:
        """Whatever the account has is gone, as in a new one."""
        request = urllib.request.Request(f"{self.url}/moto-api/reset", method="POST")  # noqa: S310
        with urllib.request.urlopen(request, timeout=60):  # noqa: S310 (loopback)
            pass
