"""Files of hand-made numbers (rules I1–I5): received, read through, judged entry by entry, told in a report.

``receive`` keeps the file and hands it to the worker; ``run`` is the worker's side; the rest tells what became of it.
"""

from gps.exchange.imports.judging import run
from gps.exchange.imports.keeping import AROUND_A_FILE, KIND, Stream, again, purge, receive
from gps.exchange.imports.layout import REPORT_XSD, SAMPLES, XSD, Sample
from gps.exchange.imports.reports import corrected_file, entries, faults_of, refusal, report_csv, report_xml
from gps.exchange.imports.rights import may_import, of, require_import

__all__ = [
    "AROUND_A_FILE",
    "KIND",
    "REPORT_XSD",
    "SAMPLES",
    "XSD",
    "Sample",
    "Stream",
    "again",
    "corrected_file",
    "entries",
    "faults_of",
    "may_import",
    "of",
    "purge",
    "receive",
    "refusal",
    "report_csv",
    "report_xml",
    "require_import",
    "run",
]
