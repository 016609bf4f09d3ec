"""The house rules that no import contract can say: each check reads one file and returns the lines that break its rule.

`test_consistency.py` puts every file of the project through them, and proves that each of them can fail.
"""

import ast
import re
import sys
from collections.abc import Iterator

OPERATIONS = re.compile(r"gps/documents/operations(\.py|/.+\.py)")
CLOCK_READERS = re.compile(r"gps/web/middleware\.py|gps/.+/management/commands/.+\.py")
REACHES_DOCUMENTS_BY_ACTOR = re.compile(r"gps/(web|api)/.+\.py")

DOCUMENT_MODULES = ("gps.documents.models", "gps.documents")
WRITTEN_BY_OPERATIONS = ("FallbackDocument", "HistoryEntry")
REGISTER = (*WRITTEN_BY_OPERATIONS, "Anomaly", "SequenceCounter", "Submission")
MANAGERS = ("objects", "_default_manager", "_base_manager")
CREATORS = ("create", "acreate", "bulk_create", "abulk_create", "get_or_create", "update_or_create")
UPDATERS = ("update", "aupdate")
READERS = ("all", "filter", "exclude", "get", "first", "last", "order_by", "values", "values_list", "select_related")
CLOCKS = {
    "datetime.datetime.now",
    "datetime.datetime.today",
    "datetime.datetime.utcnow",
    "datetime.date.today",
    "time.time",
    "time.time_ns",
    "django.utils.timezone.now",
    "django.db.models.functions.Now",
    "django.db.models.functions.datetime.Now",
}
CLOCKS_WITHOUT_ARGUMENT = {
    "django.utils.timezone.localdate",
    "django.utils.timezone.localtime",
    "time.gmtime",
    "time.localtime",
}
NAMELESS = {"utils", "helpers", "common", "misc", "tools"}
LONGEST_MODULE = 300

# Written so that these two lines do not match themselves.
MACHINE_PATH = re.compile(r"(?<![\w.~)\]}-])/(?:work|root|home)/\w")
REGISTRY = re.compile(
    r"(?<![\w-])--(?:(?:extra-)?index-url|find-links)\b"
    r"|\w://[^/\s]*(?:pypi|pythonhosted|npmjs|artifact|registry|mirror|proxy|index)",
    re.IGNORECASE,
)


def status_written_elsewhere(path: str, source: str) -> list[str]:
    """A status changes, and history is written, by the operations alone: state and trace are one statement."""
    if OPERATIONS.fullmatch(path):
        return []
    return [at(path, node) for node in ast.walk(ast.parse(source)) if writes_status(node) or creates_entry(node)]


def writes_status(node: ast.AST) -> bool:
    if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store | ast.Del):
        return node.attr == "status"
    if not isinstance(node, ast.Call):
        return False
    if isinstance(node.func, ast.Attribute) and node.func.attr in UPDATERS:
        return any(keyword.arg == "status" for keyword in node.keywords)
    if called(node) in {"setattr", "bulk_update", "abulk_update"}:
        return any(isinstance(part, ast.Constant) and part.value == "status" for part in ast.walk(node))
    return False


def creates_entry(node: ast.AST) -> bool:
    if not isinstance(node, ast.Call):
        return False
    if called(node) in WRITTEN_BY_OPERATIONS:
        return True
    names = ast.unparse(node.func).split(".")
    return names[-1] in CREATORS and not {*WRITTEN_BY_OPERATIONS, "history"}.isdisjoint(names)


def clock_read_elsewhere(path: str, source: str) -> list[str]:
    """The clock is read once per request, by the middleware, and by commands; everywhere else it is an argument."""
    if CLOCK_READERS.fullmatch(path):
        return []
    tree = ast.parse(source)
    names, up = imported_names(tree), parents(tree)
    return [at(path, node) for node in ast.walk(tree) if reads_clock(node, names, up)]


def reads_clock(node: ast.AST, names: dict[str, str], up: dict[ast.AST, ast.AST]) -> bool:
    if isinstance(node, ast.keyword):
        return node.arg in {"auto_now", "auto_now_add"}
    if not isinstance(node, ast.Attribute | ast.Name):
        return False
    meant = meaning(node, names)
    caller = up.get(node)
    bare = not (isinstance(caller, ast.Call) and caller.func is node and (caller.args or caller.keywords))
    return meant in CLOCKS or (bare and meant in CLOCKS_WITHOUT_ARGUMENT)


def clock_read_by_template(path: str, source: str) -> list[str]:
    """A template shows the moment that the view gives it."""
    lines = enumerate(source.splitlines(), start=1)
    return [f"{path}:{number}" for number, line in lines if re.search(r"{%-?\s*now\b", line)]


def import_inside_function(path: str, source: str) -> list[str]:
    """An import inside a function hides a circle: the circle is what to repair."""
    functions = [
        node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]
    imports = [node for function in functions for node in ast.walk(function) if isinstance(node, IMPORTS)]
    return sorted({at(path, node) for node in imports})


