from django.urls import path

from jieyue.web.documents import views

under = "documents/"
app_name = "documents"
urlpatterns = [
    path("", views.papers, name="list"),
    path("<slug:key>/<str:organisation>/template/", views.template, name="template"),
    path("<slug:key>/<str:organisation>/template/back/", views.template_back, name="template-back"),
    path("<slug:key>/<str:organisation>/template.docx", views.template_file, name="template-file"),
    path("<slug:key>/<str:organisation>/<str:period>/", views.paper, name="paper"),
    path("<slug:key>/<str:organisation>/<str:period>/paper.<str:form>", views.download, name="download"),
]
