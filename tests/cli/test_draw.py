"""`jieyue draw`: a list in, the contract's JSON out, and nothing needed but the two."""

import json
import os
import subprocess
import sys

import pytest

ROWS = ["510101,0", "510102,3", "510103,", "510104,3.0", "510105,1", "510106,"]


@pytest.fixture
def units(tmp_path):
    def write(*rows: str, header: str = "机构编码,风险", name: str = "名单.csv", encoding: str = "utf-8"):
        file = tmp_path / name
        file.write_bytes(("\n".join([header, *rows]) + "\n").encode(encoding))
        return file

    return write


def test_risk_comes_first_and_chance_fills_the_rest(jieyue, units):
    said = jieyue("draw", "--seed", "七星彩 3 1 4", "--size", 5, units(*ROWS), "--json")
    assert said.status == 0
    assert said.json["seed"] == "七星彩 3 1 4"
    assert (said.json["size"], said.json["candidates"]) == (5, 6)
    assert set(said.json["drawn"][:2]) == {"510102", "510104"}
    assert said.json["drawn"][2] == "510105"
    assert len(set(said.json["drawn"])) == 5
    assert (said.json["by_risk"], said.json["by_chance"]) == (3, 2)
    assert "SHA-256" in said.json["rule"]
    told = jieyue("draw", "--seed", "七星彩 3 1 4", "--size", 5, units(*ROWS))
    assert told.out.split() == said.json["drawn"]
    assert "按风险 3 家，随机 2 家" in told.err


def test_another_order_another_encoding_and_another_process_draw_the_same(jieyue, units, tmp_path):
    first = jieyue("draw", "--seed", "s", "--size", 4, units(*ROWS), "--json").json
    other = units(
        *(f"{row},甲" for row in ROWS[::-1]), header="organisation,risk,名称", name="b.csv", encoding="gb18030"
    )
    command = [sys.executable, "-m", "jieyue.cli.main", "draw", "--seed", "s", "--size", "4", str(other), "--json"]
    home = {"JIEYUE_HOME": str(tmp_path / "none"), "PYTHONHASHSEED": "7"}
    again = subprocess.run(command, capture_output=True, text=True, env={**os.environ, **home}, check=True)
    assert json.loads(again.stdout) == first
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize(
    ("rows", "row", "says"),
    [
        ((*ROWS, "510102,1"), 8, "在第 3 行已经有了"),
        ((*ROWS, "510107,-1"), 8, "小于 0"),
        ((*ROWS, "510107,高"), 8, "不是数字"),
        ((*ROWS, ",2"), 8, "没有填写"),
    ],
)
def test_a_row_that_cannot_be_taken_is_named_and_nobody_drawn(jieyue, units, rows, row, says):
    said = jieyue("draw", "--seed", "s", "--size", 2, units(*rows), "--json")
    assert (said.status, said.json.keys()) == (2, {"error", "problems"})
    assert [each["row"] for each in said.json["problems"]] == [row]
    assert says in said.json["problems"][0]["says"]
    assert "没有抽取" in said.err


def test_files_and_wishes_that_draw_nobody_are_refused_with_what_to_do(jieyue, units, tmp_path):
    for asked, says in (
        (("--size", 9, units(*ROWS)), "只有 6 家"),
        (("--size", 0, units(*ROWS)), "是 0"),
        (("--size", 1, units(*ROWS, header="名称,风险", name="无编码.csv")), "机构编码"),
        (("--size", 1, units(*ROWS, header="机构编码,风险值", name="风险值.csv")), "风险值"),
        (("--size", 1, units(name="空.csv")), "只有表头"),
        (("--size", 1, tmp_path / "没有.csv"), "没有这个文件"),
    ):
        said = jieyue("draw", "--seed", "s", *asked, "--json")
        assert (said.status, list(said.json)) == (2, ["error"]), asked
        assert says in said.json["error"]["says"] + said.json["error"]["do"]
        assert said.json["error"]["do"]
