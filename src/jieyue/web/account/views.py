"""Coming in, going out, and one's own account."""

from datetime import timedelta

from axes.handlers.proxy import AxesProxyHandler
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import authenticate, logout, update_session_auth_hash
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.signals import user_login_failed
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jieyue.files.qr import qr_svg
from jieyue.programme.oversight.robots import how_told
from jieyue.programme.people import renewing, signing_in
from jieyue.programme.people.queries import account_of
from jieyue.programme.people.setting_up import Named, is_set_up, name_administrators, set_up_code
from jieyue.programme.people.signing_in import PasswordRefused
from jieyue.rules.person import Person
from jieyue.rules.refusal import Refused
from jieyue.web.account.forms import (
    CodeForm,
    NewCodeForm,
    PasswordForm,
    SetUpForm,
    SignInForm,
    TwiceForm,
    administrator_forms,
)
from jieyue.web.account.signing import address_of, let_in, let_wait, who_waits
from jieyue.web.asking import local
from jieyue.web.failing import tell_in

SECRET, CODES = "new_secret", "recovery_codes"
TOO_MANY = 429


@login_not_required
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def set_up(request: HttpRequest) -> HttpResponse:
    """The three administrators, named by whoever has the machine."""
    if is_set_up():
        return redirect("account:sign_in")
    set_up_code(settings.JIEYUE_HOME)
    form, people = SetUpForm(request.POST or None), administrator_forms(request.POST or None)
    if request.method == "POST" and all([form.is_valid(), *(each.is_valid() for each in people.values())]):
        try:
            _name(request, form, people)
        except Refused as refusal:
            _tell_whom(form, people, refusal)
        else:
            messages.success(
                request, _("三位管理员已设置。请各自登录：系统管理员先写明为谁建立，安全管理员再任命第一位经办人。")
            )
            return redirect("account:sign_in")
    wrong = bool(form.errors) or any(each.errors for each in people.values())
    context = {"form": form, "people": people.items(), "wrong": wrong, "anonymous": True}
    return render(request, "account/set_up.html", context)


def _tell_whom(form: SetUpForm, people: dict, refusal: Refused) -> None:
    """In the form of the one of the three whose name or password it is."""
    person = next((each for role, each in people.items() if role.zh == refusal.where), None)
    if person is None:
        tell_in(form, refusal)
    else:
        tell_in(person, refusal, field="new" if isinstance(refusal, PasswordRefused) else "username")


def _name(request: HttpRequest, form: SetUpForm, people: dict) -> None:
    data = {role: each.cleaned_data for role, each in people.items()}
    named = {role: Named(each["username"], each["name"], each["new"]) for role, each in data.items()}
    by = Person("set-up", address_of(request))
    code = form.cleaned_data["code"]
    name_administrators(named, by=by, at=timezone.now(), home=settings.JIEYUE_HOME, code=code)