def domain_not_plain(path: str, source: str) -> list[str]:
    """The domain imports the standard library and itself."""
    if not path.startswith("gps/domain/"):
        return []
    return [
        at(path, node)
        for node in ast.walk(ast.parse(source))
        for module in imported_modules(node)
        if module.split(".")[0] not in sys.stdlib_module_names and not f"{module}.".startswith("gps.domain.")
    ]


def documents_reached_without_actor(path: str, source: str) -> list[str]:
    """Pages and API get documents from `visible_to(actor, …)`: a filter that is written twice is once forgotten."""
    if not REACHES_DOCUMENTS_BY_ACTOR.fullmatch(path):
        return []
    tree = ast.parse(source)
    names, up = imported_names(tree), parents(tree)
    by_model = [node for node in ast.walk(tree) if is_register(node, names) and not is_harmless(node, up)]
    return [at(path, node) for node in (*by_model, *filter(is_reverse_reading, ast.walk(tree)))]


def is_reverse_reading(node: ast.AST) -> bool:
    """Tell `excise_number.documents.filter(…)`: another way to the same rows."""
    return (
        isinstance(node, ast.Attribute)
        and node.attr in READERS
        and isinstance(node.value, ast.Attribute)
        and node.value.attr == "documents"
    )


def is_register(node: ast.AST, names: dict[str, str]) -> bool:
    """Tell a use of one of the register's models, under whatever name it was imported."""
    if not isinstance(node, ast.Attribute | ast.Name):
        return False
    module, _, name = meaning(node, names).rpartition(".")
    return name in REGISTER and (module in DOCUMENT_MODULES or module.startswith("gps.documents.models."))


def is_harmless(node: ast.AST, up: dict[ast.AST, ast.AST]) -> bool:
    """Tell a use that reads no rows, or that names the actor first: `Model.objects.visible_to(…)`."""
    parent = up[node]
    if isinstance(parent, ast.Attribute):
        then = up[parent]
        return parent.attr not in MANAGERS or (isinstance(then, ast.Attribute) and then.attr == "visible_to")
    if isinstance(parent, ast.Call):
        return called(parent) in {"isinstance", "issubclass", "cast"}
    return not isinstance(parent, ast.Assign | ast.keyword)


def nameless_module(path: str, source: str) -> list[str]:
    """A module is named after what it knows; these names attract everything."""
    del source
    return [path] if NAMELESS & {part.removesuffix(".py") for part in path.split("/")} else []


def test_module_without_test(path: str, source: str) -> list[str]:
    """A test module that collects nothing proves nothing, and nobody notices."""
    if not path.rpartition("/")[2].startswith("test_"):
        return []
    return [] if any(map(is_test, ast.walk(ast.parse(source)))) else [path]


test_module_without_test.__test__ = False  # type: ignore[attr-defined]


def is_test(node: ast.AST) -> bool:
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        return node.name.startswith("test_")
    return isinstance(node, ast.Assign) and ast.unparse(node.targets[0]).startswith(
        "Test"
    )  # a state machine's TestCase


def module_too_long(path: str, source: str) -> list[str]:
    """Beyond this length a module has two subjects."""
    if "/migrations/" in path or not path.startswith("gps/"):
        return []
    length = len(source.splitlines())
    return [f"{path}: {length} lines"] if length > LONGEST_MODULE else []


def machine_named(path: str, source: str) -> list[str]:
    """A commit knows neither the machine that it was made on nor the registry that it was installed from."""
    lines = enumerate(source.splitlines(), start=1)
    found = [f"{path}:{number}" for number, line in lines if MACHINE_PATH.search(line) or REGISTRY.search(line)]
    return found + ([path] if path.endswith(".lock") and "://" in source else [])


# --- Reading Python -----------------------------------------------------------------------------------------------

IMPORTS = (ast.Import, ast.ImportFrom)


def at(path: str, node: ast.AST) -> str:
    """Return the place of a node as editors understand it."""
    return f"{path}:{getattr(node, 'lineno', 0)}"


def called(call: ast.Call) -> str:
    """Return the last name of what is called."""
    return ast.unparse(call.func).rpartition(".")[2]


def parents(tree: ast.AST) -> dict[ast.AST, ast.AST]:
    """Return the parent of every node."""
    return {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}


def imported_modules(node: ast.AST) -> Iterator[str]:
    """Yield the modules that an import statement names."""
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    elif isinstance(node, ast.ImportFrom):
        yield node.module or ""


def imported_names(tree: ast.AST) -> dict[str, str]:
    """Return what each imported name stands for, whatever it was renamed to."""
    names: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            names |= {alias.asname or alias.name: f"{node.module}.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.Import):
            names |= dict(bound(alias) for alias in node.names)
    return names


def bound(alias: ast.alias) -> tuple[str, str]:
    """Return the name that `import a.b` binds (a, for a) or `import a.b as c` (c, for a.b)."""
    if alias.asname:
        return alias.asname, alias.name
    top = alias.name.partition(".")[0]
    return top, top


def meaning(node: ast.Attribute | ast.Name, names: dict[str, str]) -> str:
    """Return the full dotted name that an expression stands for; empty when it starts with no imported name."""
    first, _, rest = ast.unparse(node).partition(".")
    if first not in names:
        return ""
    return f"{names[first]}.{rest}" if rest else names[first]
