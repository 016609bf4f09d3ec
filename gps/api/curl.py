"""The examples of the documentation as commands that one can paste: the tests run them as they stand."""

import json
import shlex
from urllib.parse import urlencode

from gps.api.contract import Example

KEY = "$GPS_CLE"
FILE = "file=@numeros.xml;type=application/xml"
"""A field of a form that holds a file."""


def command(server: str, method: str, path: str, example: Example) -> str:
    """Give the ``curl`` of an example.

    Args:
        server: where GPS is, without a slash at the end.
        method: in capitals.
        path: with its parameters in braces.
        example: what to fill them with.
    """
    lines = _beginning(server, method, path, example)
    lines += [f"-H {shlex.quote(f'{name}: {value}')}" for name, value in example.headers.items()]
    if example.body is not None:
        if not isinstance(example.body, str):
            lines.append("-H 'Content-Type: application/json'")
        body = example.body if isinstance(example.body, str) else json.dumps(example.body, ensure_ascii=False, indent=2)
        lines.append(f"-d {shlex.quote(body)}")
    return " \\\n  ".join(lines)


def command_with_file(server: str, method: str, path: str, example: Example) -> str:
    """Give the ``curl`` of an example that sends a file of the disk in a form instead of its body."""
    return " \\\n  ".join([*_beginning(server, method, path, example), f"-F '{FILE}'"])


def _beginning(server: str, method: str, path: str, example: Example) -> list[str]:
    address = server + path.format_map(example.path)
    if example.query:
        address += "?" + urlencode(example.query)
    called = "curl" if method == "GET" else f"curl -X {method}"
    return [f"{called} {shlex.quote(address)}", f'-H "Authorization: Bearer {KEY}"']
