"""Answers of a Spark cluster, from the same files and the same expressions as DuckDB's.

For a deployment of many provinces, whose files one machine cannot read in time. What changes from one asking to the
next is put into the expression as constants; files and the asker's tables are views named by what is in them, so that
several can ask at once and nothing is read in twice. Everything else about Spark is its own configuration
(`spark-defaults.conf`).
"""

import hashlib
from collections.abc import Callable, Collection, Mapping
from functools import cache
from threading import Lock
from typing import TYPE_CHECKING, Any

import ibis
import ibis.expr.types as ir
import pyarrow as pa
from cachetools import LRUCache
from django.conf import settings
from ibis.expr.operations import Node, UnboundTable

from jieyue.rules.refusal import NotNow
from jieyue.store.warehouse.tables import Compiled, Files, variables_in

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

    from jieyue.store.warehouse.answering import Held

MOST_VIEWS_KEPT = 500
SETTINGS = {"spark.sql.session.timeZone": "UTC", "spark.ui.showConsoleProgress": "false"}
"""What figures depend on, and what would be written among a command's output."""


class SparkMissing(NotNow):
    """The deployment says that Spark answers, and it is not installed here."""


class SparkUnreachable(NotNow):
    """The cluster does not take us."""


def answer_on_spark(
    question: str, views: Mapping[str, str], held: Collection["Held"], variables: Mapping[str, object]
) -> pa.Table:
    """What DuckDB would answer. Sums of decimals are the same to the last digit; types can be narrower or wider."""
    if not isinstance(question, Compiled):
        raise TypeError("only an expression can be asked of Spark")
    bound = bound_to(question, views, {each.name: each for each in held}, variables)
    engine = _engine()
    return engine.raw_sql(engine.compile(bound)).toArrow()


def bound_to(
    question: Compiled, views: Mapping[str, str], held: Mapping[str, "Held"], variables: Mapping[str, object]
) -> ir.Table:
    """The expression with constants for variables, and with tables that the session knows."""

    def table(name: str, schema: ibis.Schema) -> Node:
        view = views.get(name)
        if isinstance(view, Compiled):
            return bind(view)
        if isinstance(view, Files):
            return ibis.table(schema, name=_view_of_files(view)).op()
        return ibis.table(schema, name=_view_of(held[name])).op()

    def bind(part: Compiled) -> Node:
        whole = part.expression.op()
        tables = {each: table(each.name, each.schema) for each in whole.find(UnboundTable)}
        return whole.replace({**tables, **{each: _constant(each, variables) for each in variables_in(whole)}})

    return bind(question).to_expr()


def _constant(variable: Node, variables: Mapping[str, object]) -> Node:
    (name,) = variable.args
    return ibis.literal(variables.get(name.value), variable.dtype).op()


def _view_of_files(files: Files) -> str:
    name = "files_" + hashlib.sha256(files.encode()).hexdigest()

    def read(session: "SparkSession") -> "DataFrame":
        from ibis.backends.pyspark.datatypes import PySparkSchema  # noqa: PLC0415 (needs Spark)

        return session.read.schema(PySparkSchema.from_ibis(files.schema)).parquet(*files.paths)

    return _shown(name, read)


def _view_of(held: "Held") -> str:
    return _shown(f"held_{held.digest}", lambda session: session.createDataFrame(held.table))


class _Views(LRUCache[str, bool]):
    def popitem(self) -> tuple[str, bool]:
        name, shown = super().popitem()
        _session().catalog.dropTempView(name)
        return name, shown


_views, _lock = _Views(MOST_VIEWS_KEPT), Lock()


def _shown(name: str, make: Callable[["SparkSession"], "DataFrame"]) -> str:
    with _lock:
        if name not in _views:
            make(_session()).createOrReplaceTempView(name)
        _views[name] = True
    return name


def _session() -> "SparkSession":
    return _engine()._session


def _engine() -> Any:
    """This process's connection, begun by whoever asks first: it would not live through a fork."""
    engine = _connected(settings.JIEYUE_SPARK)
    context = engine._session.sparkContext._jsc
    if context is None or context.sc().isStopped():  # the cluster went away and took it along
        _connected.cache_clear()
        _views.clear()
        engine = _connected(settings.JIEYUE_SPARK)
    return engine


@cache
def _connected(master: str) -> Any:
    try:
        from pyspark.sql import SparkSession  # noqa: PLC0415 (only where there is a cluster)
    except ImportError as missing:
        raise SparkMissing(
            "统计由计算集群完成，但这台服务器没有安装连接集群的程序，这次没有办成。",
            do="请告诉系统管理员。",
            at_machine='请安装 Spark：pip install "jieyue[spark]"；或者去掉 JIEYUE_WAREHOUSE_URL 中的 spark://，由本机计算。',
        ) from missing
    builder: Any = SparkSession.builder.appName("jieyue").master(master)
    for key, value in SETTINGS.items():
        builder = builder.config(key, value)
    try:
        return ibis.pyspark.connect(builder.getOrCreate())
    except Exception as error:
        first = (str(error).strip().splitlines() or [type(error).__name__])[0]
        raise SparkUnreachable(
            "连不上完成统计的计算集群，这次没有办成。",
            do="请稍候再试；仍不行的，请告诉系统管理员。",
            at_machine=f"请核对 JIEYUE_WAREHOUSE_URL 中的主节点、各节点是否运行、本机的 Java（{first}）。",
        ) from error
