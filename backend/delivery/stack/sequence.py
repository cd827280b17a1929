"""The infrastructure: the templates of container/infrastructure, each a CloudFormation stack.

read the templates → every parameter has a value, or all that have none are named → for each
stack in order: work out its changes → show them, and ask → carry them out → wait → outputs
"""

import re
from collections.abc import Collection, Mapping, Sequence
from types import MappingProxyType
from typing import Final

from core.variables import VARIABLES
from delivery.aws import cloudformation
from delivery.aws.cloudformation import Stack
from delivery.stack import parameters
from delivery.stack.change import WITHIN_SECONDS, Approve, StackChange, named
from delivery.stack.parameters import Replacement, Sources
from delivery.stack.states import REGIONS
from delivery.tools import config
from delivery.tools.checkout import ROOT
from delivery.tools.errors import DeliveryError
from delivery.tools.progress import Say

FOLDER: Final = ROOT / "container" / "infrastructure"
# In the order in which one needs what another gives.
NAMES: Final = (
    *("network", "data", "assets", "site", "edge", "service", "access"),
    *("alarms", "alarms-worldwide"),
    *("preview-files", "previews", "preview-access", "provisioner-access"),
)
KNOWN: Final = {config.parameter(row.name): row.name for row in (*VARIABLES, *config.VARIABLES)}
FOR_PEOPLE: Final = ("RoleArn", "Alias")  # for GitHub's environments, and for the DNS record
# https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html
TEMPLATE_BYTES: Final = 51_200
NONE_REPLACED: Final[Mapping[str, Replacement]] = MappingProxyType({})


def deploy(
    names: Sequence[str],
    sources: Sources,
    say: Say,
    approve: Approve,
    within: float = WITHIN_SECONDS,
    replaced: Mapping[str, Replacement] = NONE_REPLACED,
) -> dict[str, str]:
    """Deploy those stacks, in order; their outputs. ``approve`` raises DeliveryError to stop.

    None of ``replaced`` is deployed: what the others need of it is given.
    Raises DeliveryError that names every parameter nobody gives or that is malformed, before
    anything is changed. For a stack that fails it names what failed in it and why; CloudFormation
    has put that one back by then.
    """
    refuse_replaced(names, replaced)
    templates = {name: read(name) for name in NAMES if name in names}
    wanted = {name: cloudformation.parameters_of(name, text) for name, text in templates.items()}
    there = listed()
    held = {name: stack.parameters for name, stack in there.items() if stack}
    parameters.refuse_unknown(sources, wanted)
    parameters.refuse_malformed(sources, replaced)
    parameters.refuse_undecided(sources, wanted, held)
    parameters.refuse_not_given(replaced, sources, wanted, held)
    outputs = {name: stack.outputs if stack else {} for name, stack in there.items()}
    outputs |= {name: one.given for name, one in replaced.items()}
    for name, template in templates.items():
        before = {key: one for stack in before_it(name) for key, one in outputs[stack].items()}
        held_here = held.get(name, {})
        values = parameters.values(name, wanted[name], sources, before, held_here)
        with cloudformation.in_region(region_of(name)):
            outputs[name] = StackChange(name, template, values, within, say, approve).run()
    return {key: value for name in templates for key, value in outputs[name].items()}


def refuse_replaced(names: Sequence[str], replaced: Mapping[str, Replacement]) -> None:
    if asked := sorted(replaced.keys() & set(names)):
        raise DeliveryError(
            f"{', '.join(asked)} is in EXISTING_STACKS, so it is not deployed as a stack.",
            "To deploy it as a stack, remove it from EXISTING_STACKS.",
        )


def variables(outputs: Mapping[str, str]) -> dict[str, str]:
    """What outputs are to those that deliver; what else a stack gives is for other stacks."""
    found = {
        KNOWN.get(name) or config.variable(name): value
        for name, value in outputs.items()
        if name in KNOWN or name.endswith(FOR_PEOPLE)
    }
    return {"AWS_REGION": config.region(), **found} if found else {}


def replaced(names: Collection[str], environ: Mapping[str, str]) -> dict[str, Replacement]:
    """What stands in for those stacks."""
    outputs = {name: outputs_of(read(name)) for name in NAMES if name in names}
    return {name: Replacement(all, config.outputs(all, environ)) for name, all in outputs.items()}


def outputs_of(template: str) -> frozenset[str]:
    """Names of a template's outputs, which are its last part."""
    return frozenset(re.findall(r"^  (\w+):", template.partition("\nOutputs:\n")[2], re.M))


def region_of(name: str) -> str:
    """Empty: AWS_REGION."""
    return REGIONS.get(name, "")


def before_it(name: str) -> tuple[str, ...]:
    return NAMES[: NAMES.index(name)]


def listed() -> dict[str, Stack | None]:
    """Every stack as it is in the account; None where it is not."""
    found = {}
    for region in {*REGIONS.values(), ""}:
        with cloudformation.in_region(region):
            found[region] = cloudformation.stacks()
    return {name: found[region_of(name)].get(named(name)) for name in NAMES}


def read(name: str) -> str:
    path = FOLDER / f"{name}.yaml"
    try:
        template = path.read_text()
    except OSError as error:
        raise DeliveryError(f"{path} cannot be read: {error}", "Restore it from git.") from error
    if len(template.encode()) > TEMPLATE_BYTES:
        raise DeliveryError(
            f"{path} is larger than the {TEMPLATE_BYTES:,} bytes that CloudFormation accepts.",
            "Split it, and add the new stack to NAMES in delivery/stack/sequence.py.",
        )
    return template
