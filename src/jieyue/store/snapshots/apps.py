from collections.abc import Iterator

from django.apps import AppConfig


class SnapshotsConfig(AppConfig):
    name = "jieyue.store.snapshots"
    label = "pinned"

    def file_differences(self) -> Iterator:
        """What `jieyue audit verify` asks of whoever keeps files beside the records."""
        from jieyue.store.snapshots.verifying import policy_differences  # noqa: PLC0415 (after the models are loaded)

        return policy_differences()
