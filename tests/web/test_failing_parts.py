"""A part of a page that is refused or fails says so in its own place."""

from jieyue.rules.refusal import NotAllowed


def test_a_part_that_is_refused_says_so_where_it_would_stand(sign_in, page, monkeypatch):
    def refuse(**_: object) -> None:
        raise NotAllowed("这一部分不能看。", do="请联系系统管理员。")

    monkeypatch.setattr("jieyue.web.start.views.workbench.findings", refuse)
    sign_in(page, "liu").goto("/")
    page.get_by_text("这一部分不能看。").wait_for()
    page.wait_for_load_state("networkidle")
    assert page.get_by_text("正在检查…").count() == 0
