"""A start and five handles, which a program runs as a person's command would."""

from typing import Any

from viewflow import this
from viewflow.workflow import flow
from viewflow.workflow.models import Process


class DossierFlow(flow.Flow):
    process_class = Process

    start = flow.StartHandle(this.begin).Next(this.assign)
    assign = flow.Handle(this.done).Next(this.complete)
    complete = flow.Handle(this.done).Next(this.approve)
    approve = flow.Handle(this.done).Next(this.release)
    release = flow.Handle(this.done).Next(this.returned)
    returned = flow.Handle(this.done).Next(this.end)
    end = flow.End()

    def begin(self, activation: Any, form: Any) -> Any:
        activation.process.data = form
        return activation.process

    def done(self, activation: Any, by: str) -> None:
        activation.task.data = {"by": by}
