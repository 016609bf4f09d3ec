"""What a field takes: printable characters, the length of Table 1, a choice of its list (rules D2, D4)."""

from gps.paperwork.code_lists import with_word, with_words
from gps.paperwork.layout import Field, Kind
from gps.paperwork.printable import printable

CHECKED = "Oui"
"""The value of a check box that is checked; empty when it is not."""


class TextTooLong(ValueError):
    """A value has more characters than its field may hold (Table 1): `field` its name, `limit` in characters."""

    def __init__(self, field: str, value: str, limit: int) -> None:
        self.field = field
        self.value = value
        self.limit = limit
        super().__init__(f"{field}: more than {limit} characters")


class UnknownChoice(ValueError):
    """A value is not in the list of its field: `field` its name, `value` what was given."""

    def __init__(self, field: str, value: str) -> None:
        self.field = field
        self.value = value
        super().__init__(f"{field}: {value!r} is not one of its choices")


def accepted(field: Field, value: str) -> str:
    """Give a value as the form holds it. Raises `UnprintableText`, `TextTooLong` and `UnknownChoice`."""
    text = printable(field.name, value, multiline=field.kind is Kind.MULTILINE)
    if field.kind is Kind.CHOICE and text:
        chosen = (with_words if field.several else with_word)(field.options, text)
        if chosen is not None:
            return chosen
        if not field.editable:
            raise UnknownChoice(field.name, text)
    if field.kind is Kind.CHECK and text not in ("", CHECKED):
        raise UnknownChoice(field.name, text)
    if field.max_length is not None and len(text) > field.max_length:
        raise TextTooLong(field.name, text, field.max_length)
    return text
