"""A real JupyterHub with its proxy, an instructor and a class, and nbgrader's exchange."""

from __future__ import annotations

import json
import os
import secrets
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.request import Request, urlopen

from helpers import accounts
from helpers.classroom import LAB, Classroom
from helpers.ports import free_port

PROXY = accounts.REPOSITORY / "tests/hub/node_modules/.bin/configurable-http-proxy"
TEACHER = "teacher"
PASSWORD = "one for all"  # noqa: S105 - of a hub that lives for a minute
PATIENCE = 60
NO_NEWS = {"fetchNews": "false", "checkForUpdates": False}
FOREIGN = ("NBGRADER", "JUPYTER", "SECONDSOURCE", "PYTEST", "COV")

HUB = """\
c = get_config()
c.JupyterHub.bind_url = "http://127.0.0.1:{ports[0]}/school/"
c.JupyterHub.hub_port = {ports[1]}
c.ConfigurableHTTPProxy.api_url = "http://127.0.0.1:{ports[2]}"
c.ConfigurableHTTPProxy.command = {proxy!r}
c.JupyterHub.authenticator_class = "dummy"
c.DummyAuthenticator.password = {password!r}
c.Authenticator.allowed_users = {users!r}
c.JupyterHub.services = [{{"name": "tests", "api_token": {token!r}}}]
c.JupyterHub.load_roles = [{{"name": "tests", "scopes": ["admin:servers"], "services": ["tests"]}}]
c.JupyterHub.spawner_class = "jupyterhub.spawner.LocalProcessSpawner"
c.Spawner.environment = {environment!r}
c.Spawner.args = ["--LabApp.expose_app_in_browser=True", "--HubOAuth.cache_max_age=0"]
c.Spawner.http_timeout = c.Spawner.start_timeout = 60
c.JupyterHub.tornado_settings = {{"slow_spawn_timeout": 0}}
"""

NBGRADER = """\
c = get_config()
c.CourseDirectory.course_id = "lab"
c.Exchange.root = {exchange!r}
c.Exchange.path_includes_course = False
"""

COURSE = """\
c = get_config()
load_subconfig({config!r})
"""


def missing() -> str:
    """What a hub needs and this machine lacks, in words; or ""."""
    if not PROXY.exists() or not shutil.which("node"):
        return "no proxy for JupyterHub: `make system` gets it, where node and npm are"
    if not accounts.possible():
        return "a hub's users need accounts of their own, and only root may make them for a test"
    return ""


@dataclass(frozen=True)
class Hub:
    """Its address, its folder, its users' numbers and its process."""

    url: str
    folder: Path
    numbers: dict[str, int]
    pid: int
    token: str
    environment: dict[str, str]

    def home(self, user: str) -> Path:
        return self.folder / "home" / user

    def course(self) -> Classroom:
        return Classroom(self.home(TEACHER) / "course")

    def server(self, user: str) -> str:
        """The address of a user's own server."""
        return f"{self.url}user/{user}/"

    def start(self, *users: str) -> None:
        """Ask for the servers of these users, all at once, and wait for none."""
        for user in users:
            address = f"{self.url}hub/api/users/{user}/server"
            headers = {"Authorization": f"token {self.token}"}
            urlopen(Request(address, b"", headers, method="POST"), timeout=PATIENCE).close()

    def run(self, user: str, *command: str, folder: str = "") -> subprocess.CompletedProcess[str]:
        """Run a command as that user would in a terminal on the hub, in a folder of the home."""
        home = self.home(user)
        return subprocess.run(
            accounts.under(self.pid, self.numbers[user], home / folder, list(command)),
            env={**self.environment, "HOME": str(home), "USER": user},
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )

    def nbgrader(self, user: str, *step: str, folder: str = "") -> str:
        """One step with nbgrader's command, which must succeed; what it said."""
        done = self.run(user, sys.executable, "-m", "nbgrader", *step, folder=folder)
        assert not done.returncode, (user, step, done.stderr[-2000:])
        return done.stderr


def give(folder: Path, number: int) -> None:
    """Make all of a folder the account's own."""
    for place in (folder, *folder.rglob("*")):
        os.chown(place, number, number, follow_symlinks=False)


@contextmanager
def running(students: list[str], prepared: Classroom) -> Iterator[Hub]:
    """Run a hub on which the instructor holds a copy of a prepared course."""
    folder = Path(tempfile.mkdtemp(prefix="hub-"))  # pytest's own folders are closed to others
    folder.chmod(0o755)
    try:
        numbers = accounts.make([TEACHER, *students], folder)
        environment = settings(folder, numbers, prepared)
        ports, token = [free_port() for _ in range(3)], secrets.token_hex(16)
        text = HUB.format(
            ports=ports, proxy=[str(PROXY)], password=PASSWORD, environment=environment,
            users=set(numbers), token=token,
        )  # fmt: skip
        (folder / "hub").mkdir(mode=0o700)
        (folder / "hub" / "jupyterhub_config.py").write_text(text, "utf-8")
        kept = {k: v for k, v in os.environ.items() if not k.startswith(FOREIGN)}
        command = accounts.entered(folder, [sys.executable, "-m", "jupyterhub"])
        with (folder / "hub" / "log").open("w") as log:
            process = subprocess.Popen(
                command, cwd=folder / "hub", env=kept, stdout=log, stderr=subprocess.STDOUT
            )
        try:
            url = f"http://127.0.0.1:{ports[0]}/school/"
            wait_until_up(url, process, folder / "hub" / "log")
            yield Hub(url, folder, numbers, process.pid, token, {**kept, **environment})
        finally:
            process.terminate()
            process.wait(timeout=PATIENCE)
    finally:
        shutil.rmtree(folder)


def settings(folder: Path, numbers: dict[str, int], prepared: Classroom) -> dict[str, str]:
    """Write the settings of the whole hub and the instructor's own; return the environment."""
    exchange, common = folder / "exchange", folder / "etc"
    exchange.mkdir()
    exchange.chmod(0o777)
    common.mkdir()
    (common / "nbgrader_config.py").write_text(NBGRADER.format(exchange=str(exchange)), "utf-8")
    for user, number in numbers.items():
        own = folder / "home" / user / ".jupyter"
        news = own / "lab" / "user-settings" / "@jupyterlab" / "apputils-extension"
        news.mkdir(parents=True)
        (news / "notification.jupyterlab-settings").write_text(json.dumps(NO_NEWS), "utf-8")
        give(own, number)
    home = folder / "home" / TEACHER
    course = prepared.copy_to(home / "course")
    course.write_config(LAB / "keys", f"c.Exchange.root = {str(exchange)!r}\n")
    config = COURSE.format(config=str(course.root / "nbgrader_config.py"))
    config += f"c.CourseDirectory.root = {str(course.root)!r}\n"
    (home / ".jupyter" / "nbgrader_config.py").write_text(config, "utf-8")
    give(home, numbers[TEACHER])
    return {
        "JUPYTER_CONFIG_PATH": str(common),
        "SECONDSOURCE_UNITS": str(LAB / "units"),
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
    }


def wait_until_up(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    """Wait until the hub answers; where it ends instead, its own words are the failure."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urlopen(f"{url}hub/health", timeout=5):
                return
        except URLError:
            time.sleep(0.1)
    raise AssertionError(log.read_text("utf-8")[-3000:])
