"""Rule → tests: writes `docs/conformity.md` from the rule book and from the marks of the tests.

The marks are read with `ast`: nothing is imported, so the page can be written while the code is broken, and a rule
counts as proved only by a test whose source names it. With `--check` nothing is written; the exit code says whether the
page is up to date, every mark names a rule, and every rule listed as done in `pyproject.toml` has a test.
"""

import ast
import re
import sys
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RULES = Path("docs/rules.md")
PAGE = Path("docs/conformity.md")

TITLE = re.compile(r"^## (?P<title>.+)$")
RULE = re.compile(r"^- \*\*(?P<rule>[A-Z]\d+)\*\* (?P<text>.+)$")
SOURCE = re.compile(r"^(?:\*\(decision\)\*|\[[^\]]*\])\s*")
SENTENCE = re.compile(r"(?P<first>.+?[.!?])(?=\s+(?:[A-ZÀ-Ý«*]|\d)|$)")

INTRODUCTION = """\
# Conformité

Page écrite par `make fix` à partir de [rules.md](rules.md) et des marques `@pytest.mark.rule(…)` des tests : ne pas \
la modifier à la main.
« prouvée » : la règle est finie et un test au moins la prouve ; « en cours » : des tests la prouvent en partie ; \
« à venir » : aucun test.
"""
HEADER = ("| Règle | Énoncé (première phrase) | État | Tests |", "| --- | --- | --- | --- |")


@dataclass(frozen=True)
class Rule:
    """A numbered rule, the chapter that it stands in, and its first sentence."""

    rule: str
    chapter: str
    sentence: str


@dataclass(frozen=True)
class Proof:
    """A test (or a class, or a module of tests) that names a rule; `rule` is empty when the mark cannot be read."""

    rule: str
    path: str
    name: str


def main(arguments: list[str]) -> int:
    """Write the page, or with `--check` compare it; say every fault."""
    rules = read_rules((ROOT / RULES).read_text(encoding="utf-8"))
    proofs = read_tests(ROOT)
    done = read_done((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    page = render(rules, proofs, done)
    faults = find_faults(rules, proofs, done)
    if "--check" in arguments:
        if not (ROOT / PAGE).is_file() or (ROOT / PAGE).read_text(encoding="utf-8") != page:
            faults.append(f"{PAGE} is not up to date: run make fix")
    else:
        (ROOT / PAGE).write_text(page, encoding="utf-8")
    for fault in faults:
        print(fault, file=sys.stderr)
    return 1 if faults else 0


def read_rules(text: str) -> list[Rule]:
    """Return the rules of the book, in its order."""
    chapter, items = "", []
    for line in text.splitlines():
        if title := TITLE.match(line):
            chapter = title["title"]
        elif rule := RULE.match(line):
            items.append((rule["rule"], chapter, [rule["text"]]))
        elif items and line.startswith("  "):
            items[-1][2].append(line.strip())
    return [Rule(rule, chapter, first_sentence(" ".join(lines))) for rule, chapter, lines in items]


def first_sentence(text: str) -> str:
    """Return the first sentence, without the note that says where the rule comes from."""
    while source := SOURCE.match(text):
        text = text[source.end() :]
    sentence = SENTENCE.match(text)
    return sentence["first"] if sentence else text


def read_done(pyproject: str) -> list[str]:
    """Return the rules that the project declares done."""
    rules: list[str] = tomllib.loads(pyproject).get("tool", {}).get("gps", {}).get("rules", {}).get("done", [])
    return rules


def read_tests(root: Path) -> list[Proof]:
    """Return every rule mark of the tests, in a stable order."""
    modules = sorted((root / "tests").rglob("test_*.py"))
    return [
        proof
        for module in modules
        for proof in read_module(module.relative_to(root).as_posix(), module.read_text(encoding="utf-8"))
    ]


def read_module(path: str, source: str) -> list[Proof]:
    """Return the rule marks of one module; a mark on a class or a whole module counts as one proof."""
    found = [Proof(rule, path, name) for rule, name in marks(ast.parse(source, path), "")]
    return list(dict.fromkeys(found))


def marks(node: ast.AST, name: str) -> Iterator[tuple[str, str]]:
    """Yield each rule and the test that it stands on: decorators are children of what they decorate."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            yield from marks(child, f"{name}.{child.name}".lstrip("."))
            continue
        if isinstance(child, ast.Call) and ast.unparse(child.func) == "pytest.mark.rule":
            for rule in child.args:
                yield (str(rule.value) if isinstance(rule, ast.Constant) else ""), name
        yield from marks(child, name)


def find_faults(rules: list[Rule], proofs: list[Proof], done: list[str]) -> list[str]:
    """Return what is wrong between the book, the marks and the list of rules that are done."""
    known = {rule.rule for rule in rules}
    proved = {proof.rule for proof in proofs}
    faults = [f"{RULES}: it has the rule {rule} twice" for rule in twice(rule.rule for rule in rules)]
    faults += [
        f'{proof.path}: {proof.name or "pytestmark"} names the rule "{proof.rule}", which {RULES} does not have'
        for proof in proofs
        if proof.rule not in known
    ]
    faults += [f"pyproject.toml: the rule {rule} is not in {RULES}" for rule in done if rule not in known]
    faults += [f"pyproject.toml: the rule {rule} is done, but no test names it" for rule in done if rule not in proved]
    return faults


def twice(names: Iterable[str]) -> list[str]:
    """Return the names that come more than once."""
    return [name for name, times in Counter(names).items() if times > 1]


def render(rules: list[Rule], proofs: list[Proof], done: list[str]) -> str:
    """Return the page: one table per chapter, in the order of the book."""
    tests: dict[str, list[Proof]] = defaultdict(list)
    for proof in proofs:
        tests[proof.rule].append(proof)
    proved = sum(rule.rule in done for rule in rules)
    parts = [INTRODUCTION, f"Règles prouvées : {proved} sur {len(rules)}.\n"]
    for chapter, members in groupby(rules, key=lambda rule: rule.chapter):
        rows = [row(rule, tests[rule.rule], done=rule.rule in done) for rule in members]
        parts.append("\n".join([f"## {chapter}", "", *HEADER, *rows, ""]))
    return "\n".join(parts)


def row(rule: Rule, tests: list[Proof], *, done: bool) -> str:
    """Return the line of one rule."""
    state = "à venir" if not tests else "prouvée" if done else "en cours"
    sentence = rule.sentence.replace("|", "\\|")
    return f"| {rule.rule} | {sentence} | {state} | {'<br>'.join(map(link, tests)) or '–'} |"


def link(proof: Proof) -> str:
    """Return a link without a line number: the page changes with its proofs, not with the length of a file."""
    title = proof.path.removeprefix("tests/") + (f" › {proof.name}" if proof.name else "")
    return f"[{title}](../{proof.path})"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
