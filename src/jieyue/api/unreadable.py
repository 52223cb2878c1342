"""What is wrong with what a program sent, where its shape is not that of the description, in words of the house."""

from collections.abc import Mapping

BY_KIND = {
    "missing": "没有写",
    "extra_forbidden": "没有这一项",
    "greater_than": "应大于 {gt}",
    "greater_than_equal": "不能小于 {ge}",
    "less_than": "应小于 {lt}",
    "less_than_equal": "不能大于 {le}",
    "multiple_of": "应是 {multiple_of} 的倍数",
    "string_too_long": "最多 {max_length} 个字",
    "string_too_short": "至少 {min_length} 个字",
    "too_long": "最多 {max_length} 项",
    "too_short": "至少 {min_length} 项",
    "enum": "只能是 {expected} 之一",
    "literal_error": "只能是 {expected} 之一",
    "json_invalid": "不是 JSON",
}
BY_BEGINNING = {
    "int": "应是整数",
    "float": "应是数字",
    "decimal": "应是数字",
    "finite": "应是数字",
    "bool": "应是 true 或 false",
    "datetime": "应是时刻，如 2026-03-01T08:00:00+08:00",
    "timezone": "应是带时区的时刻，如 2026-03-01T08:00:00+08:00",
    "date": "应是日期，如 2026-03-01",
    "uuid": "应是 36 个字符的编号",
    "string": "应是文字",
    "list": "应是一组，写在 [ ] 里",
    "tuple": "应是一组，写在 [ ] 里",
    "dict": "应是一个对象，写在 { } 里",
    "mapping": "应是一个对象，写在 { } 里",
    "model": "应是一个对象，写在 { } 里",
}
ELSE = "写法不对"


def unreadable(kind: str, about: Mapping[str, object]) -> str:
    """`kind` and `about` are pydantic's type of the error and its context."""
    if said := BY_KIND.get(kind):
        return said.format_map({**dict.fromkeys(_names(said), "规定的数"), **{k: _plain(v) for k, v in about.items()}})
    return next((said for beginning, said in BY_BEGINNING.items() if kind.startswith(beginning)), ELSE)


def _names(said: str) -> list[str]:
    return [part.partition("}")[0] for part in said.split("{")[1:]]


def _plain(value: object) -> str:
    """`'a', 'b' or 'c'` as a、b、c."""
    return str(value).replace("'", "").replace(" or ", "、").replace(", ", "、")
