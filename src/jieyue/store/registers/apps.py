from django.apps import AppConfig


class RegistersConfig(AppConfig):
    name = "jieyue.store.registers"
    label = "registers"
