"""Wrong use of any command is one JSON document where that was asked for, and words of the house."""

import json
import pkgutil
from collections.abc import Iterator

import pytest
from django.core.management import load_command_class

from jieyue.cli.command import JieyueCommand
from jieyue.cli.management import commands

NAMES = [module.name for module in pkgutil.iter_modules(commands.__path__)]


def parser_of(name: str):
    return load_command_class("jieyue.cli", name).create_parser("jieyue", name)


def needed(name: str) -> list[list[str]]:
    """For each argument that the command cannot do without, the words that say it."""
    found = []
    for action in parser_of(name)._actions:
        if action.required:
            value = str(next(iter(action.choices))) if action.choices else "x"
            found.append([*action.option_strings[:1], value])
    return found


def wrong_uses() -> Iterator[tuple[str, ...]]:
    """Every command with each of its needed arguments missing, and with one that it does not know."""
    for name in NAMES:
        own = needed(name)
        yield (name, "--nothing-like-it", *(word for words in own for word in words))
        for nth in range(len(own)):
            yield (name, *(word for words in own[:nth] + own[nth + 1 :] for word in words))


def test_every_command_is_one_of_ours():
    assert all(isinstance(load_command_class("jieyue.cli", name), JieyueCommand) for name in NAMES)
    assert sum(len(needed(name)) for name in NAMES) > len(NAMES)


@pytest.mark.parametrize("words", list(wrong_uses()), ids=" ".join)
def test_wrong_use_is_one_json_document(words, jieyue):
    said = jieyue(*words, "--json")
    assert said.status == 2
    error = json.loads(said.out)["error"]
    assert "参数" in error["says"]
    assert f"jieyue {words[0]}" in error["do"]
    assert error["says"] in said.err
    assert jieyue(*words).out == ""


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("duties", "--organisation"), "参数 --organisation 后面缺少内容。"),
        (("duties", "--organisation", "B", "--today", "soon"), "参数 --today：看不懂日期“soon”，请写成 2024-03-01。"),
        (("duties", "--organisation", "B", "--today", "9999-12-31"), "参数 --today：日期 9999-12-31 太早或太晚"),
        (("policy", "fly"), "参数 what 不能是 'fly'，可用："),
        (("serve", "--port", "x"), "参数 --port 不能是 'x'。"),
    ],
)
def test_what_is_wrong_is_said_in_chinese(words, says, jieyue):
    assert says in jieyue(*words).err
    assert says in jieyue(*words, "--js").json["error"]["says"]


def test_an_unknown_command_is_one_json_document_too(jieyue):
    said = jieyue("dutys", "--json")
    assert (said.status, said.json["error"]["says"]) == (2, "没有叫“dutys”的命令。")
    assert "是不是 duties？" in said.err


def test_a_fault_of_ours_is_one_json_document_too(house, jieyue, monkeypatch):
    def fails(**_asked: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("jieyue.cli.management.commands.duties.duties", fails)
    said = jieyue("duties", "--organisation", "P", "--json")
    assert said.status == 3
    assert "错误编号" in said.json["error"]["says"]
    assert said.json["error"]["says"] in said.err


def test_the_tables_of_states_are_told_to_programs(jieyue):
    said = jieyue("states", "--json")
    tables = {table["key"]: table for table in said.json["tables"]}
    report, notice = tables["report"], tables["notice"]
    assert (said.status, report["key"], report["starts"], notice["key"]) == (0, "report", "not_submitted", "notice")
    known = {state["key"] for state in report["states"]}
    steps = [step for move in report["moves"] for step in move["steps"]]
    assert {"submit", "accept", "return", "lock"} <= {move["key"] for move in report["moves"]}
    assert {state for step in steps for state in step.values()} <= known


def test_a_worker_says_what_it_has_done(house, jieyue):
    said = jieyue("worker", "--until-done", "--json")
    assert (said.status, said.json["done"], said.json["failed"]) == (0, 0, 0)


@pytest.mark.parametrize("words", [("--from", "2025-01-01"), ("--until", "2025-01-01"), ("--revive",)])
def test_a_day_without_an_organisation_puts_nothing_in_force(house, jieyue, words):
    said = jieyue("plan", "sichuan-2020", *words, "--json")
    assert (said.status, said.json["error"]["where"]) == (2, "--organisation")
    assert jieyue("plan", "--organisation", "X", *words).status == 2
