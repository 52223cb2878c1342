from django.urls import path

from jieyue.web.account import views
from jieyue.web.navigation import NOBODY, OWN, Entry

under = ""
app_name = "account"
navigation = [Entry("我的账户", "account:mine", place=90, daily=NOBODY, group=OWN)]
urlpatterns = [
    path("set-up/", views.set_up, name="set_up"),
    path("sign-in/", views.sign_in, name="sign_in"),
    path("sign-in/code/", views.second_step, name="second_step"),
    path("sign-out/", views.sign_out, name="sign_out"),
    path("sign-out/everywhere/", views.sign_out_everywhere, name="sign_out_everywhere"),
    path("account/", views.mine, name="mine"),
    path("account/password/", views.password, name="password"),
    path("account/second-factor/", views.second_factor, name="second_factor"),
    path("account/second-factor/qr.svg", views.qr_code, name="qr_code"),
]
