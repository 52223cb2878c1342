from django.apps import AppConfig


class TokensConfig(AppConfig):
    name = "jieyue.store.tokens"
    label = "tokens"
