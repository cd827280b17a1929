"""How Wagtail's audit log words a sign-in."""

from typing import Any

from wagtail import hooks
from wagtail.log_actions import LogFormatter

from staff.sign_in import ACTIONS


@hooks.register("register_log_actions")  # type: ignore[untyped-decorator]
def sign_ins(registry: Any) -> None:
    for action, (name, sentence) in ACTIONS.items():

        @registry.register_action(action)
        class SignIn(LogFormatter):
            label = name
            words = sentence

            def format_message(self, log_entry: Any) -> str:
                return f"{self.words} from {log_entry.data.get('address', 'somewhere')}"
