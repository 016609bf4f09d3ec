"""How the faults of an import are stored, and given back as the register told them: the sentences need their facts."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, time
from typing import Any

from gps.domain.errors import ErrorCode, Fault

Stored = dict[str, Any]

_MOMENTS: dict[str, Callable[[str], object]] = {
    "datetime": datetime.fromisoformat,
    "date": date.fromisoformat,
    "time": time.fromisoformat,
}


def stored(faults: Iterable[Fault]) -> list[Stored]:
    """Give faults as JSON: code name, field and data; a moment is an object that names its kind."""
    return [
        {
            "code": fault.code.name,
            "field": fault.field,
            "data": {name: _plain(value) for name, value in fault.data.items()},
        }
        for fault in faults
    ]


def restored(rows: Iterable[Mapping[str, Any]]) -> tuple[Fault, ...]:
    """Give the faults that were stored."""
    return tuple(
        Fault(ErrorCode[row["code"]], row["field"], {name: _value(value) for name, value in row["data"].items()})
        for row in rows
    )


def _plain(value: object) -> object:
    kind = type(value).__name__
    if kind in _MOMENTS:
        return {kind: value.isoformat()}  # type: ignore[attr-defined]
    if isinstance(value, str | int | float | bool | list | None):
        return value
    return str(value)


def _value(value: object) -> object:
    if isinstance(value, dict):
        [(kind, text)] = value.items()
        return _MOMENTS[kind](text)
    return value
