"""Where the measured tables go: each between its own two marks of docs/performance.md."""

from pathlib import Path

REPORT = Path(__file__).parent.parent / "docs" / "performance.md"


def write_table(name: str, measured: str) -> None:
    """Put a table into its place in the report."""
    start, end = f"<!-- {name} -->", f"<!-- /{name} -->"
    before, _, rest = REPORT.read_text(encoding="utf-8").partition(start)
    after = rest.partition(end)[2]
    REPORT.write_text(f"{before}{start}\n\n{measured}\n\n{end}{after}", encoding="utf-8")
