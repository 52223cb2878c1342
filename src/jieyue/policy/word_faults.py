"""Whether the words of offices can stand together: no word with two meanings, none for what there is not."""

from collections.abc import Iterator

from jieyue.policy.assembling import Parts, Placed
from jieyue.policy.reading import PolicyFault
from jieyue.policy.shapes import FragmentShape, SynonymShape
from jieyue.rules.values import Category, Kind, Level, Resource, Use, Word
from jieyue.rules.wording import Piece, Role, bare, folded

KINDS: dict[str, type[Word]] = {each.__name__.lower(): each for each in (Resource, Use, Level, Category, Kind)}


def word_faults(parts: Parts) -> Iterator[PolicyFault]:
    yield from _twice(((folded(word),), word, each) for each in parts.no_names for word in each.value.words)
    synonyms = [(each, word) for each in parts.synonyms for word in each.value.words]
    yield from _twice(((each.value.of, folded(word)), word, each) for each, word in synonyms)
    for each in parts.synonyms:
        yield from _meaningless(each)
    columns = [(each, word) for each in parts.columns for word in each.value.words]
    yield from _twice(((each.value.ledger, bare(word)), word, each) for each, word in columns)
    yield from _twice(((folded(word),), word, each) for each in parts.fragments for word in each.value.words)
    for fragment in parts.fragments:
        yield from _means_nothing(fragment)
    for header in parts.headers:
        if (header.value.role is Role.FIGURES) != (header.value.resource is not None):
            yield header.fault("resource", "figures 要写明是哪种能源，其他的不写。", "请补上或删去 resource。")


def _meaningless(each: Placed[SynonymShape]) -> Iterator[PolicyFault]:
    words = KINDS[each.value.of]
    for key in each.value.means:
        if key not in {word.value for word in words}:
            yield each.fault("means", f"没有“{key}”这一项。", f"可用：{'、'.join(words)}。")
    for word in each.value.words:
        if words.named(word):
            yield each.fault("words", f"“{word}”本来就是一项，不必写。", "请删去。")


NAMING: dict[Piece, type[Word]] = {Piece.RESOURCE: Resource, Piece.USE: Use}


def _means_nothing(each: Placed[FragmentShape]) -> Iterator[PolicyFault]:
    words = NAMING.get(each.value.says)
    if (words is not None) != bool(each.value.means):
        yield each.fault("means", "resource 和 use 要写明是哪些，其他的不写。", "请补上或删去 means。")
    for key in each.value.means if words else ():
        if key not in {word.value for word in words}:
            yield each.fault("means", f"没有“{key}”这一项。", f"可用：{'、'.join(words)}。")


def _twice(words: Iterator[tuple[tuple[str, ...], str, Placed]]) -> Iterator[PolicyFault]:
    seen: dict[tuple[str, ...], Placed] = {}
    for key, word, each in words:
        if key in seen and seen[key] is not each:
            yield each.fault("words", f"“{word}”已经写过，见 {seen[key].where}。", "一个词只写一处，请删去其中一处。")
        seen.setdefault(key, each)
