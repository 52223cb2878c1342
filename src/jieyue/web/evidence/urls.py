from django.urls import path

from jieyue.rules.roles import Right
from jieyue.web.evidence import changes, files, views
from jieyue.web.navigation import Entry

under = "evidence/"
app_name = "evidence"
navigation = [Entry("佐证材料", "evidence:list", (Right.READ,), place=40)]
urlpatterns = [
    path("", views.items, name="list"),
    path("add/", changes.add, name="add"),
    path("of/<str:table>/<int:record>/", views.of_record, name="of"),
    path("of/<str:table>/<int:record>/attach/", changes.attach, name="attach"),
    path("of/<str:table>/<int:record>/link/", changes.link, name="link"),
    path("of/<str:table>/<int:record>/unlink/<int:item>/", changes.unlink, name="unlink"),
    path("<int:item>/", views.item, name="item"),
    path("<int:item>/renew/", changes.renew, name="renew"),
    path("<int:item>/describe/", changes.describe, name="describe"),
    path("<int:item>/remove/", changes.remove, name="remove"),
    path("<int:item>/<int:number>/download/", files.download, name="download"),
    path("<int:item>/<int:number>/<int:page>/<str:size>/", files.preview, name="preview"),
]
