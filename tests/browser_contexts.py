"""Contexts of the browser for tests: each holds nothing of the one before, and keeps what it has loaded of the site.

A context that begins fetches and compiles all styles and scripts anew and starts a process for its pages, twice what
most pages themselves take. So a test hands back its own, emptied of whatever a page can leave in it.
"""

from collections.abc import Sequence

from playwright.sync_api import Browser, BrowserContext, Page

WATCH = """addEventListener("securitypolicyviolation", (event) =>
    console.error(`security policy: ${event.violatedDirective} ${event.blockedURI} ${event.sample}`));"""
NOTHING = "/static/jieyue/favicon.svg"
"""An address of the site, whose storage is emptied there, without a script of its own."""
EMPTY = """async () => {
    localStorage.clear();
    for (const {name} of await indexedDB.databases()) {
        await new Promise((resolve, reject) => {
            const asked = indexedDB.deleteDatabase(name);
            asked.onsuccess = resolve;
            asked.onerror = asked.onblocked = reject;
        });
    }
}"""
KEPT = 2
"""Of those alike, for tests at which several people sit; each holds a process."""


class Contexts:
    """Those alike are of the same screen. In each a page stays open, so that the process for the others does: who cuts
    the network takes one alone, for the process tells all of its pages as soon as the first has it again.
    """

    def __init__(self, browser: Browser, url: str) -> None:
        self.browser, self.url = browser, url
        self.free: dict[str, list[Page]] = {}
        self.taken: dict[BrowserContext, tuple[str, Page]] = {}

    def take(
        self,
        permissions: Sequence[str] = (),
        *,
        width: int = 1280,
        height: int = 900,
        is_alone: bool = False,
        **about: bool,
    ) -> BrowserContext:
        screen = {"viewport": {"width": width, "height": height}, **about}
        if is_alone:
            return self._begun({**screen, "permissions": permissions})
        free = self.free.setdefault(str(screen), [])
        page = free.pop() if free else self._staying(screen)
        self.taken[page.context] = str(screen), page
        if permissions:
            page.context.grant_permissions(permissions)
        return page.context

    def _begun(self, screen: dict) -> BrowserContext:
        context = self.browser.new_context(base_url=self.url, locale="zh-CN", **screen)
        context.add_init_script(WATCH)
        return context

    def _staying(self, screen: dict) -> Page:
        page = self._begun(screen).new_page()
        page.goto(NOTHING)
        return page

    def give_back(self, context: BrowserContext) -> None:
        """Empty again. A page that still asks for a part of itself would hold the database that is to be emptied, and
        what it writes as it is left is written in the process that then empties all.
        """
        screen, stays = self.taken.pop(context, ("", None))
        for page in context.pages:
            if page is not stays:
                page.wait_for_load_state("networkidle")
                page.close()
        if stays is None or len(self.free[screen]) == KEPT:
            context.close()
            return
        context.clear_permissions()
        context.clear_cookies()
        stays.evaluate(EMPTY)
        self.free[screen].append(stays)
