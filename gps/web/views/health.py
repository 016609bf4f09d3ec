"""``/sante``: whether GPS can work, for whoever watches over it."""

from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse


@login_not_required
def health(request: HttpRequest) -> JsonResponse:
    """Tell the database's state: 200 when it answers and its tables are up to date, 503 otherwise."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM documents_sequencecounter LIMIT 1")
            cursor.fetchall()
    except DatabaseError:
        return JsonResponse({"etat": "panne", "base": {"moteur": connection.vendor, "repond": False}}, status=503)
    answer = JsonResponse({"etat": "ok", "base": {"moteur": connection.vendor, "repond": True}})
    answer["Cache-Control"] = "no-store"
    return answer
