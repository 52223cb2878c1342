from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "jieyue.web"
    label = "web"
