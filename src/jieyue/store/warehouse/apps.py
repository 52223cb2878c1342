from collections.abc import Iterator

from django.apps import AppConfig


class WarehouseConfig(AppConfig):
    name = "jieyue.store.warehouse"
    label = "warehouse"

    def ready(self) -> None:
        from jieyue.store.facts.moving import (  # noqa: PLC0415 (models are there only now)
            note_moved_months,
            refuse_moved_in_locked,
        )
        from jieyue.store.records.writing import guard_with, note_with  # noqa: PLC0415

        guard_with(refuse_moved_in_locked)
        note_with(note_moved_months)

    def derived_parts(self) -> dict:
        """What rows ask to be derived, each with one of them."""
        from jieyue.store.facts.kept import parts_of_rows  # noqa: PLC0415 (after the models are loaded)

        return parts_of_rows()

    def file_differences(self) -> Iterator:
        """What `jieyue audit verify` asks of whoever keeps files beside the records."""
        from jieyue.store.warehouse.verifying import warehouse_differences  # noqa: PLC0415 (after the models are loaded)

        return warehouse_differences()
