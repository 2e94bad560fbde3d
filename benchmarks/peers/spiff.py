"""SpiffWorkflow 3: five manual tasks; its state is a JSON document that is read, advanced and written by a command."""

import itertools
import json
import tempfile
from pathlib import Path

from SpiffWorkflow.bpmn.parser.BpmnParser import BpmnParser
from SpiffWorkflow.bpmn.serializer import BpmnWorkflowSerializer
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.util.task import TaskState

from benchmarks.peers.plain_sql import Plain
from benchmarks.peers.workflow import FORM, STEPS, asked, race

_NODES = ("start", *STEPS, "end")


def diagram() -> str:
    tasks = "".join(f'<manualTask id="{step}"/>' for step in STEPS)
    flows = "".join(
        f'<sequenceFlow id="f{number}" sourceRef="{one}" targetRef="{other}"/>'
        for number, (one, other) in enumerate(itertools.pairwise(_NODES))
    )
    return (
        '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="x" id="d">'
        f'<process id="p" isExecutable="true"><startEvent id="start"/>{tasks}<endEvent id="end"/>{flows}'
        "</process></definitions>"
    )


def main() -> None:
    plain = Plain(asked()[0])
    plain.tables()
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "process.bpmn"
        file.write_text(diagram())
        parser = BpmnParser()
        parser.add_bpmn_file(str(file))
        spec = parser.get_spec("p")
    serializer = BpmnWorkflowSerializer()
    made = 0

    def run(count: int) -> int:
        nonlocal made
        mine = [f"d{number}" for number in range(made, made + count)]
        made += count
        for dossier in mine:
            with plain.transaction():
                workflow = BpmnWorkflow(spec)
                workflow.data["form"] = FORM
                workflow.do_engine_steps()
                plain.run("INSERT INTO dossier VALUES (?, ?)", (dossier, serializer.serialize_json(workflow)))
                plain.note(dossier, 0, "accept")
            for seq, word in enumerate(STEPS, start=1):
                with plain.transaction():
                    stored = plain.run("SELECT state FROM dossier WHERE id = ?", (dossier,)).fetchone()[0]
                    workflow = serializer.deserialize_json(stored)
                    task = workflow.get_tasks(state=TaskState.READY, manual=True)[0]
                    task.data["by"] = f"officer.{word}"
                    task.run()
                    workflow.do_engine_steps()
                    state = serializer.serialize_json(workflow)
                    plain.run("UPDATE dossier SET state = ? WHERE id = ?", (state, dossier))
                    plain.note(dossier, seq, word)
            if not json.loads(state)["completed"]:
                raise AssertionError(f"{dossier} did not come to its end")
        return plain.noted(mine)

    race(run)


if __name__ == "__main__":
    main()
