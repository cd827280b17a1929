"""The commands that get no faults of their own: those that only read, and others with a reason."""

from collections.abc import Mapping
from typing import Final

READ_ONLY: Final = frozenset(
    {
        *("audit", "backup list", "doctor", "env", "image find", "logs", "open", "status"),
        *("maintenance show", "preview list", "preview built", "release list", "release show"),
        *("release diff", "stack list", "task-definition render", "github check"),
        *("config check", "smoke check", "commit check", "preview settings", "preview prepare"),
        *("package", "completion", "compare check", "compare render"),  # files of this machine
    }
)

# Why, and the test that repeats the command or its calls after a failure.
REASONS: Final[Mapping[str, tuple[str, str]]] = {
    "backup drill": (
        "It leaves nothing. The next drill removes what a killed one left.",
        "tests/delivery/operate/test_backup.py::test_an_interrupted_drill_leaves_no_copy",
    ),
    "github setup": (
        "It changes GitHub, whose requests the account's gate does not fail.",
        "tests/delivery/github/test_setup.py::"
        "test_what_was_done_though_github_failed_is_not_done_twice",
    ),
    "preview announce": (
        "It writes the comment on GitHub, and the next step writes it again.",
        "tests/delivery/preview/test_telling.py::"
        "test_an_announcement_that_comes_late_takes_nothing_back",
    ),
    "preview begin": (
        "It writes the comment on GitHub, and the next step writes it again.",
        "tests/delivery/preview/test_telling.py::"
        "test_a_run_that_is_started_again_is_building_from_its_begin",
    ),
    "preview explain": (
        "It writes the comment on GitHub, and the next step writes it again.",
        "tests/delivery/preview/test_telling.py::test_every_failure_ends_the_building",
    ),
    "preview compared": (
        "It writes its part of the comment, and pictures under names of their content.",
        "tests/delivery/preview/test_comparison.py::"
        "test_each_part_of_the_comment_is_written_without_the_other",
    ),
    "preview invite": (
        "It is a command on the preview, as preview-run, and a part of the comment.",
        "tests/delivery/preview/test_invitation.py::"
        "test_a_button_puts_a_new_link_into_a_private_repositorys_comment",
    ),
    "preview open": (
        "It is a command on the preview, as preview-run.",
        "tests/delivery/preview/test_opening.py::"
        "test_it_says_where_the_preview_is_and_how_to_get_in",
    ),
    "release prepare": (
        "release-deploy makes the same calls.",
        "tests/delivery/release/test_commands.py::"
        "test_its_halves_stand_around_whatever_updates_the_service",
    ),
    "release verify": (
        "release-deploy makes the same calls.",
        "tests/delivery/release/test_commands.py::"
        "test_its_halves_stand_around_whatever_updates_the_service",
    ),
    "release abandon": (
        "release-deploy makes the same calls when it goes back.",
        "tests/delivery/release/test_failures.py::test_a_cancelled_deployment_goes_back",
    ),
    "run attach": (
        "It follows a task. Ctrl-C stops it with one call.",
        "tests/delivery/run/test_attach.py::test_ctrl_c_stops_the_task_for_somebody_who_says_so",
    ),
}
