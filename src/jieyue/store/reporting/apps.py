from django.apps import AppConfig


class ReportingConfig(AppConfig):
    name = "jieyue.store.reporting"
    label = "reporting"

    def ready(self) -> None:
        from jieyue.store.records.writing import guard_with, note_with  # noqa: PLC0415 (models are there only now)
        from jieyue.store.reporting.guarding import refuse_locked_days  # noqa: PLC0415
        from jieyue.store.reporting.guarding_tree import refuse_moved_figures  # noqa: PLC0415
        from jieyue.store.reporting.noting import reports_concerned  # noqa: PLC0415

        guard_with(refuse_locked_days)
        guard_with(refuse_moved_figures)
        note_with(reports_concerned)
