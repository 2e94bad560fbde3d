"""Viewflow 2 on Django: its history is the table of tasks, with the person in each task's data."""

from urllib.parse import urlsplit

import django
from django.conf import settings

from benchmarks.peers.workflow import FORM, STEPS, asked, race, sqlite_file

address, _ = asked()
if file := sqlite_file(address):
    pragmas = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
    database = {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": file,
        "OPTIONS": {"init_command": pragmas, "transaction_mode": "IMMEDIATE"},
    }
else:
    parts = urlsplit(address)
    database = {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": parts.username,
        "HOST": parts.hostname,
        "PORT": str(parts.port),
    }
settings.configure(
    DATABASES={"default": database},
    INSTALLED_APPS=[
        "django.contrib.auth",
        "django.contrib.contenttypes",
        "viewflow",
        "viewflow.workflow",
        "benchmarks.peers.viewflow_app",
    ],
    USE_TZ=True,
    SECRET_KEY="bench",
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    ROOT_URLCONF=__name__,
)
urlpatterns: list[object] = []
_WORDS = {"return": "returned"}


def main() -> None:
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from viewflow.workflow.models import Task

    from benchmarks.peers.viewflow_app.flows import DossierFlow

    def run(count: int) -> int:
        known = 0
        for _ in range(count):
            process = DossierFlow.start.run(form=FORM)
            for word in STEPS:
                node = getattr(DossierFlow, _WORDS.get(word, word))
                task = Task.objects.get(process_id=process.pk, flow_task=node)
                node.run(task, by=f"officer.{word}")
            process.refresh_from_db()
            if process.status != "DONE":
                raise AssertionError(process.status)
            # One task a command and the one of the end, which is nobody's.
            known += Task.objects.filter(process_id=process.pk).count() - 1
        return known

    race(run)


if __name__ == "__main__":
    django.setup()
    main()
