"""`manage.py network_key ADDRESS`: the key of an address's network in the access log."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from web.network_key import network, network_key


class Command(BaseCommand):
    help = "Print the network of each address, and its key in the access log's lines."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("addresses", nargs="+", metavar="ADDRESS", help="such as 192.0.2.7")

    def handle(self, *args: Any, addresses: list[str], **options: Any) -> None:
        for address in addresses:
            try:
                self.stdout.write(f"{network(address)} {network_key(address)}")
            except ValueError as fault:
                raise CommandError(f"{address} is not an address: {fault}") from fault
