"""Every address there is, from Django's own resolver, and the methods that each allows."""

from collections.abc import Iterator
from functools import cache

from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from jieyue.api.urls import api

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
ANYTHING_ELSE = "PROPFIND"
NOT_DECLARED = {
    "design:language": ("GET", "POST"),
    "no_such_address": ("GET",),
    "api-1:openapi-json": ("GET",),
    "api-1:api-root": ("GET",),
}
"""Views that answer whatever method they are asked with: of others than ours, with those that matter."""
API = "api-1"


def names(urlconf: str | None = None) -> list[str]:
    """What each address is called, with its areas: `ledgers:correct`. One without a name is called by its route."""
    found = dict.fromkeys(_below(get_resolver(urlconf), ()))
    return [name for name in found if not name.startswith(f"{API}:") or name in NOT_DECLARED]


@cache
def operations() -> dict[tuple[str, str], str]:
    """Each operation of the API by name and method, with the form of its address, as its own description has them."""
    paths = api.get_openapi_schema()["paths"]
    return {
        (f"api:{about['operationId']}", method.upper()): form
        for form, methods in paths.items()
        for method, about in methods.items()
        if method.upper() in METHODS
    }


def _below(resolver: URLResolver, namespaces: tuple[str, ...]) -> Iterator[str]:
    for each in resolver.url_patterns:
        if isinstance(each, URLResolver):
            yield from _below(each, (*namespaces, each.namespace) if each.namespace else namespaces)
        elif isinstance(each, URLPattern):
            yield ":".join((*namespaces, each.name or str(each.pattern)))


def methods(name: str, path: str, client: Client) -> tuple[str, ...]:
    """Those that count, as the address itself says when it is asked with one that it cannot know."""
    if name in NOT_DECLARED:
        return NOT_DECLARED[name]
    answer = client.generic(ANYTHING_ELSE, path)
    assert answer.status_code == 405, f"{name} does not say which methods it allows"
    return tuple(method for method in METHODS if method in answer["Allow"].split(", "))
