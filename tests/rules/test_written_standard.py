"""A standard that is written down whole is read again as it was."""

import orjson
import pytest

from jieyue.rules.written_standard import read, written
from jieyue.store.policies import policy


@pytest.mark.parametrize("key", sorted(policy().standards))
def test_every_standard_comes_back_as_it_was_written(key):
    standard = policy().standards[key]
    assert read(orjson.loads(orjson.dumps(written(standard)))) == standard
