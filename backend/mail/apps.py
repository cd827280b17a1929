"""Outgoing mail: sent within a deadline, or stored for reviewers."""

from django.apps import AppConfig


class MailConfig(AppConfig):
    name = "mail"
