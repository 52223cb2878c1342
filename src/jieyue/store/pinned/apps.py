from django.apps import AppConfig


class PinnedConfig(AppConfig):
    name = "jieyue.store.pinned"
    label = "pinned"
