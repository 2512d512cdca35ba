"""Kernels for the browser tests that are forked from a process which has read the libraries.

Every test has a kernel of its own, and to read the same modules again takes most of the second or
two that one costs. Here a server's kernel specification starts a few lines (`CLIENT`) that ask the
process below for a kernel, and live as long as it does: killed, they take it with them, and what
kills, restarts or interrupts a kernel does what it always does. What a fork takes over is modules;
the kernel itself, its sockets, threads, environment and working folder are made in the new process.
"""

from __future__ import annotations

import gc
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

NAME = "forked_kernel"
"""Stands in the command line of each kernel."""
CLIENT = """
import json, os, socket, sys
request = json.dumps([sys.argv[2], os.getcwd(), dict(os.environ)]).encode() + b"\\n"
folder, name = os.path.split(sys.argv[1])
os.chdir(folder)  # a socket's path has at most 107 bytes
asked = socket.socket(socket.AF_UNIX)
asked.connect(name)
asked.sendall(request)
asked.recv(1)  # nothing comes: the kernel has ended
"""


def start(home: Path, environment: dict[str, str]) -> subprocess.Popen[bytes]:
    """Start the process that kernels of the server with this home and environment are forked from.

    They take the place of `python3`, the kernel that notebooks name.
    """
    asked = home / "kernels"
    asked.unlink(missing_ok=True)
    folder = home / "data" / "kernels" / "python3"
    folder.mkdir(parents=True, exist_ok=True)
    client = folder / f"{NAME}.py"
    client.write_text(CLIENT, "utf-8")
    specification = {
        "argv": [sys.executable, "-I", "-S", str(client), str(asked), "{connection_file}"],
        "display_name": "Python 3 (ipykernel)",
        "language": "python",
        "interrupt_mode": "message",  # a signal would reach the client only
        "metadata": {"debugger": True},
    }
    (folder / "kernel.json").write_text(json.dumps(specification), "utf-8")
    command = [sys.executable, str(Path(__file__).resolve()), asked.name]
    process = subprocess.Popen(command, cwd=home, env=environment)
    while not asked.exists():
        if process.poll() is not None:
            msg = "the process that kernels are forked from has ended"
            raise RuntimeError(msg)
        time.sleep(0.02)
    return process


def become(asked: socket.socket, file: str, folder: str, environment: dict[str, str]) -> None:
    """Be the kernel of a connection file; does not return."""
    os.setsid()
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)

    def end_with_the_client() -> None:
        asked.recv(1)
        os._exit(0)

    threading.Thread(target=end_with_the_client, daemon=True).start()
    import ipywidgets
    from ipykernel.kernelapp import IPKernelApp

    sys.argv = ["ipykernel_launcher.py", "-f", file]
    kernel = IPKernelApp.instance()
    kernel.initialize(sys.argv[1:])
    # When it was read there was no kernel yet at which it could register what pages may ask for.
    ipywidgets.register_comm_target()
    kernel.start()
    sys.exit()


def read_modules() -> None:
    """Read what a lesson uses."""
    import ipykernel.kernelapp  # noqa: F401
    import ipywidgets  # noqa: F401
    import matplotlib.backends.backend_agg
    import matplotlib.backends.backend_svg
    import matplotlib.figure  # noqa: F401

    import secondsource

    for name in secondsource.__all__:
        getattr(secondsource, name)


def serve(name: str) -> None:
    """Fork a kernel for each that asks at `name`, until the process that started this one ends."""
    parent = os.getppid()
    read_modules()
    gc.collect()
    gc.freeze()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(name)
        listener.listen(64)
        listener.settimeout(1)
        while os.getppid() == parent:
            try:
                asked, _ = listener.accept()
            except TimeoutError:
                continue
            asked.settimeout(None)
            with asked, asked.makefile("r", encoding="utf-8") as request:
                file, folder, environment = json.loads(request.readline())
                if os.fork() == 0:
                    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
                    listener.close()
                    become(asked, file, folder, environment)


if __name__ == "__main__":
    serve(sys.argv[1])
