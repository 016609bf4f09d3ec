"""A machine that calls the API: every answer that it gets is held against the OpenAPI document."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.test import Client
from jsonschema import Draft202012Validator, FormatChecker

from gps.api.app import openapi

BASE = "/api/v1"
PROBLEM = "application/problem+json"
NEVER_DOCUMENTED = {404: "address-unknown", 405: "method-not-allowed"}
"""What an address answers that is no operation's."""


@dataclass(frozen=True)
class Answer:
    """What came back."""

    response: Any

    @property
    def status(self) -> int:
        return int(self.response.status_code)

    @property
    def json(self) -> Any:
        return json.loads(self.response.content)

    @property
    def code(self) -> str:
        """The code of a problem, "" for what is none."""
        return str(self.json["code"]) if self.response["Content-Type"] == PROBLEM else ""

    @property
    def codes(self) -> list[str]:
        return [error["code"] for error in self.json["errors"]]

    @property
    def paths(self) -> dict[str, str]:
        """Where each error is."""
        return {error["path"]: error["code"] for error in self.json["errors"]}

    def header(self, name: str) -> str:
        return str(self.response.headers.get(name, ""))


@dataclass(frozen=True)
class Machine:
    """A program with a key, or with none."""

    secret: str = ""

    def get(self, path: str, query: dict[str, Any] | None = None, **headers: str) -> Answer:
        return self.call("GET", path, query=query, headers=headers)

    def post(self, path: str, body: Any = None, **headers: str) -> Answer:
        return self.call("POST", path, body, headers=headers)

    def put(self, path: str, body: Any = None, **headers: str) -> Answer:
        return self.call("PUT", path, body, headers=headers)

    def delete(self, path: str, **headers: str) -> Answer:
        return self.call("DELETE", path, headers=headers)

    def call(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        query: dict[str, Any] | None = None,
        content_type: str = "application/json",
        headers: dict[str, str] | None = None,
    ) -> Answer:
        """Call an operation. A body that is text or bytes is sent as it is; names of headers have _ for -."""
        sent = {name.replace("_", "-"): value for name, value in (headers or {}).items()}
        if self.secret:
            sent.setdefault("Authorization", f"Bearer {self.secret}")
        data = body if isinstance(body, str | bytes) else json.dumps(body) if body is not None else ""
        response = Client(raise_request_exception=False).generic(
            method, BASE + path, data, content_type=content_type, headers=sent, query_params=query
        )
        hold(method, BASE + path, response)
        return Answer(response)


def hold(method: str, path: str, response: Any) -> None:
    """Hold an answer against what the document promises of its operation."""
    status = response.status_code
    promised = operation_at(method, path)
    kind = response["Content-Type"].split(";")[0]
    problem = {}
    assert not response.cookies
    if kind == PROBLEM:
        assert faults(response, {"$ref": "#/components/schemas/Problem"}) == []
        problem = json.loads(response.content)
        assert problem["status"] == status
        if problem["code"] == NEVER_DOCUMENTED.get(status):
            return
    assert promised is not None, f"{method} {path} is no operation"
    assert status in promised["responses"], f"{method} {path} does not promise {status}: {response.content[:500]!r}"
    told = promised["responses"][status]
    assert kind in told.get("content", {}), f"{method} {path} does not promise {kind} for {status}"
    if kind == PROBLEM:
        listed = told["content"][kind]["examples"].keys()
        codes = {error["code"] for error in problem["errors"]}
        others = {code for other in promised["responses"].values() for code in examples(other)}
        assert problem["code"] in listed, f"{method} {path} does not list {problem['code']} under {status}"
        assert codes <= others, f"{method} {path} does not list {codes - others}"
    elif kind == "application/json":
        assert faults(response, told["content"][kind]["schema"]) == []
    for name in told.get("headers", {}):
        assert name in openapi()["components"]["headers"]


def examples(response: dict[str, Any]) -> list[str]:
    return list(response.get("content", {}).get(PROBLEM, {}).get("examples", {}))


def faults(response: Any, schema: dict[str, Any]) -> list[str]:
    """What is wrong with a body by its schema."""
    whole = schema | {"components": openapi()["components"]}
    checker = Draft202012Validator(whole, format_checker=FormatChecker())
    return [f"{error.json_path}: {error.message}" for error in checker.iter_errors(json.loads(response.content))]


def operations() -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Every operation of the document: method, path, promise."""
    for path, methods in openapi()["paths"].items():
        for method, promised in methods.items():
            yield method.upper(), path, promised


def operation_at(method: str, path: str) -> dict[str, Any] | None:
    path = path.partition("?")[0]
    for known, template, promised in operations():
        if known == method and _pattern(template).fullmatch(path):
            return promised
    return None


@cache
def _pattern(template: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"\\\{[^}]*\\\}", "[^/]+", re.escape(template)))
