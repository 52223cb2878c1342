from django.apps import AppConfig


class RemindersConfig(AppConfig):
    name = "jieyue.store.reminders"
    label = "reminders"
