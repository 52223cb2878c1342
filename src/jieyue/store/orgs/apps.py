from django.apps import AppConfig


class OrgsConfig(AppConfig):
    name = "jieyue.store.orgs"
    label = "orgs"
