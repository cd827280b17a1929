"""Staff: ready-made groups, lock-outs, and the record of sign-ins."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class StaffConfig(AppConfig):
    name = "staff"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from staff import grants, sign_in

        post_migrate.connect(grants.grant_ready_made, sender=self)
        sign_in.connect()
