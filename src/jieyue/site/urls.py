"""All addresses of the site."""

from django.urls import include, path, re_path

from jieyue.api.door import no_such_address
from jieyue.api.urls import urls as api

urlpatterns = [
    path("api/v1/", api),
    re_path("^api/", no_such_address, name="no_such_address"),
    path("", include("jieyue.web.urls")),
]
