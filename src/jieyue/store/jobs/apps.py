from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "jieyue.store.jobs"
    label = "jobs"
