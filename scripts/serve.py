"""`make run`: migrate, load the demonstration data, say where the service answers, and serve it.

The web server and the worker run side by side and end together: one without the other is not the service. A stand-in
for GAMM@ runs beside them, so that a regularisation can be tried. The port is tried first: a clear sentence in the
first second is worth more than a traceback after the migrations.
"""

import errno
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HOST = "127.0.0.1"
DEFAULT_PORT, LAST_PORT = 8000, 65535
GRANIAN = ("--interface", "wsgi", "--workers", "1", "--blocking-threads", "4", "--no-ws", "--log-level", "warning")
A_MOMENT = 0.2  # seconds between two looks at what runs
GRACE = 20.0  # seconds to finish what is under way

Program = tuple[Sequence[str], Mapping[str, str]]
"""A command and the environment that it runs in."""


def main() -> None:
    """Prepare the database, then run the server and the worker until one of them ends."""
    os.chdir(ROOT)
    port = chosen_port(os.environ.get("PORT", ""))
    refuse_taken(port)
    wanted = chosen_port(os.environ.get("GAMMA_PORT", ""), "GAMMA_PORT", port % LAST_PORT + 1)
    environment = os.environ | {"GPS_DEMO": "1"}
    environment.pop("DATABASE_URL", None)  # the demonstration never meets a database that somebody named for real work
    environment.setdefault("GPS_SECRET_KEY", secret_key(ROOT / "var" / "secret-key"))
    environment.setdefault("GPS_PUBLIC_URL", f"http://{HOST}:{port}")  # where the links of its mails lead
    for command in (("migrate", "--no-input", "--verbosity", "0"), ("load_demo",)):
        subprocess.run([sys.executable, "-m", "gps", *command], env=environment, check=True)
    gamma_port = free_port(wanted)
    environment["GPS_GAMMA_URL"] = f"http://{HOST}:{gamma_port}"
    print(f"\nGPS answers on http://{HOST}:{port}/ (Ctrl-C stops it)")
    print(f"Its mails are read at http://{HOST}:{port}/demonstration/courriels/")
    print(f"A stand-in for GAMM@ answers on http://{HOST}:{gamma_port}/\n", flush=True)
    worker = [sys.executable, "-m", "gps", "worker"]
    apart = environment_of_gamma(f"http://{HOST}:{port}", key_of_gamma(environment))
    programs = [
        (server(port, "gps.config.wsgi:application"), environment),
        (worker, environment),
        (server(gamma_port, "standins.gamma.app:application"), apart),
    ]
    sys.exit(run_together(programs))


def server(port: int, application: str) -> list[str]:
    """Give the command that serves an application."""
    return [sys.executable, "-m", "granian", "--host", HOST, "--port", str(port), *GRANIAN, application]


def key_of_gamma(environment: Mapping[str, str]) -> str:
    """Have GPS create the stand-in's key. It is handed on in memory: no file, no log, no argument that others see."""
    command = [sys.executable, "-m", "gps", "demo_gamma_key"]
    return subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE, text=True).stdout.strip()


def environment_of_gamma(gps_url: str, key: str) -> dict[str, str]:
    """Give what the stand-in is told: where GPS answers and its own key, and none of GPS's secrets."""
    ours = {name: value for name, value in os.environ.items() if not name.startswith("GPS_") and name != "DATABASE_URL"}
    return ours | {"GAMMA_GPS_URL": gps_url, "GAMMA_GPS_KEY": key}


def run_together(programs: Sequence[Program]) -> int:
    """Run programs side by side. When one ends, end the others and return its code; 0 when it is we who are asked to.

    Each has a session of its own: Ctrl-C reaches us alone, and a server whose processes are told to end by the terminal
    and by their parent at a time does not always end.
    """
    asked: list[int] = []
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda number, _: asked.append(number))
    started: list[subprocess.Popen[bytes]] = []
    try:
        for command, environment in programs:
            started.append(subprocess.Popen(command, env=environment, start_new_session=True))
        while not asked and all(process.poll() is None for process in started):
            time.sleep(A_MOMENT)
        codes = [process.returncode for process in started if process.returncode is not None]
    finally:
        stop(started)
    return 0 if asked else exit_code(codes[0])


def stop(processes: Sequence[subprocess.Popen[bytes]]) -> None:
    """Ask each process to end, then kill what is left of its session: a job that is cut off is done again."""
    for process in processes:
        process.terminate()
    for process in processes:
        with suppress(subprocess.TimeoutExpired):
            process.wait(timeout=GRACE)
        with suppress(OSError):  # nothing is left, for the most part
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def exit_code(code: int) -> int:
    """Give the code of an end as shells do: 128 and the signal's number for a program that died of one."""
    return code if code >= 0 else 128 - code


def chosen_port(text: str, name: str = "PORT", default: int = DEFAULT_PORT) -> int:
    """Return the port that a variable names, the default when it is empty."""
    if not text:
        return default
    if not text.isdecimal() or not 0 < int(text) <= LAST_PORT:
        sys.exit(f"{name}={text} is not a port: choose a number from 1 to 65535, for instance: make run {name}=8001")
    return int(text)


def free_port(wanted: int) -> int:
    """Return a port, or any other one that is free when it is not: the stand-in's address is told anyway."""
    for port in (wanted, 0):
        with socket.socket() as probe, suppress(OSError):
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((HOST, port))
            return int(probe.getsockname()[1])
    sys.exit("No port is free for the stand-in of GAMM@.")


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
