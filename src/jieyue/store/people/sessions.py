"""Sessions in the database, each with whose it is, from which address, and since when."""

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseSessions
from django.utils.dateparse import parse_datetime

from jieyue.store.people.models import Session
from jieyue.store.records.clock import not_before_the_log

BEGAN_AT, ADDRESS = "began_at", "address"


class SessionStore(DatabaseSessions):
    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def _get_session_from_db(self) -> Session | None:
        """Over by the log's clock too: a clock that is set back keeps nobody signed in."""
        found = super()._get_session_from_db()
        if found is not None and found.expire_date <= not_before_the_log():
            self._session_key = None
            return None
        return found

    def create_model_instance(self, data: dict[str, object]) -> Session:
        session = super().create_model_instance(data)
        session.user_id = int(data[SESSION_KEY]) if SESSION_KEY in data else None
        session.address = str(data.get(ADDRESS, ""))[:60]
        session.began_at = parse_datetime(str(data.get(BEGAN_AT, "")))
        return session


def sessions_of(user_id: int) -> list[Session]:
    """The newest first."""
    return list(Session.objects.filter(user_id=user_id).order_by("-began_at", "session_key"))


def end_sessions(user_id: int, *, but: str = "") -> int:
    """Sign somebody out everywhere, or everywhere else; gives how many sessions ended."""
    ended, _ = Session.objects.filter(user_id=user_id).exclude(session_key=but).delete()
    return ended
