"""The sample site: content for previews and laptops. Production's image does not contain it."""

from django.apps import AppConfig


class SampleConfig(AppConfig):
    name = "sample"
