from django.apps import AppConfig


class FindingsConfig(AppConfig):
    name = "jieyue.store.findings"
    label = "findings"
