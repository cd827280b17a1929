"""Outgoing mail: sent within a deadline, or kept where a reviewer can read it."""

from django.apps import AppConfig


class MailConfig(AppConfig):
    name = "mail"
