"""Search in a company of N people (100,000) with as many objectives, recognitions and check-ins: what it asks while one
types, and the whole page; the best of nine and their median. `make bench ARGS="search N"`, in a SQLite file of its own
or, empty, where DATABASE_URL says.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import timedelta
from itertools import product
from pathlib import Path
from uuid import UUID

ROOT = Path(__file__).resolve().parent.parent
SPAN = 8  # reports of each manager
VIEWERS = {"an engineer": -1, "a manager": 3, "HR": 2}
QUERIES = [
    *("an", "ana", "schm", "schmidtke", "schmidtek", "qwertzuiop", "mihcael jansne", "engineer"),
    *("shorten the way", "shroten", "log check-in", "give feedback to ana jansen", "spare parts"),
]
PATHS = ["/people/", "/people/?q=jansen", "/people/?away=on", "/people/chart/", "/people/chart/1/?levels=3"]


def main(people: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"DATA_DIR": folder, "DEBUG": "1", "REDIS_URL": "", "LOG_LEVEL": "ERROR"}
        os.environ["EMAIL_URL"] = "dummymail://"
        os.environ |= {"DJANGO_SETTINGS_MODULE": "perfmgmt.settings", "PYTHONPATH": str(ROOT)}
        os.environ.setdefault("DATABASE_URL", f"sqlite:///{folder}/bench.sqlite3")
        subprocess.run([sys.executable, str(ROOT / "manage.py"), "migrate", "-v0"], check=True)
        import django  # noqa: PLC0415  (the settings are known only now)

        django.setup()
        build(people)
        measure(people)


def build(people: int) -> None:
    from django.db import connection, transaction  # noqa: PLC0415
    from django.utils import timezone  # noqa: PLC0415

    from feedback.models import CheckIn, Feedback  # noqa: PLC0415
    from goals.models import Objective, Period  # noqa: PLC0415
    from org.models import Employee, Location, Organization, RoleGrant  # noqa: PLC0415
    from tools.large_company import load  # noqa: PLC0415

    now = timezone.now()
    with transaction.atomic():
        Organization(pk=1, name="Large", time_zone="UTC").save()
        place = Location.objects.create(name="Jena", time_zone="Europe/Berlin")
        load(Employee, _people(people, place.pk, now))
        period = Period.objects.create(
            name="Q", starts_on=now.date() - timedelta(60), ends_on=now.date() + timedelta(30)
        )
        load(Objective, _objectives(people, period.pk, now))
        load(Feedback, _recognition(people, now))
        load(CheckIn, _check_ins(people, now))
        RoleGrant.objects.create(employee_id=VIEWERS["HR"], role=RoleGrant.Role.HR)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")


def _names() -> Iterator[tuple[str, str]]:
    """Some thousand surnames: those of the demo company, and two of them together."""
    from perfmgmt.demo.names import COUNTRIES  # noqa: PLC0415

    first = [name for country in COUNTRIES for name in country.first] + ["Michael", "Ana"]
    last = [name for country in COUNTRIES for name in country.last]
    last += [f"{one}-{other}" for one, other in product(last[:60], last[60:120])]
    for pk in range(1, 10**7):
        yield first[pk * 7919 % len(first)], last[pk * 104_729 % len(last)]


def _people(people: int, place: int, now) -> Iterator[dict]:
    from org.models import Employee  # noqa: PLC0415

    titles = ("Engineer", "Senior Engineer", "Account Manager", "Operations Specialist", "Analyst", "Team Lead")
    for pk, (first, last) in zip(range(1, people + 1), _names(), strict=False):
        row = Employee(email=f"p{pk}@large.example", first_name=first, last_name=last, job_title=titles[pk % 6])
        row.derive()
        yield {
            "id": pk, "password": "!", "email": row.email, "first_name": first, "last_name": last,
            "job_title": row.job_title, "manager_id": (pk - 2) // SPAN + 1 if pk > 1 else None, "location_id": place,
            "search_text": row.search_text, "search_name": row.search_name, "created_at": now,
        }  # fmt: skip


def _objectives(people: int, period: int, now) -> Iterator[dict]:
    from goals.models import Objective  # noqa: PLC0415
    from perfmgmt.demo.work import FUNCTIONS  # noqa: PLC0415

    titles = [title for function in FUNCTIONS for title in function.own]
    for pk in range(1, people + 1):
        row = Objective(title=f"{titles[pk * 31 % len(titles)]}, {pk % 997}")
        row.derive()
        yield {
            "id": pk, "title": row.title, "search_text": row.search_text, "owner_id": pk, "period_id": period,
            "scope": "individual", "state": "active", "visibility": "line" if pk % 12 == 0 else "everyone",
            "created_at": now,
        }  # fmt: skip


def _recognition(people: int, now) -> Iterator[dict]:
    words = "Took the time to show me how the spare parts list is read, and wrote it down for whoever comes next. " * 4
    for pk in range(1, people + 1):
        yield {
            "id": pk, "giver_id": pk, "recipient_id": pk % people + 1, "kind": "praise", "audience": "everyone",
            "behaviour": words, "sent_at": now - timedelta(minutes=pk), "key": UUID(int=pk).hex,
        }  # fmt: skip


def _check_ins(people: int, now) -> Iterator[dict]:
    """Half of them of the manager who looks and their reports: as many as in ten years."""
    words = "The test bench is shared until March, and the notes let the next shift start at once. " * 5
    own = VIEWERS["a manager"]
    reports = range((own - 1) * SPAN + 2, own * SPAN + 2)
    for pk in range(1, 2001):
        employee = reports[pk % SPAN]
        yield {
            "id": pk, "employee_id": employee, "manager_id": own, "state": "done", "went_well": words,
            "due_on": now.date() - timedelta(pk), "held_on": now.date() - timedelta(pk), "logged_at": now,
        }  # fmt: skip
    for employee in reports:
        yield {"id": 2000 + employee, "employee_id": employee, "manager_id": own, "state": "upcoming",
               "due_on": now.date()}  # fmt: skip


def measure(people: int) -> None:
    from django.test import Client  # noqa: PLC0415
    from django.urls import reverse  # noqa: PLC0415

    from org.models import Employee  # noqa: PLC0415

    for name, pk in VIEWERS.items():
        client = Client(headers={"host": "127.0.0.1"})
        client.force_login(Employee.objects.get(pk=pk if pk > 0 else people + 1 + pk))
        print(f"as {name}")
        for query in QUERIES:
            path = reverse("search", query={"q": query})
            typing = timed(lambda path=path, ask=client.get: ask(path, headers={"hx-request": "true"}))
            print(f"  {query:28} {typing}   whole page {timed(lambda path=path, ask=client.get: ask(path))}")
        for path in PATHS:
            print(f"  {path:28} {timed(lambda path=path, ask=client.get: ask(path))}")


def timed(ask) -> str:
    from django.db import connection  # noqa: PLC0415
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

    ask()
    times = []
    for _ in range(9):
        with CaptureQueriesContext(connection) as queries:
            start = time.perf_counter()
            answer = ask()
            times.append(1000 * (time.perf_counter() - start))
    return f"{min(times):5.0f}, {statistics.median(times):5.0f} ms {len(queries):3d} queries {answer.status_code}"
