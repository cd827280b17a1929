"""Run the scenarios, print what became of each, and exit 1 where a rule was broken."""

import argparse
import sys
from typing import Final

from tests.soak.scenarios import SCENARIOS, WITH_REDIS, Outcome
from tests.soak.site import running

SECONDS: Final = 10.0
HEADING: Final = (
    f"{'scenario':14}{'requests':>9}{'errors':>8}{'longest gap':>13}{'median':>9}{'p99':>9}"
)


def main() -> int:
    options = arguments()
    names = [options.scenario] if options.scenario else list(SCENARIOS)
    show(HEADING)
    broken = False
    for name in names:
        with running(with_redis=name in WITH_REDIS) as site:
            outcome = SCENARIOS[name](site, options.seconds)
        show(line(name, outcome))
        for fault in outcome.faults:
            show(f"  {fault}")
        broken = broken or bool(outcome.faults)
    return 1 if broken else 0


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.soak", description=__doc__)
    parser.add_argument("--seconds", type=float, default=SECONDS, help="of each scenario (10)")
    parser.add_argument("--scenario", default="", choices=["", *SCENARIOS])
    return parser.parse_args()


def line(name: str, outcome: Outcome) -> str:
    visits = outcome.visits
    middle, slow = (seconds * 1000 for seconds in visits.waits())
    return (
        f"{name:14}{len(visits.ended):9}{visits.errors:8}{visits.longest_gap:11.2f} s"
        f"{middle:6.1f} ms{slow:6.0f} ms"
    )


def show(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
