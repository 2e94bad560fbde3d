"""Registering the timetable with a Prefect server, and asking whether anybody there carries it out."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from flows.labels import OURS
from flows.schedule import JOBS

POOL = "tthc"
ZONE = "Asia/Ho_Chi_Minh"
# A run asks first whether anything is due: the night and the copy are asked twice, in case a worker was away.
CRONS: Mapping[str, str] = MappingProxyType(
    {
        "clock-sweep": "* * * * *",
        "alert-round": "* * * * *",
        "outbox-delivery": "* * * * *",
        "nightly-check": "35 1,7 * * *",
        "standing-invariants": "5 * * * *",
        "daily-backup": "5 12,17 * * *",
        "period-closing": "15 0,7 * * *",
    }
)


class NotDeployed(Exception):
    """No server answers, the deployments are not there, or no worker is on line: in words to the operator."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Deployed:
    name: str
    cron: str
    fresh: bool
    """It was not there before."""


def deploy(*, pool: str = POOL) -> list[Deployed]:
    """Put pool, flows and schedules on the server of PREFECT_API_URL; again is harmless. Raises NotDeployed.

    Workers need this software and the office's TTHC_ variables; no secret is stored at the server.
    """
    from prefect.client.orchestration import get_client
    from prefect.client.schemas.actions import DeploymentScheduleCreate, WorkPoolCreate
    from prefect.client.schemas.schedules import CronSchedule
    from prefect.exceptions import ObjectNotFound
    from prefect.workers.process import ProcessWorker

    _check_server()
    made: list[Deployed] = []
    with get_client(sync_client=True) as client:
        try:
            client.read_work_pool(pool)
        except ObjectNotFound:
            template = ProcessWorker.get_default_base_job_template()
            client.create_work_pool(WorkPoolCreate(name=pool, type="process", base_job_template=template))
        for job in JOBS:
            known = _known(client, job.name)
            schedule = CronSchedule(cron=CRONS[job.name], timezone=ZONE)
            client.create_deployment(
                flow_id=client.create_flow_from_name(job.name),
                name=OURS,
                entrypoint=f"flows.deployed.{job.name.replace('-', '_')}",
                work_pool_name=pool,
                schedules=[DeploymentScheduleCreate(schedule=schedule, active=True, slug=job.name)],
                tags=[OURS, job.name],
                enforce_parameter_schema=False,
            )
            made.append(Deployed(name=job.name, cron=CRONS[job.name], fresh=not known))
    return made


def check_carried_out(*, pool: str = POOL) -> int:
    """How many workers are on line in the pool. Raises NotDeployed where nobody would carry out what is due."""
    from prefect.client.orchestration import get_client
    from prefect.exceptions import ObjectNotFound

    _check_server()
    with get_client(sync_client=True) as client:
        if missing := [job.name for job in JOBS if not _known(client, job.name)]:
            raise NotDeployed(f"not deployed: {', '.join(missing)}; run `tthc flows deploy`")
        try:
            workers = client.read_workers_for_work_pool(pool)
        except ObjectNotFound as missing_pool:
            raise NotDeployed(f"there is no work pool {pool}; run `tthc flows deploy`") from missing_pool
    on_line = [one for one in workers if str(getattr(one.status, "value", one.status)) == "ONLINE"]
    if not on_line:
        raise NotDeployed(
            f"no worker is on line in {pool}; run `prefect worker start --pool {pool}` with TTHC_ variables"
        )
    return len(on_line)


def _known(client: object, job: str) -> bool:
    from prefect.exceptions import ObjectNotFound

    try:
        client.read_deployment_by_name(f"{job}/{OURS}")  # type: ignore[attr-defined]
    except ObjectNotFound:
        return False
    return True


def _check_server() -> None:
    import os

    import httpx

    url = os.environ.get("PREFECT_API_URL", "")
    if not url:
        raise NotDeployed("PREFECT_API_URL is not set: it names the Prefect server, http://host:4200/api")
    try:
        httpx.get(f"{url}/health", timeout=10.0, trust_env=False).raise_for_status()
    except httpx.HTTPError as away:
        raise NotDeployed(f"no Prefect server answers at {url}: {type(away).__name__}") from away
