"""A deployment is told when its mail goes nowhere, or its settings make no sense."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from gps.notices.deployment import mail_leaves_for_real

ROOT = Path(__file__).parents[2]
SHOW = (
    "from django.conf import settings as s; print(s.EMAIL_BACKEND.split('.')[-2], s.EMAIL_HOST, s.EMAIL_PORT,"
    " s.EMAIL_USE_TLS, s.EMAIL_USE_SSL, s.EMAIL_HOST_USER, s.DEFAULT_FROM_EMAIL)"
)


@pytest.mark.once
@pytest.mark.parametrize(
    ("host", "url", "warnings"),
    [
        (True, "https://gps.example.fr", []),
        (False, "https://gps.example.fr", ["gps.notices.W001"]),
        (True, "http://127.0.0.1:8000", ["gps.notices.W002"]),
    ],
)
def test_is_warned(settings: Any, host: bool, url: str, warnings: list[str]) -> None:
    settings.SMTP_HOST_GIVEN, settings.PUBLIC_URL = host, url
    assert [found.id for found in mail_leaves_for_real(None)] == warnings


@pytest.mark.once
@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"GPS_DEMO": "1", "GPS_SMTP_HOST": "mx.invalid"}, "dummy mx.invalid 587 True False  GPS <gps@localhost>"),
        ({}, "smtp localhost 25 False False  GPS <gps@localhost>"),
        (
            {"GPS_SMTP_HOST": "mx.invalid", "GPS_SMTP_USER": "u", "GPS_MAIL_FROM": "GPS <g@x.fr>"},
            "smtp mx.invalid 587 True False u GPS <g@x.fr>",
        ),
        ({"GPS_SMTP_HOST": "mx.invalid", "GPS_SMTP_TLS": "tls"}, "smtp mx.invalid 465 False True  GPS <gps@localhost>"),
        (
            {"GPS_SMTP_HOST": "mx.invalid", "GPS_SMTP_TLS": "none", "GPS_SMTP_PORT": "2525"},
            "smtp mx.invalid 2525 False False  GPS <gps@localhost>",
        ),
        ({"GPS_SMTP_TLS": "peut-être"}, "GPS_SMTP_TLS vaut starttls, tls ou none."),
    ],
)
def test_sends_as_it_is_told(given: dict[str, str], said: str) -> None:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("GPS_")}
    environment = clean | {"GPS_SECRET_KEY": "x" * 50, "DJANGO_SETTINGS_MODULE": "gps.config.settings"} | given
    done = subprocess.run(
        [sys.executable, "-c", SHOW], cwd=ROOT, env=environment, text=True, capture_output=True, check=False
    )
    assert said in done.stdout + done.stderr
