"""What the two databases say in their own words: the triggers that guard the register."""

from pathlib import Path

from django.db.backends.base.base import BaseDatabaseWrapper

from gps.outages import sql

_HERE = Path(__file__).parent


def run(connection: BaseDatabaseWrapper, name: str) -> None:
    """Run the statements of ``<name>_<vendor>.sql``: ``guards`` puts the triggers up, ``unguard`` takes them down."""
    sql.run(connection, name, _HERE)
