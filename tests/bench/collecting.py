"""Collect the static files twice; print how often the second run asked S3."""

import sys
from unittest.mock import patch

import django
from botocore.httpsession import URLLib3Session
from django.core.management import call_command


def main() -> None:
    django.setup()
    call_command("collectstatic", interactive=False, verbosity=0)
    send = URLLib3Session.send
    with patch.object(URLLib3Session, "send", autospec=True, side_effect=send) as sent:
        call_command("collectstatic", interactive=False, verbosity=0)
    sys.stdout.write(f"{sent.call_count}\n")


if __name__ == "__main__":
    main()
