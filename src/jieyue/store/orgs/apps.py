from collections.abc import Iterator

from django.apps import AppConfig


class OrgsConfig(AppConfig):
    name = "jieyue.store.orgs"
    label = "orgs"

    def derived_differences(self) -> Iterator:
        """What `jieyue audit verify` asks of whoever keeps what follows from records."""
        from jieyue.store.orgs.placing import placement_differences  # noqa: PLC0415 (after the models are loaded)

        return placement_differences()
