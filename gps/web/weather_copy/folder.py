"""Where the copy lies: a symbolic link to the last one, exchanged at one stroke (rule F3).

``meteo`` is a link to ``.meteo-20261120T174530Z-1f0c9a3b`` beside it. A new copy is written into a folder of its own,
then the link is made to lead there: a web server serves the former copy or the new one, never half of one. The
former copy stays until the next exchange, for what is being read. Commands that run at once wait for one another.
"""

import fcntl
import json
import re
import secrets
import shutil
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

LABEL = ".copie-de-secours.json"
"""The file by which a copy is known as one. It is written last."""


class NotACopy(Exception):
    """There is something else in that place, which nobody asked to lose."""


@dataclass(frozen=True)
class Label:
    """When a copy was made, and what it then depended on."""

    made_at: datetime
    mark: str


def label_of(directory: Path) -> Label | None:
    """Give the label of the copy that lies in a place, None when there is none."""
    try:
        read = json.loads((directory / LABEL).read_text(encoding="utf-8"))
        return Label(datetime.fromisoformat(read["made_at"]), str(read["mark"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def refuse_what_is_not_ours(directory: Path) -> None:
    """Let a place be taken that is free, empty, or holds a former copy.

    Raises:
        NotACopy: it holds anything else.
    """
    if label_of(directory) or (directory.is_dir() and not any(directory.iterdir())):
        return
    if directory.is_symlink():
        if not directory.exists() and _own(directory).fullmatch(directory.readlink().name):
            return  # the copy that it led to was deleted
    elif not directory.exists():
        return
    raise NotACopy(f"{directory} n’est pas une copie faite par export_meteo : rien n’y est écrit.")


def replace(directory: Path, files: Mapping[str, bytes], label: Label) -> None:
    """Write a copy and put it in its place.

    Raises:
        NotACopy: there is something else in that place.
    """
    directory = directory.absolute()
    directory.parent.mkdir(parents=True, exist_ok=True)
    with _alone(directory):
        refuse_what_is_not_ours(directory)
        former = directory.parent / directory.readlink() if directory.is_symlink() else None
        fresh = _beside(directory, label.made_at)
        _write(fresh, files, label)
        _exchange(directory, fresh)
        _clear(directory, keep={fresh, former})


def _write(folder: Path, files: Mapping[str, bytes], label: Label) -> None:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    text = json.dumps({"made_at": label.made_at.astimezone(UTC).isoformat(), "mark": label.mark})
    (folder / LABEL).write_text(text, encoding="utf-8")


def _exchange(directory: Path, fresh: Path) -> None:
    link = _beside(directory, datetime.fromtimestamp(0, UTC))
    link.symlink_to(fresh.name, target_is_directory=True)
    if directory.is_dir() and not directory.is_symlink():  # a real folder, empty or brought from elsewhere: once
        directory.rename(_beside(directory, datetime.fromtimestamp(0, UTC)))
    link.replace(directory)


def _clear(directory: Path, keep: set[Path | None]) -> None:
    """Delete older copies, and what a command left that was stopped half-way: we are alone here."""
    for path in directory.parent.iterdir():
        if path not in keep and _own(directory).fullmatch(path.name):
            path.unlink() if path.is_symlink() else shutil.rmtree(path)


def _beside(directory: Path, at: datetime) -> Path:
    return directory.with_name(f".{directory.name}-{at.astimezone(UTC):%Y%m%dT%H%M%SZ}-{secrets.token_hex(4)}")


def _own(directory: Path) -> re.Pattern[str]:
    return re.compile(rf"\.{re.escape(directory.name)}-\d{{8}}T\d{{6}}Z-[0-9a-f]{{8}}")


@contextmanager
def _alone(directory: Path) -> Generator[None]:
    """Wait until no other command writes to this place."""
    with directory.with_name(f".{directory.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
