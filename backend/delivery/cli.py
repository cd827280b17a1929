"""The command line: calls one function for each command. Nouns are imported when they are called.

Data goes to stdout, prose to stderr. Exit codes: 0 done, 1 expected failure with a remedy, 2 usage.
"""

import sys
from collections.abc import Sequence
from typing import Final

import click
from click.shell_completion import get_completion_class, shell_complete

from delivery.tools import checkout, config
from delivery.tools.command_line import Asked, Noun, Room
from delivery.tools.errors import PROGRAM, DeliveryError

DONE, FAILED, INTERRUPTED = 0, 1, 130
NAME: Final = "delivery"  # of the command that `make delivery` writes, which shells complete
COMPLETE: Final = "_DELIVERY_COMPLETE"  # a shell that completes sets it
ROOMS: Final = (
    Room("audit", "delivery.operate.audit_cli", "Show who ran management commands on a stage."),
    Room("backup", "delivery.operate.backup.cli", "Back up and restore production's data."),
    Room("commit", "delivery.commit.cli", "Check whether a commit may be deployed."),
    Room("compare", "delivery.compare.cli", "Check and render the report of a comparison."),
    Room("config", "delivery.release.config_cli", "Check that a release has what it needs."),
    Room("doctor", "delivery.operate.doctor.cli", "Find settings of production that do not match."),
    Room("env", "delivery.operate.env_cli", "Show a stage's variables and their sources."),
    Room("github", "delivery.github.cli", "Set up and check GitHub."),
    Room("image", "delivery.release.image_cli", "Find the image of a commit."),
    Room("logs", "delivery.operate.logs_cli", "Show the log of a stage."),
    Room(
        "maintenance",
        "delivery.operate.maintenance_cli",
        "Show visitors a maintenance page while you work.",
    ),
    Room("open", "delivery.operate.open_cli", "Print a stage's addresses, and open its site."),
    Room("package", "delivery.package.cli", "Build the zip that Lambda runs."),
    Room("preview", "delivery.preview.cli", "Deploy and remove previews."),
    Room("provisioner", "delivery.provisioner.cli", "Deploy the provisioner."),
    Room("release", "delivery.release.cli", "Release an image, or go back."),
    Room("run", "delivery.run.cli", "Run a management command on a stage."),
    Room("secrets", "delivery.operate.secrets_cli", "Replace the values of production's secrets."),
    Room("site", "delivery.site.cli", "Deploy the site to Amplify."),
    Room("smoke", "delivery.smoke.cli", "Check a live backend."),
    Room("stack", "delivery.stack.cli", "Deploy the infrastructure."),
    Room("status", "delivery.operate.status_cli", "Show the state of a stage."),
    Room("task-definition", "delivery.release.task_definition_cli", "Print the task definition."),
)


def main(words: Sequence[str]) -> int:
    """The exit code. Raises what a command raised where --verbose is among the words."""
    asked = Asked()
    try:
        if instruction := config.environment().get(COMPLETE):
            return shell_complete(root, {}, NAME, COMPLETE, instruction)
        with root.make_context(PROGRAM, [*words], obj=asked) as context:
            return root.invoke(context) or DONE
    except click.exceptions.Exit as ended:  # --help and --version
        return ended.exit_code
    except click.UsageError as error:
        error.show()
        return error.exit_code
    except KeyboardInterrupt:
        print("Interrupted. Every command is safe to run again.", file=sys.stderr)
        return INTERRUPTED
    except Exception as error:
        if asked.verbose:
            raise
        shown = explained(error)
        print(f"{shown.message}\n{shown.remedy}", file=sys.stderr)
        return FAILED


def explained(error: Exception) -> DeliveryError:
    """The error itself, or a description of one that nobody expected."""
    if isinstance(error, DeliveryError):
        return error
    if isinstance(error, OSError) and error.filename:
        return DeliveryError(
            f"{error.filename}: {error.strerror}.", "Correct the path or its rights."
        )
    first = (str(error).splitlines() or [""])[0]
    return DeliveryError(
        f"Unexpected {type(error).__name__}: {first}",
        "This is a bug in delivery. Run the command again with --verbose, and report its output.",
    )


def print_version(context: click.Context, option: click.Parameter, value: bool) -> None:
    if value and not context.resilient_parsing:
        print(checkout.version())
        context.exit()


@click.group(
    cls=Noun,
    commands=ROOMS,
    context_settings={"help_option_names": ["-h", "--help"]},
    examples=("preview deploy 42", "run --stage production -- migrate --plan"),
)
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=print_version,
    help="Print the project's version and its commit.",
)
def root() -> None:
    """Deliver the backend and the site.

    Data goes to stdout, everything else to stderr. Exit codes: 0 done, 1 a failure that
    says what to do, 2 wrong arguments. `run` passes on the exit code of its command.
    """


@root.command("completion", examples=("completion bash", "completion fish"))
@click.argument(
    "shell", type=click.Choice(["bash", "zsh", "fish"]), help="The shell that completes."
)
def completion(shell: str) -> None:
    """Print a script for completion in your shell.

    The shell runs this script when it starts. In ~/.bashrc or ~/.zshrc, with the path of
    build/tools/bin at the end of PATH:

    \b
      eval "$(delivery completion bash)"
    """
    script = get_completion_class(shell)
    assert script is not None  # click has all three
    print(script(root, {}, NAME, COMPLETE).source())
