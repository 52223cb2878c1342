"""What the security administrator fills in."""

from django import forms
from django.utils.translation import gettext_lazy as _

from jieyue.rules.roles import Right, Role
from jieyue.web.asking import DayField, OrganisationField, SearchForm
from jieyue.web.words import in_language

ALL = [("", _("全部"))]
STATES = [("active", _("在用")), ("disabled", _("已停用")), ("without_password", _("尚未设置口令"))]


def _given() -> list[tuple[str, str]]:
    return [(role.value, in_language(role.zh)) for role in Role if not role.is_administrator]


class Reason(forms.CharField):
    def __init__(self, help_text: str = "") -> None:
        super().__init__(label=_("原因"), max_length=200, help_text=help_text)


class PeopleFilter(SearchForm):
    text = forms.CharField(label=_("用户名或姓名"), required=False, max_length=60)
    role = forms.ChoiceField(
        label=_("角色"), required=False, choices=lambda: [*ALL, *((r.value, in_language(r.zh)) for r in Role)]
    )
    state = forms.ChoiceField(label=_("状态"), required=False, choices=[*ALL, *STATES])


class PersonForm(forms.Form):
    """Somebody new, and what he holds first. Only whoever grants everywhere (`may_wait`) leaves the role for later."""

    username = forms.CharField(
        label=_("用户名"), max_length=60, help_text=_("登录时填写，如姓名全拼或工号。"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none"}),
    )  # fmt: skip
    name = forms.CharField(label=_("姓名"), max_length=60, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    role = forms.ChoiceField(label=_("角色"), choices=lambda: [("", _("以后再授予")), *_given()], required=False)
    organisation = OrganisationField(right=Right.GRANT, required=False, help_text=_("在该机构及其下属机构任职。"))
    since = DayField(label=_("任职日期"), required=False, help_text=_("留空为今天。"))
    slip = forms.BooleanField(label=_("现在就发放初始口令"), required=False)
    reason = Reason(_("例如“新入职”。"))

    def __init__(self, *given: object, may_wait: bool, **about: object) -> None:
        super().__init__(*given, **about)
        if not may_wait:
            self.fields["role"].required = self.fields["organisation"].required = True
            self.fields["role"].choices = _given()


class NameForm(forms.Form):
    name = forms.CharField(label=_("姓名"), max_length=60)
    reason = Reason()


class AppointForm(forms.Form):
    role = forms.ChoiceField(label=_("角色"), choices=lambda: [(role.value, in_language(role.zh)) for role in Role])
    organisation = OrganisationField(
        right=Right.GRANT, required=False, help_text=_("在该机构及其下属机构任职。三种管理员管全系统，此处留空。")
    )
    since = DayField(label=_("任职日期"))
    last_day = DayField(label=_("最后一天"), required=False, help_text=_("长期任职的留空。"))
    reason = Reason(_("例如“见任职通知”。"))


class EndForm(forms.Form):
    until = DayField(label=_("从哪天起不再任职"))
    reason = Reason()


class ReasonForm(forms.Form):
    reason = Reason()


class SlipsForm(forms.Form):
    again = forms.BooleanField(
        label=_("已经发过、还没有用的也重新发放（以前发的作废）"), required=False, help_text=_("口令条丢失时勾选。")
    )
    reason = Reason(_("例如“新入职”。"))


class RulesForm(forms.Form):
    """A box for each role."""

    reason = Reason()

    def __init__(self, *given: object, required: set[Role]) -> None:
        super().__init__(*given)
        for role in Role:
            self.fields[role.value] = forms.BooleanField(
                label=in_language(role.zh), required=False, initial=role in required
            )
        self.order_fields([*(role.value for role in Role), "reason"])
