"""What a test's browser has kept is gone before the next test's."""

from playwright.sync_api import Page

from browser_contexts import NOTHING, Contexts

KEEP = """async () => {
    localStorage.setItem("draft", "1");
    sessionStorage.setItem("draft", "1");
    addEventListener("pagehide", () => localStorage.setItem("draft", "as it was left"));
    await new Promise((resolve) => { indexedDB.open("photos", 1).onsuccess = resolve; });
}"""
KEPT = """async () => [
    document.cookie, localStorage.length, sessionStorage.length, (await indexedDB.databases()).length,
    (await navigator.permissions.query({name: "clipboard-read"})).state,
]"""


def sat_down(contexts: Contexts, **about) -> Page:
    page = contexts.take(**about).new_page()
    page.goto(NOTHING)
    return page


def test_whoever_sits_down_next_finds_nothing(contexts):
    first = sat_down(contexts, permissions=["clipboard-read"])
    first.context.add_cookies([{"name": "kept", "value": "1", "url": contexts.url}])
    first.evaluate(KEEP)
    assert first.evaluate(KEPT) == ["kept=1", 1, 1, 1, "granted"]
    contexts.give_back(first.context)
    second = sat_down(contexts)
    assert second.context is first.context
    assert second.evaluate(KEPT) == ["", 0, 0, 0, "prompt"]
    contexts.give_back(second.context)


def test_two_at_once_share_nothing(contexts):
    one, other = sat_down(contexts), sat_down(contexts)
    one.evaluate(KEEP)
    assert other.evaluate(KEPT)[:4] == ["", 0, 0, 0]
    for each in (one, other):
        contexts.give_back(each.context)
