from django.urls import path

from jieyue.web.documents import views

under = "documents/"
app_name = "documents"
urlpatterns = [
    path("", views.papers, name="list"),
    path("<slug:key>/<str:organisation>/<str:period>/paper.<str:form>", views.download, name="download"),
]
