"""What is made by whoever comes first is made once, by threads as by processes."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from secrets import token_hex
from threading import Barrier

from jieyue.files.whole import in_place_of, made_once
from jieyue.site.secret_key import secret_key

MANY, ROUNDS = 20, 10


def at_once(ask: Callable[[], object]) -> list[object]:
    """What each of many gets who ask at the same moment."""
    start = Barrier(MANY)

    def asked(_: int) -> object:
        start.wait()
        return ask()

    with ThreadPoolExecutor(MANY) as threads:
        return list(threads.map(asked, range(MANY)))


def test_of_twenty_who_come_first_at_once_all_get_the_same(tmp_path):
    for turn in range(ROUNDS):
        file = tmp_path / f"home-{turn}" / "code"
        assert len(set(at_once(lambda file=file: made_once(file, token_hex)))) == 1
        assert [each.name for each in file.parent.iterdir()] == ["code"]
        assert file.stat().st_mode & 0o777 == 0o600


def test_of_twenty_who_come_first_at_once_all_sign_with_the_same_key(tmp_path):
    for turn in range(ROUNDS):
        assert len(set(at_once(lambda home=tmp_path / f"home-{turn}": secret_key(home)))) == 1


def test_of_twenty_who_write_a_file_at_once_one_is_found_whole(tmp_path):
    file = tmp_path / "picture.png"

    def write() -> bytes:
        content = token_hex().encode() * 5000
        with in_place_of(file) as draft:
            draft.write_bytes(content)
        return content

    written = at_once(write)
    assert file.read_bytes() in written
    assert list(tmp_path.glob("picture*")) == [file]


def test_what_could_not_be_written_leaves_nothing_and_takes_nothing_away(tmp_path):
    file = tmp_path / "picture.png"
    file.write_bytes(b"before")

    with suppress(OSError), in_place_of(file) as draft:
        draft.write_bytes(b"half")
        raise OSError
    assert file.read_bytes() == b"before"
    assert list(tmp_path.glob("picture*")) == [file]
