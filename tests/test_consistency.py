"""The repository obeys its own rules; and each rule is shown a file that breaks it, lest it pass by seeing nothing."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from scripts import conformity
from tests import consistency

pytestmark = pytest.mark.once

ROOT = Path(__file__).resolve().parent.parent
NOT_OURS = {"var", "staticfiles", "node_modules", "__pycache__"}
HIDDEN_YET_OURS = {".ci", ".github", ".gitignore"}

Check = Callable[[str, str], list[str]]


def files(*folders: str, name: str = "*") -> Iterator[tuple[str, str]]:
    """Yield the path and the text of every file that may be committed; binary files have no text."""
    for path in sorted(found for folder in folders for found in (ROOT / folder).rglob(name)):
        parts = path.relative_to(ROOT).parts
        hidden = parts[0].startswith(".") and parts[0] not in HIDDEN_YET_OURS
        if path.is_file() and not hidden and NOT_OURS.isdisjoint(parts):
            try:
                yield "/".join(parts), path.read_text(encoding="utf-8")
            except UnicodeDecodeError:
                continue


CODE = ("gps", "standins", "scripts", "tests")
HOUSE: list[tuple[Check, tuple[str, ...], str]] = [
    (consistency.status_written_elsewhere, ("gps",), "*.py"),
    (consistency.clock_read_elsewhere, ("gps",), "*.py"),
    (consistency.clock_read_by_template, ("gps",), "*.html"),
    (consistency.import_inside_function, CODE, "*.py"),
    (consistency.domain_not_plain, ("gps",), "*.py"),
    (consistency.documents_reached_without_actor, ("gps",), "*.py"),
    (consistency.nameless_module, CODE, "*.py"),
    (consistency.test_module_without_test, ("tests",), "*.py"),
    (consistency.module_too_long, ("gps",), "*.py"),
    (consistency.machine_named, (".",), "*"),
]


@pytest.mark.parametrize(("check", "folders", "name"), HOUSE, ids=[check.__name__ for check, _, _ in HOUSE])
def test_the_house_obeys(check: Check, folders: tuple[str, ...], name: str) -> None:
    assert [fault for path, source in files(*folders, name=name) for fault in check(path, source)] == []


def test_marks_name_rules_of_the_book() -> None:
    known = {rule.rule for rule in conformity.read_rules((ROOT / conformity.RULES).read_text(encoding="utf-8"))}
    assert [proof for proof in conformity.read_tests(ROOT) if proof.rule not in known] == []


VIEW = "gps/web/views/documents.py"
DOCUMENTS = "from gps.documents.models import FallbackDocument\n"
FORBIDDEN: list[tuple[Check, str, str]] = [
    (consistency.status_written_elsewhere, VIEW, "document.status = Status.CANCELLED"),
    (consistency.status_written_elsewhere, "gps/documents/models.py", "self.status, at = new, now"),
    (consistency.status_written_elsewhere, VIEW, "documents.filter(pk=1).update(status='cancelled')"),
    (consistency.status_written_elsewhere, VIEW, "setattr(document, 'status', new)"),
    (consistency.status_written_elsewhere, VIEW, "documents.bulk_update(found, ['status'])"),
    (consistency.status_written_elsewhere, VIEW, "HistoryEntry(document=document).save()"),
    (consistency.status_written_elsewhere, VIEW, "models.HistoryEntry.objects.create(document=document)"),
    (consistency.status_written_elsewhere, VIEW, "document.history.create(action='cancel')"),
    (consistency.status_written_elsewhere, VIEW, "FallbackDocument.objects.bulk_create(documents)"),
    (consistency.clock_read_elsewhere, VIEW, "from django.utils import timezone\nnow = timezone.now()"),
    (consistency.clock_read_elsewhere, VIEW, "from django.utils import timezone as tz\nday = tz.localdate()"),
    (consistency.clock_read_elsewhere, VIEW, "from django.utils.timezone import now\nat = now()"),
    (consistency.clock_read_elsewhere, VIEW, "import datetime\nat = datetime.datetime.now(tz=datetime.UTC)"),
    (consistency.clock_read_elsewhere, VIEW, "import datetime as dt\nat = dt.datetime.utcnow()"),
    (consistency.clock_read_elsewhere, VIEW, "from datetime import date\nday = date.today()"),
    (consistency.clock_read_elsewhere, VIEW, "import time\nat = time.time()"),
    (consistency.clock_read_elsewhere, VIEW, "from django.db.models.functions import Now\nat = Now()"),
    (consistency.clock_read_elsewhere, "gps/accounts/models.py", "at = models.DateTimeField(auto_now_add=True)"),
    (consistency.clock_read_elsewhere, "gps/accounts/models.py", "at = models.DateTimeField(auto_now=True)"),
    (
        consistency.clock_read_elsewhere,
        "gps/accounts/models.py",
        "from django.utils import timezone\nat = models.DateTimeField(default=timezone.now)",
    ),
    (consistency.clock_read_by_template, "gps/web/templates/page.html", "<p>{% now 'Y' %}</p>"),
    (consistency.import_inside_function, VIEW, "def view():\n    from gps.documents import operations"),
    (consistency.import_inside_function, VIEW, "class View:\n    async def get(self):\n        import json"),
    (consistency.domain_not_plain, "gps/domain/reference.py", "from django.utils import timezone"),
    (consistency.domain_not_plain, "gps/domain/reference.py", "import stdnum.fr"),
    (consistency.domain_not_plain, "gps/domain/reference.py", "from gps.documents import models"),
    (consistency.documents_reached_without_actor, VIEW, DOCUMENTS + "FallbackDocument.objects.get(pk=1)"),
    (consistency.documents_reached_without_actor, VIEW, DOCUMENTS + "rows = FallbackDocument.objects"),
    (consistency.documents_reached_without_actor, VIEW, DOCUMENTS + "FallbackDocument.objects.all().visible_to(a)"),
    (consistency.documents_reached_without_actor, VIEW, DOCUMENTS + "FallbackDocument._default_manager.all()"),
    (consistency.documents_reached_without_actor, VIEW, DOCUMENTS + "get_object_or_404(FallbackDocument, pk=1)"),
    (consistency.documents_reached_without_actor, VIEW, DOCUMENTS + "class View:\n    model = FallbackDocument"),
    (consistency.documents_reached_without_actor, VIEW, DOCUMENTS + "ListView.as_view(model=FallbackDocument)"),
    (consistency.documents_reached_without_actor, VIEW, "excise_number.documents.filter(status=active)"),
    (
        consistency.documents_reached_without_actor,
        "gps/api/documents.py",
        "from gps.documents import models as m\nm.FallbackDocument.objects.filter(reference=x)",
    ),
    (
        consistency.documents_reached_without_actor,
        VIEW,
        "import gps.documents.models\ngps.documents.models.HistoryEntry.objects.all()",
    ),
    (consistency.nameless_module, "gps/documents/utils.py", ""),
    (consistency.nameless_module, "gps/common/dates.py", ""),
    (consistency.test_module_without_test, "tests/web/test_search.py", "def check_search(): pass"),
    (consistency.module_too_long, "gps/documents/models.py", "x = 1\n" * 301),
    (consistency.machine_named, "docs/operations.md", "cd " + "/home" + "/someone/gps"),
    (consistency.machine_named, "Makefile", "cp x '" + "/root" + "/x'"),
    (consistency.machine_named, "Makefile", "pip install --index" + "-url https://host.example"),
    (consistency.machine_named, "docs/operations.md", "https://" + "registry.host.example/simple"),
    (consistency.machine_named, "requirements.lock", "django @ https://host.example/django.whl"),
]


@pytest.mark.parametrize(("check", "path", "source"), FORBIDDEN)
def test_a_fault_is_seen(check: Check, path: str, source: str) -> None:
    assert check(path, source) != []


ALLOWED: list[tuple[Check, str, str]] = [
    (consistency.status_written_elsewhere, "gps/documents/operations.py", "document.status = HistoryEntry()"),
    (consistency.status_written_elsewhere, "gps/documents/operations/issue.py", "document.status = new"),
    (consistency.status_written_elsewhere, VIEW, "if document.status == new: rows.update(comment='x')"),
    (consistency.clock_read_elsewhere, "gps/web/middleware.py", "import time\ntime.time()"),
    (consistency.clock_read_elsewhere, "gps/documents/management/commands/seal.py", "import time\ntime.time()"),
    (consistency.clock_read_elsewhere, VIEW, "now = request.now\nstart = time.monotonic()"),
    (consistency.clock_read_elsewhere, VIEW, "from django.utils import timezone\nday = timezone.localdate(now, zone)"),
    (consistency.clock_read_by_template, "gps/web/templates/page.html", "{% nowhere %} {{ now }}"),
    (consistency.import_inside_function, VIEW, "import json\ndef view(): pass"),
    (consistency.domain_not_plain, "gps/domain/reference.py", "import re\nfrom gps.domain import errors"),
    (consistency.domain_not_plain, "gps/web/urls.py", "import django"),
    (consistency.documents_reached_without_actor, VIEW, DOCUMENTS + "FallbackDocument.objects.visible_to(actor).get()"),
    (consistency.documents_reached_without_actor, VIEW, "permissions.visible_to(actor, now).get(reference=number)"),
    (consistency.documents_reached_without_actor, VIEW, "operations.documents(actor); document.history.all()"),
    (consistency.documents_reached_without_actor, VIEW, DOCUMENTS + "def view(d: FallbackDocument) -> None: pass"),
    (consistency.documents_reached_without_actor, VIEW, DOCUMENTS + "error = FallbackDocument.DoesNotExist"),
    (consistency.documents_reached_without_actor, "gps/demo/loading.py", DOCUMENTS + "FallbackDocument.objects.all()"),
    (consistency.nameless_module, "gps/documents/labels.py", ""),
    (consistency.test_module_without_test, "tests/test_x.py", "class TestX:\n    def test_y(self): pass"),
    (consistency.test_module_without_test, "tests/test_x.py", "TestX = Machine.TestCase"),
    (consistency.test_module_without_test, "tests/factories.py", ""),
    (consistency.module_too_long, "gps/documents/models.py", "x = 1\n" * 300),
    (consistency.module_too_long, "gps/documents/migrations/0001_initial.py", "x = 1\n" * 301),
    (consistency.machine_named, "gps/web/urls.py", "path('app/work/1')  # https://www.douane.gouv.fr/home/x"),
    (consistency.machine_named, "Makefile", "uv pip compile --no-emit-index-url --no-emit-find-links"),
]


@pytest.mark.parametrize(("check", "path", "source"), ALLOWED)
def test_what_is_right_passes(check: Check, path: str, source: str) -> None:
    assert check(path, source) == []


def test_every_check_is_shown_a_fault() -> None:
    assert {check for check, _, _ in HOUSE} == {check for check, _, _ in FORBIDDEN}
