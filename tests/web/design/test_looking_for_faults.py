"""What the tests of pages look for is found where it is."""

import browsing
from browsing import serious_faults

SHUT_OUT = """<html lang="zh"><title>页</title><body style="background: #fff"><main><h1>页</h1><img src="data:,">
<p class="pale-for-this-test" style="color: #ddd">看不清的字</p><input></main></body></html>"""


def rules(faults: list[str]) -> set[str]:
    return {each.partition(":")[0] for each in faults}


def test_what_shuts_somebody_out_is_found_and_pale_words_where_they_look_new(open_page, monkeypatch):
    monkeypatch.setattr(browsing, "_seen", set())
    page = open_page()
    page.set_content(SHUT_OUT)
    assert rules(serious_faults(page)) == {"image-alt", "label", "color-contrast"}
    assert rules(serious_faults(page)) == {"image-alt", "label"}
    page.locator("p").evaluate("each => each.className = 'another-look'")
    assert "color-contrast" in rules(serious_faults(page))
