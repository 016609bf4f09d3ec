"""`make run`: migrate, load the demonstration data, say where the service answers, and serve it.

The port is tried first: a clear sentence in the first second is worth more than a traceback after the migrations.
"""

import errno
import os
import secrets
import socket
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HOST = "127.0.0.1"
DEFAULT_PORT = 8000
GRANIAN = ("--interface", "wsgi", "--workers", "1", "--blocking-threads", "4", "--no-ws", "--log-level", "warning")


def main() -> None:
    """Prepare the database, then become the server."""
    os.chdir(ROOT)
    port = chosen_port(os.environ.get("PORT", ""))
    refuse_taken(port)
    environment = os.environ | {"GPS_DEMO": "1"}
    environment.pop("DATABASE_URL", None)  # the demonstration never meets a database that somebody named for real work
    environment.setdefault("GPS_SECRET_KEY", secret_key(ROOT / "var" / "secret-key"))
    for command in (("migrate", "--no-input", "--verbosity", "0"), ("load_demo",)):
        subprocess.run([sys.executable, "-m", "gps", *command], env=environment, check=True)
    print(f"\nGPS answers on http://{HOST}:{port}/ (Ctrl-C stops it)\n", flush=True)
    server = [sys.executable, "-m", "granian", "--host", HOST, "--port", str(port), *GRANIAN]
    os.execve(sys.executable, [*server, "gps.config.wsgi:application"], environment)  # noqa: S606 -- Ctrl-C is the server's


def chosen_port(text: str) -> int:
    """Return the port that `PORT` names, 8000 when it is empty."""
    if not text:
        return DEFAULT_PORT
    if not text.isdecimal() or not 0 < int(text) < 2**16:
        sys.exit(f"PORT={text} is not a port: choose a number from 1 to 65535, for instance: make run PORT=8001")
    return int(text)


def refuse_taken(port: int) -> None:
    """Stop with a sentence when another program already listens on the port, or it is not ours to open."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            why = "is already taken" if error.errno == errno.EADDRINUSE else f"cannot be opened ({error.strerror})"
            sys.exit(
                f"Port {port} {why}. Choose another one, for instance: make run PORT={DEFAULT_PORT + port % 100 + 1}"
            )


def secret_key(path: Path) -> str:
    """Return the key of this checkout, drawn once: sessions survive a restart, and no key is ever committed."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(50), encoding="ascii")
    return path.read_text(encoding="ascii")


if __name__ == "__main__":
    main()
