"""How Wagtail's audit log words a sign-in, and where operators end a lock-out."""

from typing import Any

from axes.models import AccessAttempt
from wagtail import hooks
from wagtail.log_actions import LogFormatter
from wagtail.permissions import register_permission_policy

from staff.sign_in import ACTIONS
from web.read_only import ReadAndDeletePolicy, ReadAndDeleteViewSet


@hooks.register("register_log_actions")  # type: ignore[untyped-decorator]
def sign_ins(registry: Any) -> None:
    for action, (name, sentence) in ACTIONS.items():

        @registry.register_action(action)
        class SignIn(LogFormatter):
            label = name
            words = sentence

            def format_message(self, log_entry: Any) -> str:
                return f"{self.words} from {log_entry.data.get('address', 'somewhere')}"


class LockOuts(ReadAndDeleteViewSet):
    """Who failed to sign in, and how often. To delete a row ends the lock-out."""

    model = AccessAttempt
    name = "lock-outs"
    icon = "lock"
    menu_label = "Failed sign-ins"
    add_to_settings_menu = True
    list_display = ["username", "ip_address", "attempt_time", "failures_since_start"]
    search_fields = ["username", "ip_address"]
    form_fields = ["username"]
    inspect_view_fields = ["username", "ip_address", "attempt_time", "failures_since_start"]


@hooks.register("register_admin_viewset")  # type: ignore[untyped-decorator]
def lock_outs() -> Any:
    register_permission_policy(AccessAttempt, ReadAndDeletePolicy(AccessAttempt))
    return LockOuts()
