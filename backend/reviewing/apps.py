"""What only a preview has, for those who review it. Production's image does not contain it."""

from django.apps import AppConfig


class ReviewingConfig(AppConfig):
    name = "reviewing"
    default_auto_field = "django.db.models.BigAutoField"
