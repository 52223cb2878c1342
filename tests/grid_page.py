"""The entry grid of a page, as somebody at the keyboard has it."""

from dataclasses import dataclass

from playwright.sync_api import Locator, Page, expect


@dataclass
class GridPage:
    """Rows and columns are counted from 1."""

    page: Page

    def open(self, address: str = "/design/entry/") -> "GridPage":
        self.page.goto(address)
        self.page.wait_for_selector(".grid--ready")
        return self

    def cell(self, row: int, column: int) -> Locator:
        return self.page.locator(f"#grid tbody tr:nth-child({row}) td:nth-of-type({column})")

    def text(self, row: int, column: int) -> str:
        return self.cell(row, column).locator(".grid__value").text_content()

    def row(self, number: int) -> list[str]:
        return self.page.locator(f"#grid tbody tr:nth-child({number}) .grid__value").all_text_contents()

    def active(self) -> tuple[int, int]:
        """Where the focus is, row and column."""
        return tuple(
            self.page.evaluate(
                "(([cell]) => [cell.parentElement.sectionRowIndex + 1, cell.cellIndex])"
                "([document.activeElement.closest('td')])"
            )
        )

    def keys(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def type(self, text: str) -> None:
        self.page.keyboard.type(text)

    def copied(self, text: str) -> None:
        """As if copied in another program."""
        self.page.evaluate("(text) => navigator.clipboard.writeText(text)", text)

    def paste(self, text: str, row: int, column: int) -> None:
        self.copied(text)
        self.cell(row, column).click()
        self.keys("Control+v")

    def status(self) -> str:
        return self.page.locator("[data-grid-status]").inner_text()

    def told(self, kind: str, text: str) -> Locator:
        """The notice of this kind, as soon as it says so."""
        expect(self.notice(kind)).to_contain_text(text)
        expect(self.page.locator("#month-state [hx-get]")).to_have_count(0)  # what is asked after saving was answered
        return self.notice(kind)

    def notice(self, kind: str) -> Locator:
        return self.page.locator(f'[data-kind="{kind}"]')


def idle(page: Page) -> None:
    """Waits until what was sent has been answered."""
    expect(page.locator("#grid")).not_to_have_attribute("aria-busy", "true")


DRAFTS = "Object.keys(localStorage).filter((key) => key.startsWith('jieyue-draft:'))"


def drafts(page: Page) -> list[str]:
    """The keys under which unsaved rows are kept in this browser."""
    return page.evaluate(DRAFTS)


def drafts_kept(page: Page) -> list[str]:
    """The same, once there are any: they are written a moment after the change."""
    for _ in range(50):
        if found := drafts(page):
            return found
        page.wait_for_timeout(100)
    return []
