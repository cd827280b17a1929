"""What `make test` does when parts pass, fail or are interrupted, with small parts of its own."""

import os
import re
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.suite.__main__ import interrupt, main
from tests.suite.parts import REPORT, ROOT, SEED, Part
from tests.suite.running import Outcome, Runner, execute

WRITES_A_REPORT = """
import pathlib, sys
pathlib.Path(sys.argv[1]).write_text('''<testsuites><testsuite>
<testcase classname="tests.core.test_a" name="one" time="1.5"/>
<testcase classname="tests.core.test_a" name="two" time="0.5"><skipped/></testcase>
<testcase classname="tests.api.test_b" name="three" time="2"><failure>no</failure></testcase>
</testsuite></testsuites>''')
sys.exit(int(sys.argv[2]))
"""


def part(name: str, program: str, *words: str, **given: tuple[str, ...]) -> Part:
    command = (sys.executable, "-c", program, *words)
    return Part(name, "a part of this test", given.get("needs", ()), (command,), ("core", "api"))


@pytest.fixture
def reports(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SEED", "7")
    monkeypatch.setenv("WORKERS", "")
    return tmp_path


def outcome_of(part: Part, reports: Path) -> Outcome:
    outcome = Outcome(part)
    Runner(seed=7, reports=reports).run(outcome)
    return outcome


def test_reads_how_many_tests_passed_and_how_long_each_area_took(reports: Path) -> None:
    outcome = outcome_of(part("one", WRITES_A_REPORT, REPORT, "1"), reports)
    results = outcome.results
    assert (results.passed, results.skipped) == (1, 1)
    assert results.failed == ["tests.api.test_b three"]
    assert results.seconds == {"core": 2.0, "api": 2.0}
    assert outcome.fault == "FAILED"


def test_a_failing_part_does_not_stop_the_next(
    reports: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    parts = [part("one", WRITES_A_REPORT, REPORT, "1"), part("two", "print('second ran')")]
    assert main(parts, "make test", reports) == 1
    printed = capfd.readouterr().out
    assert "second ran" in printed
    rows = [line.split() for line in printed.splitlines() if line.startswith(("one ", "two "))]
    assert [(row[0], row[-1]) for row in rows] == [("one", "FAILED"), ("two", "passed")]
    assert "one: make test-one SEED=7" in printed
    assert printed.splitlines()[-1] == "1 passed, 1 failed"


def test_a_part_that_fails_without_a_failed_test_counts_as_one(
    reports: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert main([part("size", "raise SystemExit(3)")], "make test", reports) == 1
    assert capfd.readouterr().out.splitlines()[-1] == "0 passed, 1 failed"


def test_a_part_that_cannot_be_installed_or_started_fails_with_the_reason(reports: Path) -> None:
    missing = Part("one", "", (), (("/no/such/program",),))
    assert "/no/such/program" in outcome_of(missing, reports).fault
    unknown = part("two", "", needs=("no-such-target",))
    assert outcome_of(unknown, reports).fault == "make no-such-target failed"


def test_results_of_an_earlier_run_are_not_read(reports: Path) -> None:
    outcome_of(part("one", WRITES_A_REPORT, REPORT, "0"), reports)
    assert outcome_of(part("one", ""), reports).results.passed == 0


def test_a_report_that_was_cut_off_counts_no_tests(reports: Path) -> None:
    cut = "import pathlib, sys; pathlib.Path(sys.argv[1]).write_text('<testsuites><test')"
    assert outcome_of(part("one", cut, REPORT), reports).results.passed == 0


def test_the_seed_reaches_the_commands_and_is_printed_with_the_command(
    reports: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert (
        main([part("one", "import sys; print('got', sys.argv[1])", SEED)], "make test", reports)
        == 0
    )
    printed = capfd.readouterr().out
    assert "got 7\n" in printed
    assert printed.count("Seed 7. The same order again: make test SEED=7") == 2


def test_a_run_without_a_seed_chooses_one(
    reports: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("SEED")
    main([], "make test")
    main([], "make test")
    seeds = re.findall(r"SEED=(\d+)", capfd.readouterr().out)
    assert seeds[0] == seeds[1] != seeds[2] == seeds[3]


INTERRUPTED_RUN = """
import sys
from tests.suite.__main__ import listen_for_the_end, main
from tests.suite.parts import Part

waits = '''
import time
try:
    print("ready", flush=True)
    time.sleep(600)
except KeyboardInterrupt:
    print("cleared up", flush=True)
'''
listen_for_the_end()
parts = [Part(name, "", (), ((sys.executable, "-c", waits),)) for name in ("one", "two")]
sys.exit(main(parts, "make test"))
"""


@pytest.mark.processes
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_an_interrupt_ends_the_part_and_prints_the_table(how: signal.Signals) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", INTERRUPTED_RUN],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "SEED": "7"},
    ) as process:
        assert process.stdout is not None
        while process.stdout.readline() != "ready\n":
            assert process.poll() is None
        process.send_signal(how)
        printed, _ = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "cleared up" in printed
    rows = [line.split() for line in printed.splitlines() if line.startswith(("one ", "two "))]
    assert [row[-1] for row in rows] == ["interrupted", "run"]


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_an_interrupt_while_a_command_starts_ends_the_command(
    how: signal.Signals, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The moment is met by sending it from within Popen."""
    started: list[subprocess.Popen[bytes]] = []

    class Interrupted(subprocess.Popen[bytes]):
        def __init__(self, *words: Any, **options: Any) -> None:
            super().__init__(*words, **options)
            started.append(self)
            os.kill(os.getpid(), how)

    monkeypatch.setattr(subprocess, "Popen", Interrupted)
    before = signal.signal(how, interrupt)
    try:
        with pytest.raises(KeyboardInterrupt):
            execute([sys.executable, "-c", "import time; time.sleep(600)"])
    finally:
        signal.signal(how, before)
    assert started[0].poll() is not None


def test_what_it_runs_may_keep_its_bytecode(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    assert execute([sys.executable, "-c", "import sys; sys.exit(sys.dont_write_bytecode)"]) == 0
