from collections.abc import Iterator

from django.apps import AppConfig


class EvidenceConfig(AppConfig):
    name = "jieyue.store.evidence"
    label = "evidence"

    def file_differences(self) -> Iterator:
        """What `jieyue audit verify` asks of whoever keeps files beside the records."""
        from jieyue.store.evidence.verifying import file_differences  # noqa: PLC0415 (after the models are loaded)

        return file_differences()
