from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "jieyue.store.notices"
    label = "notices"
