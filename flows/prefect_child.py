"""Prefect's API as a child process of ours: `python -m flows.prefect_child`.

It prints the port that the machine gave it and ends as soon as its standard input closes, so that it cannot outlive the
process that started it, however that one ended.
"""

import os
import socket
import sys
import threading


def main() -> None:
    threading.Thread(target=_end_with_parent, daemon=True).start()
    import uvicorn
    from prefect.server.api.server import create_app

    door = socket.create_server(("127.0.0.1", 0))
    sys.stdout.write(f"{door.getsockname()[1]}\n")
    sys.stdout.flush()
    # Ephemeral: without the UI and without the services that look after schedules and workers, of which we have none.
    application = create_app(ephemeral=True, final=True)
    uvicorn.Server(uvicorn.Config(application, log_level="error", lifespan="on")).run(sockets=[door])


def _end_with_parent() -> None:
    sys.stdin.buffer.read()
    # Nothing to save: Prefect's own rows are committed, and ours are not here.
    os._exit(0)


if __name__ == "__main__":
    main()
