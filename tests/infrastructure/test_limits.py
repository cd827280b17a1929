"""Numbers of the templates that have to agree with the server's and with each other."""

import json
import re
import runpy
from typing import Any, Final

from tests.contracts.documents import ROOT
from tests.infrastructure.account import template

CONTAINER: Final = ROOT / "container"


def gunicorn() -> dict[str, Any]:
    return runpy.run_path(str(CONTAINER / "gunicorn.conf.py"))


def test_no_hop_gives_up_a_connection_before_the_hop_in_front_of_it() -> None:
    """A load balancer that sends a request on a connection that the server closes returns 502.

    https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-troubleshooting.html#http-502-issues
    """
    resources = template("edge")["Resources"]
    attributes = resources["LoadBalancer"]["Properties"]["LoadBalancerAttributes"]
    (idle,) = [
        int(one["Value"]) for one in attributes if one["Key"] == "idle_timeout.timeout_seconds"
    ]
    (origin,) = resources["Cdn"]["Properties"]["DistributionConfig"]["Origins"]
    assert origin["CustomOriginConfig"]["OriginReadTimeout"] <= idle < gunicorn()["keepalive"]


def test_the_database_takes_the_connections_of_a_rollout_with_all_tasks() -> None:
    command = re.findall(r"^CMD (.+)$", (CONTAINER / "Dockerfile").read_text(), re.M)[-1]
    words = json.loads(command)
    workers = int(words[words.index("--workers") + 1])
    service, alarms = (template(name) for name in ("service", "alarms"))
    percent = service["Resources"]["Service"]["Properties"]["DeploymentConfiguration"]
    tasks = service["Parameters"]["MaximumTasks"]["Default"] * percent["MaximumPercent"] / 100
    limit = alarms["Parameters"]["DatabaseConnections"]
    takes = int(re.findall(r"about (\d+) that", limit["Description"])[0])
    assert tasks * workers * gunicorn()["threads"] <= takes
    assert limit["Default"] < takes


def test_storage_is_short_only_when_rds_should_have_added_some() -> None:
    """RDS adds storage below a tenth.

    https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_PIOPS.Autoscaling.html
    """
    storage = template("data")["Resources"]["Database"]["Properties"]["AllocatedStorage"]
    alarm = template("alarms")["Resources"]["DatabaseStorage"]["Properties"]
    assert alarm["Threshold"] < int(storage) * 2**30 / 10
    assert f"Less than {alarm['Threshold'] / 1e9:g} GB" in alarm["AlarmDescription"]
