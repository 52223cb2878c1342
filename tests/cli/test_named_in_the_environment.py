"""What the environment names and nobody knows is refused, and not passed over for what would be there without it."""

import pytest

from jieyue.site import home
from jieyue.site.home import WrongSetting

TOLD_TO_NOBODY = "Lan-Hua-Qi-8421"


@pytest.mark.parametrize(
    "url", ["postgersql://jieyue:{}@db/jieyue", " postgresql://x:{}@db/x", "mysql://x:{}@db/x", "{}"]
)
def test_a_database_that_is_misspelt_is_not_taken_for_the_one_in_the_home(monkeypatch, url):
    monkeypatch.setenv("JIEYUE_DATABASE_URL", url.format(TOLD_TO_NOBODY))
    with pytest.raises(WrongSetting, match="JIEYUE_DATABASE_URL") as refusal:
        home.database()
    assert TOLD_TO_NOBODY not in f"{refusal.value}"


def test_a_mail_server_that_is_misspelt_is_told(monkeypatch):
    monkeypatch.setenv("JIEYUE_EMAIL_URL", f"smpt://x:{TOLD_TO_NOBODY}@mail")
    with pytest.raises(WrongSetting, match="JIEYUE_EMAIL_URL") as refusal:
        home.email()
    assert TOLD_TO_NOBODY not in f"{refusal.value}"


@pytest.mark.parametrize("url", ["", "sqlite:/srv/x.sqlite3", "postgres://x@db/x", "postgresql://x@db/x"])
def test_what_is_known_is_taken(monkeypatch, url):
    monkeypatch.setenv("JIEYUE_DATABASE_URL", url)
    assert ("postgresql" in home.database()["ENGINE"]) is url.startswith("postgres")


def test_postgresql_answers_as_it_stands_unless_the_url_says_otherwise(monkeypatch):
    """To compile a question takes it longer than to answer any of ours."""
    monkeypatch.setenv("JIEYUE_DATABASE_URL", "postgresql://x@db/x")
    assert home.database()["OPTIONS"] == {"options": "-c jit=off"}
    monkeypatch.setenv("JIEYUE_DATABASE_URL", "postgresql://x@db/x?options=-c%20jit%3Don")
    assert home.database()["OPTIONS"] == {"options": "-c jit=off -c jit=on"}
