from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "jieyue.store.people"
    label = "people"
