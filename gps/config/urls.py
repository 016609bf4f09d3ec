"""The addresses of the service."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("", include("gps.web.urls")),
    path("administration/", admin.site.urls),
]
