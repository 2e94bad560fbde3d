"""Prefect's own pause and resume: a flow run per dossier that suspends before each advance and is resumed by a person.

A server, a worker process serving the flow, and this client. Its history is the list of a run's states.
"""

import asyncio
import os
import subprocess
import sys
import tempfile
from time import monotonic, perf_counter, sleep

from benchmarks.peers.workflow import COMMANDS, FORM, STEPS, asked, sqlite_file, tell

WAIT_S = 240
PATIENT_S = 60 * 86_400
SERVING = "--serve"


def serve() -> None:
    """The worker: runs the dossier's flow until its next person is due."""
    from prefect import flow, suspend_flow_run, task
    from prefect.input import RunInput

    class Advance(RunInput):  # type: ignore[misc]
        by: str

    @task(persist_result=True)
    def advance(word: str, by: str) -> str:
        return word

    @flow(name="dossier", persist_result=True)
    def dossier(form: dict[str, object]) -> str:
        for word in STEPS:
            told = suspend_flow_run(wait_for_input=Advance, key=word, timeout=PATIENT_S)
            advance(word, told.by)
        return "returned"

    dossier.serve(name="peers", limit=8, pause_on_shutdown=False)


def main() -> None:
    address, dossiers = asked()
    file = sqlite_file(address)
    with tempfile.TemporaryDirectory() as folder:
        os.environ.update(
            PREFECT_HOME=folder,
            PREFECT_API_DATABASE_CONNECTION_URL=(
                f"sqlite+aiosqlite:///{file}" if file else address.replace("postgresql:", "postgresql+asyncpg:")
            ),
            PREFECT_API_URL=f"http://127.0.0.1:{_free_port()}/api",
            PREFECT_RUNNER_POLL_FREQUENCY="1",
            PREFECT_LOGGING_LEVEL="ERROR",
            PREFECT_SERVER_ANALYTICS_ENABLED="false",
            DO_NOT_TRACK="1",
        )
        port = os.environ["PREFECT_API_URL"].rpartition(":")[2].partition("/")[0]
        server = _start("-m", "prefect", "server", "start", "--host", "127.0.0.1", "--port", port)
        try:
            _until_well()
            worker = _start("-m", "benchmarks.peers.prefect_pause", SERVING)
            try:
                _race(dossiers)
            finally:
                _end(worker)
        finally:
            _end(server)


def _race(dossiers: int) -> None:
    from prefect.client.orchestration import get_client
    from prefect.deployments import run_deployment
    from prefect.flow_runs import resume_flow_run

    client = get_client(sync_client=True)
    _until_deployed(client)
    began = perf_counter()
    runs = [run_deployment("dossier/peers", parameters={"form": FORM}, timeout=0).id for _ in range(dossiers)]
    for word in STEPS:
        asleep = {run: _until_asleep(client, run) for run in runs}
        for run in runs:
            resume_flow_run(run, run_input={"by": f"officer.{word}"})
        for run, state in asleep.items():
            _until_left(client, run, state)
    for run in runs:
        _until(lambda run=run: client.read_flow_run(run).state.is_final())  # type: ignore[misc]
    seconds = perf_counter() - began
    known = sum(_resumes(run) + 1 for run in runs)
    tell(dossiers * COMMANDS, seconds, known=known)


def _resumes(run: object) -> int:
    from prefect.client.orchestration import get_client

    async def states() -> int:
        async with get_client() as client:
            return sum(state.name == "Resuming" for state in await client.read_flow_run_states(run))

    return asyncio.run(states())


def _until_asleep(client: object, run: object) -> object:
    _until(lambda: client.read_flow_run(run).state.name == "Suspended")  # type: ignore[attr-defined]
    return client.read_flow_run(run).state.id  # type: ignore[attr-defined]


def _until_left(client: object, run: object, state: object) -> None:
    _until(lambda: client.read_flow_run(run).state.id != state)  # type: ignore[attr-defined]


def _until_deployed(client: object) -> None:
    def there() -> bool:
        try:
            client.read_deployment_by_name("dossier/peers")  # type: ignore[attr-defined]
        except Exception:
            return False
        return True

    _until(there)


def _until_well() -> None:
    import httpx

    def well() -> bool:
        try:
            return httpx.get(f"{os.environ['PREFECT_API_URL']}/health", timeout=5).status_code == httpx.codes.OK
        except httpx.HTTPError:
            return False

    _until(well)


def _until(true: object) -> None:
    last = monotonic() + WAIT_S
    while not true():  # type: ignore[operator]
        if monotonic() > last:
            sys.exit("Prefect did not get there in time")
        sleep(0.05)


def _start(*words: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, *words], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(20)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _free_port() -> int:
    import socket

    with socket.socket() as chosen:
        chosen.bind(("127.0.0.1", 0))
        return int(chosen.getsockname()[1])


if __name__ == "__main__":
    serve() if SERVING in sys.argv else main()
