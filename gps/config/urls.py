"""The addresses of the service."""

from django.contrib import admin
from django.urls import include, path
from django.views.generic import RedirectView

urlpatterns = [
    path("", include("gps.web.urls")),
    path("api/v1/", include("gps.api.urls")),
    path("api/", RedirectView.as_view(pattern_name="api:documentation")),
    path("api/v1", RedirectView.as_view(pattern_name="api:documentation")),
    path("administration/", admin.site.urls),
]

handler400 = "gps.web.views.errors.bad_request"
handler403 = "gps.web.views.errors.forbidden"
handler404 = "gps.web.views.errors.not_found"
handler500 = "gps.web.views.errors.server_error"