@login_not_required
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Whatever is wrong, a name or a password, the answer is the same."""
    if request.user.is_authenticated:
        return redirect(_then(request))
    if request.method == "GET" and not is_set_up():
        return redirect("account:set_up")
    form = SignInForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        user = authenticate(request, **form.cleaned_data)
        if user is None:
            form.add_error(None, _("用户名或口令不对。忘记口令的，请联系安全管理员重置。"))
        elif user.second_factor_at is not None:
            let_wait(request, user, then=_then(request))
            return redirect("account:second_step")
        else:
            let_in(request, user)
            return redirect(_then(request))
    return _asked(request, "account/sign_in.html", form)


@login_not_required
@never_cache
@sensitive_post_parameters("code")
@require_http_methods(["GET", "POST"])
def second_step(request: HttpRequest) -> HttpResponse:
    user, then = who_waits(request)
    if user is None:
        return redirect("account:sign_in")
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if _is_right(request, user, form.cleaned_data["code"]):
            let_in(request, user)
            return redirect(then)
        form.add_error("code", _("验证码不对，或者已经用过。请等下一个验证码再填。"))
    return _asked(request, "account/second_step.html", form)


def _is_right(request: HttpRequest, user: object, code: str) -> bool:
    """A wrong code counts like a wrong password, and locks out like one."""
    credentials = {"username": user.username}
    is_open = AxesProxyHandler.is_allowed(request, credentials)
    if is_open and signing_in.is_second_factor(user, code, at=timezone.now(), address=address_of(request)):
        return True
    request.axes_locked_out = not is_open
    user_login_failed.send(sender=__name__, credentials=credentials, request=request)
    return False


def locked(request: HttpRequest, *_args: object) -> HttpResponse:
    """In place of any answer, for a while: the same for every name, whether there is such a person or not."""
    minutes = int(settings.AXES_COOLOFF_TIME / timedelta(minutes=1))
    context = {"minutes": minutes, "anonymous": True}
    return render(request, "account/locked.html", context, status=TOO_MANY)


@login_not_required
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    if request.user.is_authenticated:
        signing_in.went(request.user, at=timezone.now(), address=address_of(request))
    logout(request)
    return redirect("account:sign_in")


@require_POST
def sign_out_everywhere(request: HttpRequest) -> HttpResponse:
    signing_in.sign_out_everywhere(request.user, by=request.person, at=timezone.now())
    logout(request)
    return redirect("account:sign_in")


@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    found = account_of(request.person, session=request.session.session_key)
    own = {
        "account": found,
        "renewals": renewing.of_oneself(person=request.person),
        "told": how_told(person=request.person),
    }
    return render(request, "account/mine.html", {**own, "breadcrumbs": _path(_("我的账户"))})


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def password(request: HttpRequest) -> HttpResponse:
    """Whoever came with a first password has just typed it, and is not asked for it again."""
    is_first = request.user.has_to_choose_password
    form = (TwiceForm if is_first else PasswordForm)(request.POST or None)
    if request.method == "POST" and form.is_valid() and (is_first or _knows_present(request, form)):
        try:
            _choose(request, form.cleaned_data["new"])
        except Refused as refusal:
            tell_in(form, refusal, "new")
        else:
            messages.success(request, _("口令已更改，您在其他设备上的登录已退出。"))
            return redirect("account:mine")
    context = {"form": form, "is_first": is_first, "breadcrumbs": _path(_("更改口令"))}
    return render(request, "account/password.html", context)


def _knows_present(request: HttpRequest, form: PasswordForm) -> bool:
    given = form.cleaned_data["present"]
    if authenticate(request, username=request.user.username, password=given) is not None:
        return True
    form.add_error("present", _("现在的口令不对。"))
    return False


def _choose(request: HttpRequest, new: str) -> None:
    session = request.session.session_key
    signing_in.choose_password(request.user, password=new, by=request.person, at=timezone.now(), session=session)
    update_session_auth_hash(request, request.user)


@never_cache
@require_http_methods(["GET", "POST"])
def second_factor(request: HttpRequest) -> HttpResponse:
    """Scan, type the code, keep the recovery codes."""
    codes = request.session.pop(CODES, None)
    if codes:
        return render(request, "account/recovery_codes.html", {"codes": codes, "breadcrumbs": _path(_("备用码"))})
    if request.user.second_factor_at is not None:
        return redirect("account:mine")
    form = NewCodeForm(request.POST or None)
    if request.method == "POST" and SECRET in request.session and form.is_valid():
        try:
            request.session[CODES] = _set_up_second_factor(request, form.cleaned_data["code"])
            return redirect("account:second_factor")
        except Refused as refusal:
            tell_in(form, refusal, "code")
    secret = request.session.setdefault(SECRET, signing_in.new_secret())
    context = {"form": form, "secret": _in_fours(secret), "breadcrumbs": _path(_("双因素登录"))}
    return render(request, "account/second_factor.html", context)


def _set_up_second_factor(request: HttpRequest, code: str) -> list[str]:
    secret = request.session[SECRET]
    codes = signing_in.set_up_second_factor(
        request.user, secret=secret, code=code, by=request.person, at=timezone.now()
    )
    del request.session[SECRET]
    return codes


@never_cache
@require_safe
def qr_code(request: HttpRequest) -> HttpResponse:
    """The secret as a picture of its own: the pages' policy lets no picture stand in the page itself."""
    if SECRET not in request.session:
        return HttpResponse(status=404)
    picture = qr_svg(signing_in.otpauth(request.session[SECRET], request.user))
    return HttpResponse(picture, content_type="image/svg+xml")


def _in_fours(secret: str) -> str:
    return " ".join(secret[n : n + 4] for n in range(0, len(secret), 4))


def _asked(request: HttpRequest, template: str, form: object) -> HttpResponse:
    return render(request, template, {"form": form, "next": _then(request), "anonymous": True})


def _then(request: HttpRequest) -> str:
    """Where somebody wanted to go, if that is a page of ours."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    return local(wanted, usual=settings.LOGIN_REDIRECT_URL)


def _path(label: str) -> list[dict[str, str]]:
    return [{"label": _("首页"), "url": "/"}, {"label": label, "url": ""}]
