"""The QR code and the barcode, read back by a decoder from pictures of them (rules D4, V1)."""

from collections.abc import Sequence

import pytest
import zxingcpp
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from PIL import Image

from gps.documents.signature import verify
from gps.domain.grounds import GroundKind
from gps.domain.proof import LONGEST_REFERENCE, Claims, Movement
from gps.domain.reference import DocumentType
from gps.paperwork import proof_images
from gps.paperwork.proof_images import MARGIN, QUIET, code128_modules, code128_svg, qr_modules, qr_svg
from tests.papers import CLAIMS, LEAVES, another, claims, key, keys

SITE = "https://gps.douane.gouv.fr"
ADDRESS = f"{SITE}/v/{key().sign(CLAIMS)}"
LONGEST = Claims(
    CLAIMS.number,
    DocumentType.DSA,
    CLAIMS.issued_at,
    Movement("W" * 35, LEAVES),
    GroundKind.TACIT,
    "D" * LONGEST_REFERENCE,
)


def picture(rows: Sequence[Sequence[bool]], margin: int, scale: int = 3) -> Image.Image:
    width, height = len(rows[0]) + 2 * margin, len(rows) + 2 * margin
    image = Image.new("L", (width, height), 255)
    for y, row in enumerate(rows):
        for x, dark in enumerate(row):
            image.putpixel((x + margin, y + margin), 0 if dark else 255)
    return image.resize((width * scale, height * scale), Image.Resampling.NEAREST)


def read(image: Image.Image) -> list[tuple[str, str]]:
    return [(found.text, found.format.name) for found in zxingcpp.read_barcodes(image)]


def drawn(svg: str) -> set[tuple[int, int]]:
    """The dark units of a picture, from the path of its SVG."""
    path = svg.split('<path d="')[2].split('"', maxsplit=1)[0]
    dark = set()
    for run in path.split("z")[:-1]:
        start, _, rest = run.removeprefix("M").partition("h")
        x, y = map(int, start.split())
        length, _, rest = rest.partition("v")
        height = rest.partition("h")[0]
        dark |= {(x + right, y + down) for right in range(int(length)) for down in range(int(height))}
    return dark


class TestTheQrCode:
    @pytest.mark.rule("D4", "V1")
    def test_is_read_back_and_verifies(self) -> None:
        [(text, name)] = read(picture(qr_modules(ADDRESS), MARGIN))
        assert (text, name) == (ADDRESS, "QRCode")
        assert verify(text.rpartition("/")[2], keys(key())) == CLAIMS

    @pytest.mark.rule("D4")
    def test_is_read_back_when_small_turned_and_stained(self) -> None:
        image = picture(qr_modules(ADDRESS), MARGIN, scale=4).rotate(7, expand=True, fillcolor=255)
        image.paste(128, (130, 130, 150, 150))
        assert read(image)[0][0] == ADDRESS

    @pytest.mark.rule("D4", "V3")
    def test_with_one_changed_character_is_another_one(self) -> None:
        changed = ADDRESS[:-5] + another(ADDRESS[-5]) + ADDRESS[-4:]
        assert read(picture(qr_modules(changed), MARGIN))[0][0] == changed != ADDRESS

    @pytest.mark.rule("D4")
    @hypothesis_settings(max_examples=15)
    @given(claims)
    def test_of_any_document_fits(self, claimed: Claims) -> None:
        address = f"{SITE}/v/{key().sign(claimed)}"
        rows = qr_modules(address)
        assert len(rows) == len(rows[0]) <= 57
        assert read(picture(rows, MARGIN))[0][0] == address

    @pytest.mark.rule("D4")
    def test_of_a_common_document_has_version_9_and_of_the_longest_10(self) -> None:
        assert len(qr_modules(ADDRESS)) == 17 + 4 * 9
        assert len(qr_modules(f"{SITE}/v/{key().sign(LONGEST)}")) == 17 + 4 * 10

    def test_behind_a_long_address_is_less_redundant_and_beyond_refused(self) -> None:
        text = key().sign(LONGEST)
        long = f"https://{'a' * 80}.example/v/{text}"
        [found] = zxingcpp.read_barcodes(picture(qr_modules(long), MARGIN))
        assert (found.text, found.ec_level) == (long, "L")
        assert zxingcpp.read_barcodes(picture(qr_modules(ADDRESS), MARGIN))[0].ec_level == "M"
        with pytest.raises(ValueError, match="too long"):
            qr_modules(f"https://{'a' * 200}.example/v/{text}")

    @pytest.mark.rule("D4")
    def test_as_svg_is_the_same_with_its_margin(self) -> None:
        rows, svg = qr_modules(ADDRESS), qr_svg(ADDRESS)
        side = len(rows) + 2 * MARGIN
        assert f'viewBox="0 0 {side} {side}"' in svg
        assert drawn(svg) == {
            (x + MARGIN, y + MARGIN) for y, row in enumerate(rows) for x, dark in enumerate(row) if dark
        }


class TestTheBarcode:
    @pytest.mark.rule("D4")
    @pytest.mark.parametrize("number", ["26FR007328E0001000081", "14FR007328E0001000085", "26FR00000000000000000"])
    def test_of_a_number_is_read_back(self, number: str) -> None:
        bars = code128_modules(number)
        assert read(picture([bars] * 30, QUIET)) == [(number, "Code128")]
        assert len(bars) <= 222

    @hypothesis_settings(max_examples=200)
    @given(
        st.text("0123456789", max_size=8),
        st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=12),
        st.text("0123456789", max_size=9),
    )
    def test_of_any_text_is_read_back(self, before: str, between: str, after: str) -> None:
        text = f"{before}{between}{after}"
        if not text:
            return
        assert read(picture([code128_modules(text)] * 20, QUIET, 2)) == [(text, "Code128")]

    @pytest.mark.parametrize("text", ["", "é", "A\n", "٣"])
    def test_of_other_characters_is_refused(self, text: str) -> None:
        with pytest.raises(ValueError, match="no barcode"):
            code128_modules(text)

    @pytest.mark.rule("D4")
    def test_as_svg_is_the_same_with_its_margins(self) -> None:
        bars, svg = code128_modules(CLAIMS.number), code128_svg(CLAIMS.number, 40)
        assert f'viewBox="0 0 {len(bars) + 2 * QUIET} 40"' in svg
        assert drawn(svg) == {(x + QUIET, y) for x, dark in enumerate(bars) if dark for y in range(40)}

    def test_has_the_table_of_the_standard(self) -> None:
        widths = proof_images._WIDTHS
        assert len(widths) == len(set(widths)) == 107
        assert {sum(map(int, width)) for width in widths[:-1]} == {11}
        assert sum(map(int, widths[-1])) == 13
