from django.apps import AppConfig


class PapersConfig(AppConfig):
    name = "jieyue.store.papers"
    label = "papers"
