from django.urls import path

from jieyue.rules.roles import Right
from jieyue.web.evidence import changes, files, views
from jieyue.web.navigation import DATA, NOBODY, Entry

under = "evidence/"
app_name = "evidence"
navigation = [Entry("佐证材料", "evidence:list", (Right.READ,), place=40, daily=NOBODY, group=DATA)]
urlpatterns = [
    path("", views.items, name="list"),
    path("add/", changes.add, name="add"),
    path("of/<str:table>/<number:record>/", views.of_record, name="of"),
    path("of/<str:table>/<number:record>/attach/", changes.attach, name="attach"),
    path("of/<str:table>/<number:record>/link/", changes.link, name="link"),
    path("of/<str:table>/<number:record>/unlink/<number:item>/", changes.unlink, name="unlink"),
    path("<number:item>/", views.item, name="item"),
    path("<number:item>/renew/", changes.renew, name="renew"),
    path("<number:item>/describe/", changes.describe, name="describe"),
    path("<number:item>/remove/", changes.remove, name="remove"),
    path("<number:item>/<number:number>/download/", files.download, name="download"),
    path("<number:item>/<number:number>/<number:page>/<str:size>/", files.preview, name="preview"),
]
