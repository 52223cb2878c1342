from django.apps import AppConfig


class LayoutsConfig(AppConfig):
    name = "jieyue.store.layouts"
    label = "layouts"
