from django.apps import AppConfig


class CliConfig(AppConfig):
    name = "jieyue.cli"
    label = "cli"
