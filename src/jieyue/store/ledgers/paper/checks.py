"""Whether the stock adds up, parts are no more than their whole, and use has not grown."""

from collections.abc import Iterator, Sequence
from datetime import date

from jieyue.rules.period import months_later
from jieyue.store.ledgers.paper.models import Paper
from jieyue.store.machine.checking import Limits, Odd
from jieyue.store.records.any_of import any_of

SLACK, GROWTH = "paper_stock_slack_reams", "paper_change_share"
LIMITS = (SLACK, GROWTH)
Found = Iterator[tuple[Paper, Odd]]
PARTS = (
    ("recycled_reams", "bought_reams", "其中再生纸", "购入"),
    ("central_jobs", "long_jobs", "其中集中打印", "超过 10 页的打印任务"),
)


def parts(papers: Sequence[Paper], _limits: Limits) -> Found:
    for paper in papers:
        for part, whole, part_zh, whole_zh in PARTS:
            less, more = getattr(paper, part), getattr(paper, whole)
            if less is not None and more is not None and less > more:
                says = f"{paper.month} “{part_zh}”{less} 多于“{whole_zh}”{more}。"
                yield paper, Odd("part_above_whole", "其中数大于合计", says, f"请核对“{part_zh}”和“{whole_zh}”。", part)


def stock(papers: Sequence[Paper], limits: Limits) -> Found:
    """What was left a month before, and what was bought, less what was used, is what is left."""
    before = _months_before(papers, 1)
    for paper in papers:
        then, slack = before.get((paper.organisation_id, paper.month)), limits.on(SLACK, _first(paper))
        if then is None or then.left_reams is None or paper.left_reams is None or slack is None:
            continue
        due = then.left_reams + paper.bought_reams - paper.used_reams
        if abs(due - paper.left_reams) > slack.value:
            says = f"{paper.month} 月末库存 {paper.left_reams} 包，按上月库存、购入和领用应为 {due} 包。"
            do = "请盘点后核对购入、领用和库存；确有损耗的可不处理。"
            yield paper, Odd("stock_does_not_add_up", "库存对不上", says, do, "left_reams")


def growth(papers: Sequence[Paper], limits: Limits) -> Found:
    """Against the same month a year before."""
    before = _months_before(papers, 12)
    for paper in papers:
        then, most = before.get((paper.organisation_id, paper.month)), limits.on(GROWTH, _first(paper))
        if then is None or most is None or not then.used_reams:
            continue
        share = paper.used_reams / then.used_reams - 1
        if share > most.value:
            says = f"{paper.month} 领用 {paper.used_reams} 包，比上年同月的 {then.used_reams} 包多 {share:.0%}。"
            do = "请核对；确实增加的，请在分析中说明原因，可不处理。"
            yield paper, Odd("paper_use_grew", "用纸增加", says, do, "used_reams")


def _first(paper: Paper) -> date:
    return date.fromisoformat(f"{paper.month}-01")


def _months_before(papers: Sequence[Paper], count: int) -> dict[tuple[int, str], Paper]:
    """By unit and month, the row so many months earlier: of those at hand, or in one question of what is kept."""
    months = {each.month for each in papers}
    earlier = {month: f"{months_later(date.fromisoformat(f'{month}-01'), -count):%Y-%m}" for month in months}
    known = {(each.organisation_id, each.month): each for each in papers}
    wanted = {(each.organisation_id, each.month): (each.organisation_id, earlier[each.month]) for each in papers}
    others = set(wanted.values()) - known.keys()
    rows = Paper.objects.filter(
        organisation_id__in=any_of(unit for unit, _ in others), month__in=any_of(month for _, month in others)
    )
    known |= {(row.organisation_id, row.month): row for row in rows if (row.organisation_id, row.month) in others}
    return {key: known[then] for key, then in wanted.items() if then in known}
