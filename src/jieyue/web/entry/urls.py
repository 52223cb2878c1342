from django.urls import path

from jieyue.rules.roles import Right, Role
from jieyue.web.entry import layouts, views
from jieyue.web.navigation import DATA, Entry, daily

under = "import/"
app_name = "entry"
navigation = [
    Entry(
        "导入导出",
        "entry:start",
        (Right.READ, Right.GRANT),
        place=28,
        daily=daily(Role.CLERK, Role.LOCAL_SECURITY),
        group=DATA,
    ),
    Entry("后台任务", "entry:running", (Right.RUN,), place=85),
]
urlpatterns = [
    path("", views.start, name="start"),
    path("jobs/<uuid:job>/", views.job, name="job"),
    path("jobs/<uuid:job>/progress/", views.progress, name="progress"),
    path("jobs/<uuid:job>/decide/", views.decide, name="decide"),
    path("jobs/<uuid:job>/confirm/", views.confirm, name="confirm"),
    path("jobs/<uuid:job>/read-as-own/", views.read_as_own, name="read-as-own"),
    path("jobs/<uuid:job>/add-up/", views.add_up, name="add-up"),
    path("jobs/<uuid:job>/new-accounts/", views.new_accounts, name="new-accounts"),
    path("jobs/<uuid:job>/joined-on/", views.joined_on, name="joined-on"),
    path("jobs/<uuid:job>/drop/", views.drop, name="drop"),
    path("jobs/<uuid:job>/marked.xlsx", views.marked, name="marked"),
    path("jobs/<uuid:job>/export.xlsx", views.exported, name="exported"),
    path("templates/<slug:kind>.xlsx", views.template, name="template"),
    path("export/<slug:kind>/", views.export, name="export"),
    path("export/<slug:kind>.csv", views.export_csv, name="export-csv"),
    path("export/<slug:kind>.xlsx", views.export_xlsx, name="export-xlsx"),
    path("entries/", views.entries, name="entries"),
    path("entries/<number:seq>/", views.entry, name="entry"),
    path("entries/<number:seq>/undo/", views.undo, name="undo"),
    path("layouts/", layouts.layouts, name="layouts"),
    path("layouts/<number:layout>/", layouts.layout, name="layout"),
    path("layouts/<number:layout>/forget/", layouts.forget, name="forget-layout"),
    path("running/", views.running, name="running"),
]
