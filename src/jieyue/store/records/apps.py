from django.apps import AppConfig


class RecordsConfig(AppConfig):
    name = "jieyue.store.records"
    label = "records"
