"""What is asked for on the way in."""

from django import forms
from django.utils.translation import gettext_lazy as _

from jieyue.rules.roles import ADMINISTRATORS
from jieyue.rules.signing_in import as_username


class Blank(forms.PasswordInput):
    """A password is never written back into a page."""

    def __init__(self, autocomplete: str) -> None:
        super().__init__(attrs={"autocomplete": autocomplete})


class Plain(forms.TextInput):
    """Letters as they are typed, which no browser knows better."""

    def __init__(self, autocomplete: str = "off") -> None:
        super().__init__(attrs={"autocomplete": autocomplete, "autocapitalize": "none", "spellcheck": "false"})


class SignInForm(forms.Form):
    username = forms.CharField(
        label=_("用户名"),
        max_length=60,
        widget=Plain("username"),
    )
    password = forms.CharField(label=_("口令"), max_length=200, strip=False, widget=Blank("current-password"))

    def clean_username(self) -> str:
        return as_username(self.cleaned_data["username"])


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("验证码"),
        max_length=40,
        help_text=_("手机验证器上当前显示的 6 位数字；手机不在身边的，填一个备用码。"),
        widget=Plain("one-time-code"),
    )


class NewCodeForm(CodeForm):
    code = forms.CharField(
        label=_("验证码"),
        max_length=10,
        help_text=_("扫码后手机验证器上显示的 6 位数字。"),
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )


class TwiceForm(forms.Form):
    """A new password, typed twice."""

    new = forms.CharField(
        label=_("新口令"),
        max_length=200,
        strip=False,
        widget=Blank("new-password"),
        help_text=_("至少 10 位，大写字母、小写字母、数字、符号中至少 3 种，不含用户名或姓名。"),
    )
    again = forms.CharField(label=_("再填一次新口令"), max_length=200, strip=False, widget=Blank("new-password"))

    def clean(self) -> dict[str, object]:
        found = super().clean()
        if found.get("new") and found.get("again") and found["new"] != found["again"]:
            self.add_error("again", _("两次填写的新口令不一样。"))
        return found


class PasswordForm(TwiceForm):
    present = forms.CharField(label=_("现在的口令"), max_length=200, strip=False, widget=Blank("current-password"))
    field_order = ("present", "new", "again")


class SetUpForm(forms.Form):
    """The code of the machine, and three persons."""

    code = forms.CharField(
        label=_("设置码"),
        max_length=40,
        help_text=_("启动本系统的窗口里显示过，也写在系统数据文件夹的 set-up-code 文件里。"),
        widget=Plain(),
    )


class AdministratorForm(TwiceForm):
    username = forms.CharField(
        label=_("用户名"),
        max_length=60,
        widget=Plain(),
    )
    name = forms.CharField(label=_("姓名"), max_length=60, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    field_order = ("username", "name", "new", "again")


def administrator_forms(data: object = None) -> dict[str, AdministratorForm]:
    """One form for each of the three, by role."""
    return {role: AdministratorForm(data, prefix=role.value) for role in ADMINISTRATORS}
