"""The structure of the message IE815 V3.23 as GPS understands it; no message leaves that does not have it (rule M4).

``data/*.xsd`` were written for GPS from the public facts: they are not the Union's own schema.
"""

import logging
from functools import cache
from pathlib import Path
from typing import Any, Final

from lxml import etree

LOG = logging.getLogger(__name__)
DATA: Final = Path(__file__).parent / "data"
FILE: Final = DATA / "ie815-v3.23.xsd"

IE815: Final = "urn:publicid:-:EC:DGTAXUD:EMCS:PHASE4:IE815:V3.23"
TMS: Final = "urn:publicid:-:EC:DGTAXUD:EMCS:PHASE4:TMS:V3.23"


class InvalidMessageError(RuntimeError):
    """GPS made a message that is not one: a fault of GPS's own, which nobody but its maintainers can mend."""


@cache
def schema() -> etree.XMLSchema:
    """Give the schema, read once."""
    return etree.XMLSchema(etree.parse(FILE))


def check(message: etree._Element, reference: str) -> None:
    """Let a message pass that has the structure of the schema.

    Raises:
        InvalidMessageError: it has not; the log says where, and nothing of what stands there.
    """
    structure = schema()
    if not structure.validate(message):
        errors: Any = structure.error_log
        where = "; ".join(f"{error.type_name} at {error.path}" for error in errors)
        LOG.error("The message IE815 of %s does not have its structure: %s", reference, where)
        raise InvalidMessageError(reference)
