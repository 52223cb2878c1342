from django.apps import AppConfig


class RoundsConfig(AppConfig):
    name = "jieyue.store.rounds"
    label = "rounds"
