"""All addresses of the site."""

from django.urls import include, path, re_path

from jieyue.api.door import no_such_address
from jieyue.api.urls import urls as api

handler400, handler403 = "jieyue.site.failing.wrong", "jieyue.site.failing.forbidden"
handler404, handler500 = "jieyue.site.failing.missing", "jieyue.site.failing.failed"
urlpatterns = [
    path("api/v1/", api),
    re_path("^api/", no_such_address, name="no_such_address"),
    path("", include("jieyue.web.urls")),
]
