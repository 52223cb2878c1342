from django.apps import AppConfig


class DutiesConfig(AppConfig):
    name = "jieyue.store.duties"
    label = "duties"
