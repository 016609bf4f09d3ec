"""The published schema and what GPS takes are one format: a file that the schema accepts is never refused (I2, I3)."""

import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from lxml import etree

from gps.domain.errors import DomainError
from gps.exchange import imports
from gps.exchange.imports import reading
from gps.exchange.imports.values import understand
from tests.exchange.files import CLIENT
from tests.exchange.hostile import CLOSE, HOSTILE, ONE, OPEN
from tests.world import NOW

pytestmark = [pytest.mark.once, pytest.mark.rule("I2")]

SCHEMA = etree.XMLSchema(etree.fromstring(imports.XSD))
OF_A_VALUE = re.compile("DATATYPE|FACET|PATTERN|ENUMERATION|LENGTH|CVC_ATTRIBUTE_3|CVC_TYPE_3_1_3")
"""The kinds of error, as libxml2 calls them, that one entry bears and the others do not."""


def schema_says(content: bytes) -> tuple[bool, set[int]]:
    """Whether the structure is right, and the positions of the entries with a value that is not of its type."""
    tree = etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True))
    SCHEMA.validate(tree)
    errors = list(SCHEMA.error_log)  # type: ignore[call-overload]
    structural = [error for error in errors if not OF_A_VALUE.search(error.type_name)]
    lines = [entry.sourceline for entry in tree if isinstance(entry.tag, str)]
    wrong = {sum(line is not None and line <= error.line for line in lines) for error in errors}
    return not structural, set() if structural else wrong


def gps_says(content: bytes) -> tuple[bool, set[int]]:
    """The same of GPS."""
    try:
        found = reading.survey(iter([content]))
    except DomainError:
        return False, set()
    entries = reading.read_from(iter([content[found.starts[0][0] :]]), found, 0)
    return True, {raw.position for raw in entries if understand(raw, NOW).faults}


NAMES = st.sampled_from(
    ["numero-document", "type-document", "numero-accise-expediteur", "immatriculation-transport", "date-expedition",
     "heure-expedition", "craps", "autre"],
)  # fmt: skip
TEXTS = st.one_of(
    st.sampled_from(
        ["", " ", "DAA", "DSA", " DAA\n", "DAE", "daa", "2026-11-19", "2026-02-30", "2026-2-3", "2026-11-19Z",
         "0000-01-01", " 2026-11-19 ", "08:15", "24:00", "23:59", "8:15", "08:15:00", CLIENT,
         "x" * 200, "x" * 201, "é" * 200, "x " * 150, "&amp;&#65;", "<![CDATA[DAA]]>", "<!-- x -->DAA"],
    ),
    st.text("AZaz09 -.:\t\n", max_size=12),
)  # fmt: skip
ATTRIBUTES = st.sampled_from(
    ["", ' ref="x"', f' ref="{"x" * 201}"', ' confirme="true"', ' confirme=" 1 "', ' confirme="oui"', ' confirme=""',
     ' autre="x"', ' ref="x" confirme="0"',
     ' xmlns:i="http://www.w3.org/2001/XMLSchema-instance" i:schemaLocation="a b"'],
)  # fmt: skip


@st.composite
def changed_files(draw: st.DrawFn) -> bytes:
    """A few entries, each with one thing changed, or none."""
    entries = []
    for _ in range(draw(st.integers(0, 3))):
        entry = ONE
        name, other = draw(NAMES), draw(NAMES)
        match draw(st.integers(0, 7)):
            case 0:
                entry = entry.replace("<craps>", f"<craps{draw(ATTRIBUTES)}>")
            case 1:
                entry = entry.replace(f"<{name}>", f"<{name}{draw(ATTRIBUTES)}>", 1)
            case 2:
                entry = re.sub(f"<{name}>[^<]*</{name}>", f"<{other}>x</{other}>", entry)
            case 3:
                entry = re.sub(f" *<{name}>[^<]*</{name}>\n", "", entry)
            case 4:
                entry = entry.replace(f"<{name}>", f"{draw(st.sampled_from(['texte', '<!-- x -->', '<?x?>']))}<{name}>")
            case _:
                text = draw(TEXTS)
                entry = re.sub(f"<{name}>[^<]*</{name}>", lambda _, n=name, t=text: f"<{n}>{t}</{n}>", entry)  # type: ignore[misc]
        entries.append(entry)
    return (OPEN + "".join(entries) + CLOSE).encode()


@settings(max_examples=500)
@given(changed_files())
@example((OPEN + ONE.replace("2026-11-19", "2026-02-30") + ONE + CLOSE).encode())
@example((OPEN + ONE + ONE.replace("<type-document>DAA</type-document>", "") + CLOSE).encode())
def test_the_schema_and_gps_agree(content: bytes) -> None:
    """On the structure, by which the whole file is refused, and on which entries have values of another type."""
    assert gps_says(content) == schema_says(content)


@pytest.mark.rule("I3")
@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_refused_whole_is_not_valid_either(name: str) -> None:
    """But for what a schema cannot say: the coding, a DOCTYPE, the length of a tag."""
    content = HOSTILE[name][0]
    encoded = content if isinstance(content, bytes) else content.encode()
    if HOSTILE[name][1].slug in {"import-encoding", "import-doctype", "import-tag-too-long"}:
        return
    with pytest.raises((etree.XMLSyntaxError, AssertionError)):
        assert schema_says(encoded)[0]


class TestTheSamples:
    @pytest.mark.parametrize("sample", imports.SAMPLES[:2], ids=lambda sample: sample.name)
    def test_are_valid(self, sample: imports.Sample) -> None:
        SCHEMA.assertValid(etree.fromstring(sample.content))
        assert gps_says(sample.content) == (True, set())

    def test_show_one_with_faults_that_is_read_all_the_same(self) -> None:
        content = imports.SAMPLES[2].content
        assert gps_says(content) == schema_says(content) == (True, {4})

    def test_are_named_for_a_download(self) -> None:
        assert all(re.fullmatch(r"exemple-[a-z-]+\.xml", sample.name) for sample in imports.SAMPLES)
