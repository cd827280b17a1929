"""``manage.py preview_template refresh``: what new previews are copies of."""

from typing import Any

from django.core.management.base import CommandParser

from provisioner import template
from provisioner.command import ProvisionerCommand
from provisioner.previews import Facts


class Command(ProvisionerCommand):
    help = "Make the previews' template anew from main's migrations and sample content."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("verb", choices=["refresh", "fill"], help="fill: what refresh starts")

    def perform(self, verb: str = "", **options: Any) -> Facts:
        return template.fill(self.say) if verb == "fill" else template.refresh(self.say)
