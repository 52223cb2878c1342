"""After a large import a page says at once what is being counted, and comes again by itself."""

import pytest

from jieyue.programme.upkeep.counting import Counting
from jieyue.store.warehouse import refreshing
from jieyue.store.workers.leases import lease
from offices import open_office


@pytest.mark.parametrize("is_part", [False, True])
def test_a_page_that_is_asked_for_meanwhile_says_so_and_comes_again(house, monkeypatch, is_part):
    monkeypatch.setattr(refreshing, "ROWS_THAT_NOBODY_WAITS_FOR", 2)
    wang = open_office(house).as_("wang")
    wang.raise_request_exception = False
    asked = {"HTTP_HX_REQUEST": "true"} if is_part else {}
    with lease("jieyue-counting"):
        answered = wang.get("/ledgers/bills/missing/?organisation=C1&year=2025", **asked)
        assert answered.status_code == 503
        assert "正在汇总 2025-01 至 2025-02 的数字" in answered.text
        assert answered["Refresh"] == "5"
        assert ('hx-trigger="load delay:5s"' in answered.text) == is_part
        Counting()()
        assert wang.get("/ledgers/bills/missing/?organisation=C1&year=2025", **asked).status_code == 200
