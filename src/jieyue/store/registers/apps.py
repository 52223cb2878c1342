"""Where accounts and targets were before registers were folders: nothing but the migrations that made their tables."""

from django.apps import AppConfig


class RegistersConfig(AppConfig):
    name = "jieyue.store.registers"
    label = "registers"
