"""What is filled in to open a round, to appoint its team, to judge a unit, to ask and answer, and to conclude."""

from collections.abc import Mapping, Sequence
from datetime import date

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jieyue.programme.evaluation.standards import Choice
from jieyue.programme.rounds.drawing import MOST_SEED
from jieyue.programme.rounds.operations import MOST_WORDS, Judged
from jieyue.programme.rounds.queries import Row, ShownUnit
from jieyue.rules.days import FIRST_DAY, LAST_DAY
from jieyue.rules.rounds import Outcome, Stage
from jieyue.web.asking import DayField, NumberField
from jieyue.web.words import in_language

TWO_ROWS = {"rows": 2}


class RoundForm(forms.Form):
    """A round of a place's units, with the last day of each stage."""

    name = forms.CharField(label=gettext_lazy("名称"), max_length=60, help_text=gettext_lazy("如：首批节约型机关评价"))
    year = forms.IntegerField(
        label=gettext_lazy("评价年度"), min_value=FIRST_DAY.year, max_value=LAST_DAY.year,
        help_text=gettext_lazy("评价哪一年的工作"),
    )  # fmt: skip
    standard = forms.ChoiceField(
        label=gettext_lazy("评价标准"), help_text=gettext_lazy("开展以后按现在的内容保存，标准以后更改不影响本轮。")
    )
    plan = forms.ChoiceField(label=gettext_lazy("行动方案"), required=False)
    looks_back_on = forms.TypedChoiceField(
        label=gettext_lazy("回头看"), required=False, coerce=int, empty_value=None,
        help_text=gettext_lazy("对以前一轮评价合格的单位，按现在适用的标准或者更晚的年度再评。"),
    )  # fmt: skip
    units = forms.CharField(
        label=gettext_lazy("参评单位"), required=False, max_length=20_000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("每行一个，写名称或编码；不填为所辖全部单位。"),
    )  # fmt: skip

    def __init__(
        self, *given: object, choice: Choice, plans: Mapping[str, str], earlier: Mapping[int, str], **about: object
    ) -> None:
        super().__init__(*given, **about)
        known = choice.known.items()
        self.fields["standard"].choices = [(key, f"《{each.title}》{each.document}") for key, each in known]
        self.fields["plan"].choices = [("", _("不指定")), *plans.items()]
        self.fields["looks_back_on"].choices = [("", _("不是回头看")), *earlier.items()]
        for stage in Stage:
            label = _("%(stage)s截止") % {"stage": in_language(stage.zh)}
            self.fields[f"until_{stage.value}"] = DayField(label=label)

    def days(self) -> dict[Stage, date]:
        return {stage: self.cleaned_data[f"until_{stage.value}"] for stage in Stage}


class MemberForm(forms.Form):
    username = forms.ChoiceField(label=gettext_lazy("成员"))
    is_leader = forms.BooleanField(label=gettext_lazy("任组长"), required=False)

    def __init__(self, *given: object, people: Mapping[str, str], **about: object) -> None:
        super().__init__(*given, **about)
        self.fields["username"].choices = list(people.items())


class AnnounceForm(forms.Form):
    """The spot check before its seed is known."""

    size = forms.IntegerField(label=gettext_lazy("抽查数量（家）"), min_value=1, max_value=1_000_000)
    draws_on = DayField(label=gettext_lazy("抽取日"))
    seed_from = forms.CharField(
        label=gettext_lazy("种子从哪里来"), max_length=MOST_SEED,
        help_text=gettext_lazy("公布时谁也不知道的号码，如抽取日当天公开开奖的号码。"),
    )  # fmt: skip


class DrawForm(forms.Form):
    seed = forms.CharField(
        label=gettext_lazy("种子"), max_length=MOST_SEED, help_text=gettext_lazy("照公布的来源抄写，一字不差。")
    )


