"""JIEYUE_WAREHOUSE_URL says where the files are and who answers: DuckDB here, or a Spark cluster."""

import sys
from pathlib import Path

import pytest

from jieyue.programme.statistics import questions
from jieyue.rules.values import Level
from jieyue.site.home import spark_master, warehouse_folder
from jieyue.store.warehouse.on_spark import SparkMissing

URLS = {
    "": ("", "HOME/warehouse"),
    "/srv/w": ("", "/srv/w"),
    "file:///srv/a%20b": ("", "/srv/a b"),
    "spark://one:7077/srv/w": ("spark://one:7077", "/srv/w"),
    "spark://one:7077,two:7077/srv/w": ("spark://one:7077,two:7077", "/srv/w"),
    "spark://local[*]/srv/w": ("local[*]", "/srv/w"),
    "spark://one:7077": ("spark://one:7077", "HOME/warehouse"),
}


@pytest.mark.parametrize("url", URLS)
def test_the_url_names_the_engine_and_the_folder(home, monkeypatch, url):
    monkeypatch.setenv("JIEYUE_WAREHOUSE_URL", url)
    master, folder = URLS[url]
    assert (spark_master(), warehouse_folder()) == (master, Path(folder.replace("HOME", str(home))))


@pytest.mark.django_db
@pytest.mark.one_database
def test_where_spark_is_not_installed_that_is_what_is_said(house, settings, monkeypatch):
    house.have("organisations", "code | name | level\nA | 甲局 | unit")
    house.have(
        "bills",
        "organisation | resource | start_date | end_date | quantity | unit\nA | 电 | 2024-01-01 | 2024-01-31 | 7 | kWh",
    )
    settings.JIEYUE_SPARK = "spark://127.0.0.1:1"
    monkeypatch.setitem(sys.modules, "pyspark.sql", None)
    with pytest.raises(SparkMissing, match="没有安装连接集群的程序"):
        house.statistics("A", "2024")


def test_a_question_knows_what_it_is_about():
    assert {*questions.usage_kept().tables} == {"place_sums"}
    assert {*questions.usage(Level.UNIT, is_accepted=False).tables} == {"facts", "standing", "profiles"}
