from django.apps import AppConfig


class ScoresConfig(AppConfig):
    name = "jieyue.store.scores"
    label = "scores"
