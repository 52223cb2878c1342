from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "jieyue.web"
    label = "web"

    def ready(self) -> None:
        from axes.signals import user_locked_out  # noqa: PLC0415 (once the apps are there)
        from django.contrib.auth.signals import user_logged_in  # noqa: PLC0415

        from jieyue.web.account.signing import note_beginning, note_locked_out  # noqa: PLC0415

        user_logged_in.connect(note_beginning, dispatch_uid="note_beginning")
        user_locked_out.connect(note_locked_out, dispatch_uid="note_locked_out")
