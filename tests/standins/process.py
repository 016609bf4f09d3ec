"""The stand-in for GAMM@ as a process of its own, which knows GPS's address and key and nothing else."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[2]
HOST = "127.0.0.1"
SERVER = (
    "-m", "granian", "--interface", "wsgi", "--workers", "1", "--blocking-threads", "2", "--no-ws",
    "--log-level", "warning", "standins.gamma.app:application",
)  # fmt: skip
STARTS_WITHIN = 60.0


@contextmanager
def gamma(gps_url: str, key: str) -> Generator[str]:
    """Start it, give its address once it listens, and end it."""
    with socket.create_server((HOST, 0)) as probe:
        port = probe.getsockname()[1]
    environment = {
        "PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "GAMMA_GPS_URL": gps_url, "GAMMA_GPS_KEY": key,
    }  # fmt: skip
    command = [sys.executable, *SERVER, "--host", HOST, "--port", str(port)]
    process = subprocess.Popen(command, cwd=ROOT, env=environment)
    try:
        wait_for(port, process)
        yield f"http://{HOST}:{port}"
    finally:
        process.terminate()
        process.wait()


def wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    """Until it listens; it is an error that it ends before, or never does."""
    give_up = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < give_up:
        assert process.poll() is None, "the stand-in ended before it listened"
        with socket.socket() as knock:
            if knock.connect_ex((HOST, port)) == 0:
                return
        time.sleep(0.05)
    raise TimeoutError("the stand-in does not listen")
