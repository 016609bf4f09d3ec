"""What the copy keeps of the style sheets: of some 1,600 files of the design system, only what its pages use.

Browsers take no icon from a file beside a page that was opened from a folder: icons are put within the style sheet.
"""

import re
from collections.abc import Callable
from urllib.parse import quote

_RULE = re.compile(r"([^{}]*)\{([^{}]*)\}")
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_NOT_A_CLASS = re.compile(r":not\([^)]*\)|\[[^\]]*\]")
_CLASS = re.compile(r"\.(-?[_a-zA-Z][\w-]*)")
_LINK = re.compile(r"url\(\s*(?!['\"]?data:)(['\"]?)([^'\")]+)\1\s*\)")
_OLD_FONT = re.compile(r",url\([^)]*\.woff\)\s*format\(\"woff\"\)")


def kept(sheet: str, classes: set[str], place: Callable[[str], str], *, fonts: bool) -> str:
    """Give a style sheet without the rules whose files these pages do not need.

    Args:
        sheet: the style sheet.
        classes: those that the pages use.
        place: gives the new address of a file, and brings it along.
        fonts: whether the typefaces are wanted.
    """

    def rule(found: re.Match[str]) -> str:
        selector, body = found[1], found[2]
        if not _LINK.search(body):
            return found[0]
        is_font = "@font-face" in selector
        if not (fonts if is_font else _is_used(selector, classes)):
            return "".join(selector.rpartition(";")[:2])  # an @charset or @import that came before stays
        return f"{selector}{{{_LINK.sub(link, _OLD_FONT.sub('', body) if is_font else body)}}}"

    def link(found: re.Match[str]) -> str:
        return f'url("{place(found[2])}")'

    return _RULE.sub(rule, _COMMENT.sub("", sheet))


def within(icon: bytes) -> str:
    """Give an SVG file as an address that holds it."""
    return f"data:image/svg+xml,{quote(icon.decode().strip(), safe=' =:/')}"


def _is_used(selector: str, classes: set[str]) -> bool:
    """Whether one of the alternatives of a selector can meet an element of the pages."""
    plain = _NOT_A_CLASS.sub("", selector)
    return any(classes.issuperset(_CLASS.findall(alternative)) for alternative in plain.split(","))
