"""The addresses of the service."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("", include("gps.web.urls")),
    path("administration/", admin.site.urls),
]

handler400 = "gps.web.views.errors.bad_request"
handler403 = "gps.web.views.errors.forbidden"
handler404 = "gps.web.views.errors.not_found"
handler500 = "gps.web.views.errors.server_error"
