"""How long a paper takes, against writing the same pages bare with the same library (pikepdf): ``make bench``.

The bare work is what no program can do without: the contents of the pages are there, what pages share once, and are
put into pages and written as a file, saved as GPS saves. The ratio says what GPS adds. Times are of one machine;
ratios travel.
"""

import io
import resource
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass

import pikepdf

from bench.report import write_table
from gps.paperwork import forms, names

LOT = 500
REPEATS = 7

PROOF_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"


def paper(place: int) -> forms.Paper:
    """A paper as GPS makes it from a number: what GPS knows, a proof of its own."""
    number = f"26FR007328E0001{place:05d}1"
    values = {
        names.REFERENCE: number,
        names.GROUND: "Alerte P26-0042",
        names.LOCAL_REFERENCE: number,
        names.CONSIGNOR_EXCISE_NUMBER: "FR007328E0001",
        names.CONSIGNOR_NAME: f"Château d’Œuvre n° {place}",
        names.CONSIGNOR_ADDRESS: "12 bis, allée du Grand Chêne",
        names.CONSIGNOR_POSTCODE: "34500",
        names.CONSIGNOR_CITY: "Béziers",
        names.CONSIGNOR_LANGUAGE: "fr",
        names.DISPATCH_OFFICE: "FR004230",
        names.TRANSPORT_IDENTITY: "AB-123-CD",
        names.DISPATCH_DATE: "03/02/2026",
        names.DISPATCH_TIME: "14:30",
    }
    text = "".join(PROOF_LETTERS[(place * 7 + offset * offset) % 32] for offset in range(180))
    proof = forms.Proof(f"https://gps.example.gouv.fr/v/{text}", "https://gps.example.gouv.fr/verifier", number)
    return forms.Paper("DAA", values, proof, number)


def one(place: int, *, editable: bool) -> bytes:
    """Make one prefilled file."""
    made = paper(place)
    return forms.prefilled(made.document_type, made.values, editable=editable, proof=made.proof)


def lot(count: int) -> bytes:
    """Make one file of many."""
    file = io.BytesIO()
    forms.lot(map(paper, range(count)), file)
    return file.getvalue()


@dataclass
class Bare:
    """The pages of a file, without fields, tags and outline: the contents by number, and which each page has."""

    contents: dict[tuple[int, int], bytes]
    pages: list[list[tuple[int, int]]]
    fonts: bytes

    @classmethod
    def of(cls, document: bytes) -> "Bare":
        """Read a file that GPS made."""
        contents: dict[tuple[int, int], bytes] = {}
        pages: list[list[tuple[int, int]]] = []
        with pikepdf.open(io.BytesIO(document)) as pdf:
            for page in pdf.pages:
                streams = list(page.obj.Contents)
                contents |= {one.objgen: one.read_bytes() for one in streams if one.objgen not in contents}
                pages.append([one.objgen for one in streams])
            fonts, file = pdf.pages[0], io.BytesIO()
            with pikepdf.new() as only:
                only.Root.Resources = only.copy_foreign(pdf.make_indirect(fonts.obj.Resources))
                only.save(file)
        return cls(contents, pages, file.getvalue())

    def write(self) -> bytes:
        """Write the same pages."""
        with pikepdf.open(io.BytesIO(self.fonts)) as pdf:
            streams = {number: pdf.make_stream(content) for number, content in self.contents.items()}
            for page in self.pages:
                made = pikepdf.Dictionary(
                    Type=pikepdf.Name.Page,
                    MediaBox=[0, 0, 595, 842],
                    Resources=pdf.Root.Resources,
                    Contents=pikepdf.Array([streams[number] for number in page]),
                )
                pdf.pages.append(pikepdf.Page(made))
            file = io.BytesIO()
            pdf.save(file, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
            return file.getvalue()


def seconds(work: Callable[[], object], repeats: int) -> float:
    """Give the median time of some work."""
    taken = []
    for _ in range(repeats):
        start = time.perf_counter()
        work()
        taken.append(time.perf_counter() - start)
    return statistics.median(taken)


def row(label: str, work: Callable[[], bytes], repeats: int) -> str:
    """Measure one line of the table."""
    document = work()
    bare = Bare.of(document)
    ours, theirs, pages = seconds(work, repeats), seconds(bare.write, repeats), len(bare.pages)
    size = len(document) / 1000
    return f"| {label} | {pages} | {size:.0f} | {ours * 1000:.0f} | {theirs * 1000:.0f} | {ours / theirs:.1f} |"


def table() -> str:
    """Measure everything, and give it as a table."""
    for kind in forms.FORMS:
        forms.blank(kind)  # a process draws its pages once
    lines = [
        "| paper | pages | kB | GPS, ms | bare pages, ms | ratio |",
        "| --- | ---: | ---: | ---: | ---: | ---: |",
        row("one DAA, editable", lambda: one(1, editable=True), REPEATS),
        row("one DAA, flattened", lambda: one(1, editable=False), REPEATS),
        row(f"{LOT} DAA as one file", lambda: lot(LOT), 1),
    ]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    return "\n".join([*lines, "", f"Peak memory of the whole run: {peak:.0f} MB."])


def main() -> None:
    """Measure, print, and write the table into its place in the report."""
    measured = table()
    sys.stdout.write(measured + "\n")
    write_table("paper", measured)


if __name__ == "__main__":
    main()
