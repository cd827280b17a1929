"""``manage.py preview_database ensure|drop|check pr-N`` and ``list``."""

from typing import Any

from django.core.management.base import CommandParser

from provisioner import compatibility, previews
from provisioner.command import ProvisionerCommand
from provisioner.names import PreviewNames
from provisioner.previews import Facts


class Command(ProvisionerCommand):
    help = "Make, drop, check and list the previews' databases."

    def add_arguments(self, parser: CommandParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
        verbs.add_parser("list", help="every preview on the server")
        for verb, meaning in (
            ("ensure", "make its role and database where they are missing"),
            ("drop", "drop both"),
            ("check", "would main's code run on its schema?"),
        ):
            words = verbs.add_parser(verb, help=meaning)
            words.add_argument("name", metavar="pr-N")
            if verb == "ensure":
                words.add_argument("--verifier", required=True, help="of its role's password")
                words.add_argument("--fresh", action="store_true", help="drop both first")

    def perform(self, verb: str = "", name: str = "", **options: Any) -> Facts:
        if verb == "list":
            return previews.listing(self.say)
        preview = PreviewNames.named(name)
        if verb == "ensure":
            return previews.ensure(preview, options["verifier"], options["fresh"], self.say)
        if verb == "check":
            return compatibility.check(preview, self.say)
        return previews.drop(preview, self.say)
