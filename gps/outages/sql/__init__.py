"""What the two databases say in their own words: the triggers that guard the past of outages and requests."""

from pathlib import Path

from django.db.backends.base.base import BaseDatabaseWrapper

_HERE = Path(__file__).parent


def run(connection: BaseDatabaseWrapper, name: str, folder: Path = _HERE) -> None:
    """Run the statements of ``<name>_<vendor>.sql``: ``guards`` puts the triggers up, ``unguard`` takes them down."""
    script = (folder / f"{name}_{connection.vendor}.sql").read_text(encoding="utf-8")
    statements = script.split("\n----\n") if connection.vendor == "sqlite" else [script]
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
