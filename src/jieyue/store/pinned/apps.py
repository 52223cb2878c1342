from collections.abc import Iterator

from django.apps import AppConfig


class PinnedConfig(AppConfig):
    name = "jieyue.store.pinned"
    label = "pinned"

    def file_differences(self) -> Iterator:
        """What `jieyue audit verify` asks of whoever keeps files beside the records."""
        from jieyue.store.pinned.verifying import policy_differences  # noqa: PLC0415 (after the models are loaded)

        return policy_differences()
