"""The addresses of the API, in English, and of its documentation. An address is a promise: the version is in it."""

from django.urls import path

from gps.api import pages
from gps.api.app import api

app_name = "api"

urlpatterns = [
    path("", pages.documentation, name="documentation"),
    path("problems", pages.problems, name="problems"),
    path("openapi.json", pages.openapi_json, name="openapi"),
    path("", api.urls),
]
