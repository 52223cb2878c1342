from collections.abc import Iterator

from django.apps import AppConfig


class WarehouseConfig(AppConfig):
    name = "jieyue.store.warehouse"
    label = "warehouse"

    def file_differences(self) -> Iterator:
        """What `jieyue audit verify` asks of whoever keeps files beside the records."""
        from jieyue.store.warehouse.verifying import warehouse_differences  # noqa: PLC0415 (after the models are loaded)

        return warehouse_differences()
