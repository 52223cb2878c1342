"""The punctuation of Chinese sentences is full-width, however whoever typed them set it."""

import re

HAN = "\u4e00-\u9fff"
WIDE = str.maketrans(",;:?!()", "，；：？！（）")
BRACKETS = re.compile(r"(?<!/)\(([^()]*)\)")
ALONE = re.compile(rf"(?<=[{HAN}（）《》”〔〕])[,;:?!()] *|[,;:?!](?=[{HAN}（《“])")
BESIDE = re.compile(rf"[{HAN}（）《》“”，。；：、]")


def full_width(text: str) -> str:
    """With the marks wide that stand among Chinese words: `市县(区),每年` is `市县（区），每年`, `1,200 (kWh)` stays.

    A pair of brackets goes by what stands in it or beside it; in units, behind a stroke, it stays.
    """
    if text.isascii():
        return text
    return ALONE.sub(lambda mark: mark[0].strip().translate(WIDE), BRACKETS.sub(_bracketed, text))


def _bracketed(pair: re.Match[str]) -> str:
    before, behind = pair.string[: pair.start()][-1:], pair.string[pair.end() :][:1]
    is_chinese = any(BESIDE.search(each) for each in (before, pair[1], behind))
    return f"（{pair[1]}）" if is_chinese else pair[0]
