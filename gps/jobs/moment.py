"""``--at``: the moment at which a command does its work, told to it for trials. Without it the clock is read."""

from argparse import ArgumentParser, ArgumentTypeError
from datetime import datetime

from gps.domain.dates import parse_moment


def add_at(parser: ArgumentParser, meaning: str = "moment à considérer") -> None:
    """Give a command its ``--at``: None, or an aware moment."""
    parser.add_argument("--at", type=_moment, help=f"{meaning}, ISO 8601 avec décalage (essais)")


def _moment(text: str) -> datetime:
    try:
        return parse_moment(text)
    except ValueError as error:
        raise ArgumentTypeError(str(error)) from error  # the one error whose words argparse repeats
