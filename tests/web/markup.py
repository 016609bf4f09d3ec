"""HTML read strictly: a page as a tree, where every tag that is opened is closed."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
INLINE = {"a", "abbr", "b", "code", "em", "i", "q", "small", "span", "strong"}


@dataclass
class Element:
    """A tag with its attributes and all that it holds."""

    tag: str
    attributes: dict[str, str]
    children: list["Element | str"] = field(default_factory=list)

    def walk(self) -> Iterator["Element"]:
        """This element and all that it holds, in order."""
        yield self
        for child in self.children:
            if isinstance(child, Element):
                yield from child.walk()

    def all(self, selector: str) -> list["Element"]:
        """The elements of ``#id``, ``.class`` or a tag."""
        return [element for element in self.walk() if element.is_a(selector)]

    def one(self, selector: str) -> "Element":
        found = self.all(selector)
        assert len(found) == 1, f"{len(found)} × {selector}"
        return found[0]

    def is_a(self, selector: str) -> bool:
        match selector[0]:
            case "#":
                return self.get("id") == selector[1:]
            case ".":
                return selector[1:] in self.get("class").split()
            case _:
                return self.tag == selector

    def get(self, name: str) -> str:
        return self.attributes.get(name, "")

    @property
    def raw(self) -> str:
        return "".join(child if isinstance(child, str) else child.raw for child in self.children)

    @property
    def words(self) -> str:
        """The text, with plain spaces, on one line; what is for the eye alone or for the ear alone is text too."""
        return re.sub(r"\s+", " ", self._spaced()).strip()

    def _spaced(self) -> str:
        inner = "".join(child if isinstance(child, str) else child._spaced() for child in self.children)
        return inner if self.tag in INLINE else f" {inner} "


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.root = Element("", {})
        self.open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        assert len(names) == len(set(names)), f"<{tag}> has an attribute twice: {names}"
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.open[-1].children.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_endtag(self, tag: str) -> None:
        last = self.open.pop()
        assert last.tag == tag, f"<{last.tag} {last.attributes}> is closed by </{tag}> at {self.getpos()}"

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)


def read(html: str) -> Element:
    """Parse a page; a tag that is not closed, an attribute or an ``id`` that stands twice fails the test."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    assert reader.open == [reader.root], f"never closed: {[element.tag for element in reader.open[1:]]}"
    ids = [element.get("id") for element in reader.root.walk() if element.get("id")]
    assert len(ids) == len(set(ids)), f"twice on the page: {sorted(i for i in ids if ids.count(i) > 1)}"
    return reader.root
