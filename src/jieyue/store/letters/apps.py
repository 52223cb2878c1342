from django.apps import AppConfig


class LettersConfig(AppConfig):
    name = "jieyue.store.letters"
    label = "letters"
