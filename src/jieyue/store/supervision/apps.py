from django.apps import AppConfig


class SupervisionConfig(AppConfig):
    name = "jieyue.store.supervision"
    label = "supervision"
