"""The bridge of a company of N people (100,000): its signals and readings from nothing and again, with the memory of
the process, and the pages drawn from them; the best of nine and their median. `make bench ARGS="bridge N"`, in a SQLite
file of its own or, empty, where DATABASE_URL says.
"""

import os
import tempfile
from pathlib import Path

from tools import bench_goals, bench_search

ROOT = Path(__file__).resolve().parent.parent
COMMANDS = [["refresh_signals"], ["refresh_signals"], ["refresh_signals", "--check"]]
VIEWERS = {"the leader": 1, "HR": 2, "a manager": 20}
PATHS = ["/bridge/", "/bridge/20/", "/bridge/signals/", "/team/", "/", "/today/bridge/"]
OF_HR = ["/bridge/coverage/", "/bridge/does-it-work/"]


def main(people: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"DATA_DIR": folder, "DEBUG": "0", "SECRET_KEY": "x" * 60, "REDIS_URL": "", "LOG_LEVEL": "ERROR"}
        os.environ |= {"ALLOWED_HOSTS": "127.0.0.1", "SITE_URL": "http://127.0.0.1", "EMAIL_URL": "dummymail://"}
        os.environ |= {"DJANGO_SETTINGS_MODULE": "perfmgmt.settings", "PYTHONPATH": str(ROOT)}
        os.environ.setdefault("DATABASE_URL", f"sqlite:///{folder}/bench.sqlite3")
        bench_goals.run(["migrate", "-v0"])
        bench_goals.run(["shell", "-v0", "-c", f"from tools import large_bridge; large_bridge.build({people})"])
        for command in COMMANDS:
            bench_goals.run(command)
        pages()


def pages() -> None:
    os.environ["DEBUG"] = "1"  # no static files were collected
    import django  # noqa: PLC0415  (the settings are known only now)

    django.setup()
    from django.test import Client  # noqa: PLC0415

    from org.models import Employee  # noqa: PLC0415

    for name, pk in VIEWERS.items():
        client = Client(headers={"host": "127.0.0.1"})
        client.force_login(Employee.objects.get(pk=pk))
        print(f"as {name}")
        for path in PATHS + (OF_HR if name == "HR" else []):
            print(f"  {path:28} {bench_search.timed(lambda path=path, ask=client.get: ask(path))}")