class ReviewForm(forms.Form):
    """A reviewer's own points of all items, and why."""

    def __init__(self, *given: object, rows: Sequence[Row], **about: object) -> None:
        super().__init__(*given, **about)
        self.rows = [row for row in rows if row.entry.item.points is not None]
        for row in self.rows:
            self._add(row)

    def _add(self, row: Row) -> None:
        item, own = row.entry.item, row.own_opinion
        self.fields[f"points_{item.key}"] = forms.DecimalField(
            label=_("%(number)s 评审分") % {"number": item.number}, required=False, max_digits=6, decimal_places=2,
            min_value=0, initial=None if own is None else f"{own.points.normalize():f}",
        )  # fmt: skip
        self.fields[f"because_{item.key}"] = forms.CharField(
            label=_("%(number)s 评审理由") % {"number": item.number}, required=False, max_length=MOST_WORDS,
            widget=forms.Textarea(attrs=TWO_ROWS), initial=own.reason if own else "",
        )  # fmt: skip

    def of(self, row: Row) -> dict[str, object]:
        key = row.entry.item.key
        return {name: self[f"{name}_{key}"] for name in ("points", "because") if f"{name}_{key}" in self.fields}

    def said(self) -> list[Judged]:
        """Of the items whose points or reason were changed here."""
        return [one for row in self.rows if (one := self._said(row))]

    def _said(self, row: Row) -> Judged | None:
        key, own = row.entry.item.key, row.own_opinion
        if f"points_{key}" not in self.data:
            return None
        points, because = self.cleaned_data[f"points_{key}"], self.cleaned_data[f"because_{key}"].strip()
        before = (own.points, own.reason) if own else (None, "")
        return None if (points, because) == before else Judged(key, points, because)


class AskForm(forms.Form):
    item = forms.ChoiceField(label=gettext_lazy("关于哪一项"), required=False)
    text = forms.CharField(label=gettext_lazy("提问"), max_length=MOST_WORDS, widget=forms.Textarea(attrs=TWO_ROWS))

    def __init__(self, *given: object, found: ShownUnit, **about: object) -> None:
        super().__init__(*given, **about)
        items = [row.entry.item for _section, rows in found.sections for row in rows]
        self.fields["item"].choices = [("", _("整体")), *((each.key, each.number) for each in items)]


class AnswerForm(forms.Form):
    question = NumberField(widget=forms.HiddenInput)
    answer = forms.CharField(label=gettext_lazy("答复"), max_length=MOST_WORDS, widget=forms.Textarea(attrs=TWO_ROWS))


class DecideForm(forms.Form):
    """What becomes of an appeal."""

    outcome = forms.ChoiceField(
        label=gettext_lazy("决定"), widget=forms.RadioSelect,
        choices=lambda: [(each.value, in_language(each.zh)) for each in Outcome],
    )  # fmt: skip
    reason = forms.CharField(label=gettext_lazy("理由"), max_length=MOST_WORDS, widget=forms.Textarea(attrs=TWO_ROWS))
    seen = forms.CharField(widget=forms.HiddenInput)


class RecheckForm(DecideForm):
    """What the leader found when the list was done."""


class AppealForm(forms.Form):
    text = forms.CharField(
        label=gettext_lazy("申诉的事实和理由"), max_length=MOST_WORDS, widget=forms.Textarea(attrs=TWO_ROWS)
    )


class WithdrawForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("撤销的事实和依据"), max_length=MOST_WORDS, widget=forms.Textarea(attrs=TWO_ROWS)
    )
    seen = forms.CharField(widget=forms.HiddenInput)


class ConcludeForm(forms.Form):
    outcome = forms.ChoiceField(
        label=gettext_lazy("结论"), widget=forms.RadioSelect,
        choices=lambda: [(each.value, in_language(each.zh)) for each in Outcome],
    )  # fmt: skip
    reason = forms.CharField(
        label=gettext_lazy("理由"), required=False, max_length=MOST_WORDS, widget=forms.Textarea(attrs=TWO_ROWS),
        help_text=gettext_lazy("标准没有写明及格分的，或者定为不合格的，都要写明。"),
    )  # fmt: skip
    seen = forms.CharField(widget=forms.HiddenInput)
