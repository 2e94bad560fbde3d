"""DBOS Transact: a durable workflow per dossier that waits for five messages; a person's command is a message.

Raced in the way it is best at: every dossier waits at once, and each round of messages is sent to all before the next.
Its history is the table of workflow steps.
"""

import logging
import os
import sqlite3

from dbos import DBOS

from benchmarks.peers.workflow import FORM, STEPS, asked, race, sqlite_file

address, dossiers = asked()
if file := sqlite_file(address):
    # It leaves the journal as it finds it; the synchronous level is SQLite's own default, FULL.
    sqlite3.connect(file).execute("PRAGMA journal_mode = WAL")
DBOS(
    config={
        "name": "peers",
        "system_database_url": address,
        "log_level": "ERROR",
        "max_executor_threads": dossiers + 10,
        "enable_otlp": False,
    }
)


@DBOS.step()
def advance(form: dict[str, object], word: str, by: str) -> str:
    return word


@DBOS.workflow()
def dossier(form: dict[str, object]) -> str:
    for word in STEPS:
        advance(form, word, DBOS.recv("advance", timeout_seconds=3600))
    return "returned"


def run(count: int) -> int:
    waiting = [DBOS.start_workflow(dossier, FORM) for _ in range(count)]
    for word in STEPS:
        for one in waiting:
            DBOS.send(one.workflow_id, f"officer.{word}", "advance")
    for one in waiting:
        one.get_result()
    # Its list of steps names the receiving and the advance; one of them a command, and the start of the workflow.
    steps = (DBOS.list_workflow_steps(one.workflow_id) for one in waiting)
    return sum(1 + sum(step["function_name"].endswith("advance") for step in of) for of in steps)


if __name__ == "__main__":
    logging.disable(logging.WARNING)
    DBOS.launch()
    race(run)
    # Its background threads would keep the process alive.
    os._exit(0)
