"""What one writes to find an organisation, and to change the tree on purpose."""

from collections.abc import Callable, Iterator

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from jieyue.programme.organisations import operations
from jieyue.programme.organisations.operations import Change, Newcomer
from jieyue.rules.person import Person
from jieyue.rules.roles import Right
from jieyue.web.asking import DayField, OrganisationField, SearchForm
from jieyue.web.places import organisation_meant

MOST_NAMED = 20
JOINED_HELP = _(
    "从这一天所在的月份起才应填报、报送和办理任务，以前的不算缺报；要补报以前的，填更早的日期；留空为一直应报。"
)


class Search(SearchForm):
    text = forms.CharField(label=_("名称、拼音首字母或编码"), required=False, max_length=200)
    on = DayField(
        label=_("截至哪一天"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )


class Reorganising(forms.Form):
    """A change of the tree; `person` makes it. `change` says what it is once the form is right."""

    since = DayField(label=_("从哪天起"), help_text=_("这一天以前的数据仍按原来的归属统计。"))
    reason = forms.CharField(label=_("原因"), max_length=200, help_text=_("例如机构改革的文件名称或文号。"))
    heading = hint = ""

    def __init__(self, *given: object, code: str, person: Person, **about: object) -> None:
        super().__init__(*given, **about)
        self.code, self.person = code, person

    def change(self) -> Change:
        raise NotImplementedError

    def _meant(self, name: str) -> str:
        return organisation_meant(self.cleaned_data[name].strip(), person=self.person, right=Right.SHAPE)


class RenameForm(Reorganising):
    heading = _("更名")
    hint = _("编码不变，从这一天起用新名称；以前的报表和公示仍是原名。")
    name = forms.CharField(label=_("新名称"), max_length=200)
    field_order = ("name", "since", "reason")

    def change(self) -> Change:
        about = {"name": self.cleaned_data["name"].strip(), "since": self.cleaned_data["since"]}
        return operations.to_rename(organisation=self.code, **about, person=self.person)


class MoveForm(Reorganising):
    heading = _("划转")
    hint = _("从这一天起归新的上级，连同其下的机构；以前的月份仍算在原来的上级。")
    parent = OrganisationField(label=_("新的上级"))
    field_order = ("parent", "since", "reason")

    def change(self) -> Change:
        about = {"parent": self._meant("parent"), "since": self.cleaned_data["since"]}
        return operations.to_move(organisation=self.code, **about, person=self.person)


class CloseForm(Reorganising):
    heading = _("撤销机构")
    hint = _("从这一天起机构不再存在，连同其下的机构；有承继机构的，请改用“合并”或“分立”。")

    def change(self) -> Change:
        return operations.to_close(organisation=self.code, since=self.cleaned_data["since"], person=self.person)


class MergeForm(Reorganising):
    heading = _("合并")
    hint = _(
        "本机构和下面写的机构合并。并入其中一家或另一家现有机构的，写它的名称；合并成立新机构的，写新机构的编码和名称。"
    )
    others = forms.CharField(
        label=_("一同合并的机构"),
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
        max_length=2000,
        help_text=_("每行一家，写名称或编码；只有本机构并入另一家的，留空。"),
    )
    into = OrganisationField(right=Right.SHAPE, label=_("并入哪家（成立新机构的，写新机构的编码）"))
    new_name = forms.CharField(
        label=_("新机构的名称"), required=False, max_length=200, help_text=_("成立新机构时填写。")
    )
    field_order = ("others", "into", "new_name", "since", "reason")

    def change(self) -> Change:
        how = {"person": self.person, "right": Right.SHAPE}
        others = [organisation_meant(each, **how) for each in _lines(self.cleaned_data["others"])]
        new_name = self.cleaned_data["new_name"].strip()
        into = self.cleaned_data["into"].strip() if new_name else self._meant("into")
        about = {"organisations": [self.code, *others], "into": into, "new_name": new_name}
        return operations.to_merge(**about, since=self.cleaned_data["since"], person=self.person)


class SplitForm(Reorganising):
    heading = _("分立")
    hint = _("本机构撤销，分成下面几家新机构；原来在其下的机构归第一家。只是分出一家、本机构还在的，请用“新增机构”。")
    into = forms.CharField(
        label=_("新机构"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=4000,
        help_text=_("每行一家：编码，空一格，名称。"),
    )
    field_order = ("into", "since", "reason")

    def clean_into(self) -> list[Newcomer]:
        found = [line.split(None, 1) for line in _lines(self.cleaned_data["into"])]
        if wrong := next((line for line in found if len(line) < 2), None):
            raise ValidationError(gettext("“%(line)s”没有写名称。每行写：编码，空一格，名称。") % {"line": wrong[0]})
        return [Newcomer(code, name) for code, name in found]

    def change(self) -> Change:
        about = {"into": self.cleaned_data["into"], "since": self.cleaned_data["since"]}
        return operations.to_split(organisation=self.code, **about, person=self.person)


class JoinForm(Reorganising):
    heading = _("起报日期")
    hint = _("从这一天所在的月份起才应填报、报送和办理任务，以前的不算缺报、不逾期、不扣分；已经登记的数据不变。")
    since = None
    joined_on = DayField(label=_("从哪天起报"), required=False, help_text=_("留空为一直应报。"))
    only_new = forms.BooleanField(label=_("只改没有写明起报日期的机构"), required=False, initial=True)
    field_order = ("joined_on", "only_new", "reason")

    def change(self) -> Change:
        about = {"joined_on": self.cleaned_data["joined_on"], "only_new": self.cleaned_data["only_new"]}
        return operations.to_join(organisation=self.code, **about, person=self.person)


REORGANISING: dict[str, Callable[..., Reorganising]] = {
    "rename": RenameForm,
    "move": MoveForm,
    "merge": MergeForm,
    "split": SplitForm,
    "close": CloseForm,
    "join": JoinForm,
}


def _lines(written: str) -> Iterator[str]:
    yield from (line.strip() for line in written.splitlines()[:MOST_NAMED] if line.strip())
