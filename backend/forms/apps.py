"""Forms that editors build, what visitors send through them, and who is told of it."""

from django.apps import AppConfig


class FormsConfig(AppConfig):
    name = "forms"
    default_auto_field = "django.db.models.BigAutoField"
