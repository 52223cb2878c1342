from django.apps import AppConfig


class ProgrammeConfig(AppConfig):
    name = "jieyue.programme"
    label = "programme"

    def ready(self) -> None:
        from jieyue.programme.checking.rechecking import recheck_what_changed  # noqa: PLC0415 (models are there only now)
        from jieyue.store.records.writing import follow_with  # noqa: PLC0415

        follow_with(recheck_what_changed)
