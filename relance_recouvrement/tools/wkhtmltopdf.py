import subprocess
import tempfile
from pathlib import Path

PRINTED = (0, 1)  # 1: something could not be fetched, the document is there


def print_pages(command, bodies, header, footer):
    """Run wkhtmltopdf on documents that share their header and footer.

    :param list command: the program and its options
    :param list bodies: HTML of each document
    :param str header: HTML
    :param str footer: HTML
    :return: one PDF file for all
    :rtype: bytes
    :raise RuntimeError: when it fails, with what it says
    """
    with tempfile.TemporaryDirectory(prefix="relance.") as folder:
        arguments = []
        for name, page in (("header", header), ("footer", footer)):
            arguments += [f"--{name}-html", _write(folder, name, page)]
        arguments += [
            _write(folder, f"body{number}", body) for number, body in enumerate(bodies)
        ]
        printed = Path(folder, "printed.pdf")
        done = subprocess.run(
            [*command, *arguments, printed],
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            check=False,
        )
        if done.returncode not in PRINTED or not printed.exists():
            raise RuntimeError(f"{done.returncode}: {done.stderr[-1000:]}")
        return printed.read_bytes()


def _write(folder, name, page):
    path = Path(folder, f"{name}.html")
    path.write_text(page, encoding="utf-8")
    return path
