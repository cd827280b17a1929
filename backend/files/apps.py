"""Static files, and the pictures and documents that editors upload."""

from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "files"

    def ready(self) -> None:
        from files import decoders

        decoders.register()
