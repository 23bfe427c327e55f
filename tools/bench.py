"""How long the heavy things take, on a demo company of N people in a database of its own: make bench ARGS=2000
The figures of the goals, with N objectives (100,000) in an empty database: make bench ARGS="goals N"
The daily mail of a company of N people (100,000) in an empty database: make bench ARGS="mail N"
Search in a company of N people (100,000) in an empty database: make bench ARGS="search N"
Its bridge, from nothing and again, with the pages: make bench ARGS="bridge N"
The launch and the release of a review cycle for N people (10,000) in an empty database: make bench ARGS="reviews N"

Commands are timed as a whole, their start included; pages are the median of five, asked in process.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import django
from django.contrib.auth import get_user_model
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tools import bench_bridge, bench_goals, bench_mail, bench_reviews, bench_search

ROOT = Path(__file__).resolve().parent.parent
COMMANDS = [["roll_up"], ["roll_up", "--check"], ["send_daily_mail"], ["export_goals", "goals.csv"]]
PAGES = {
    "employee": ["/", "/goals/", "/check-ins/", "/inbox/"],
    "manager": ["/", "/goals/?tab=team", "/check-ins/", "/people/"],
    "ceo": ["/", "/goals/?tab=company"],
    "hr": ["/", "/admin/", "/admin/org/employee/", "/admin/goals/objective/"],
}


def main(people: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"DATA_DIR": folder, "DEBUG": "1", "DEMO": "1", "REDIS_URL": ""}
        os.environ |= {"EMAIL_URL": "dummymail://", "LOG_LEVEL": "WARNING"}
        os.environ.setdefault("DATABASE_URL", f"sqlite:///{folder}/bench.sqlite3")
        os.environ["DJANGO_SETTINGS_MODULE"] = "perfmgmt.settings"
        manage(folder, "migrate", "-v0")
        for command in [["demo", "--employees", str(people), "--seed", "1"], *COMMANDS]:
            print(f"{' '.join(command):44} {manage(folder, *command):8.1f} s")
        django.setup()
        print(f"{'why is it behind, 100,000 leaves':44} {why():8.0f} ms")
        for role, paths in PAGES.items():
            for path in paths:
                print(f"{role:9} {path:34} {page(role, path)}")


def reviews(people: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"DATA_DIR": folder, "DEBUG": "0", "SECRET_KEY": "only-for-the-bench", "LOG_LEVEL": "ERROR"}
        os.environ.setdefault("DATABASE_URL", f"sqlite:///{folder}/bench.sqlite3")
        os.environ["DJANGO_SETTINGS_MODULE"] = "perfmgmt.settings"
        manage(folder, "migrate", "-v0")
        django.setup()
        seconds, worked, longest, count = bench_reviews.launch(people)
    print(f"launch of {people} people, {count} reviews: {seconds:.1f} s, of these {worked:.1f} s of Python's own work")
    print(f"the longest slice: {longest:.2f} s")
    click, rest, count = bench_reviews.release()
    print(f"release to {count} people: {click:.2f} s for the click, {rest:.1f} s for all slices after it")


def manage(folder: str, *arguments: str) -> float:
    """The seconds that it took."""
    start = time.perf_counter()
    command = [sys.executable, str(ROOT / "manage.py"), *arguments]
    subprocess.run(command, cwd=folder, check=True, capture_output=True)
    return time.perf_counter() - start


def why() -> float:
    """The median of nine, for somebody who sees nearly all of it; the company for it is built beside the other one."""
    from goals import attribution, measure  # noqa: PLC0415  (Django is set up only now)
    from goals.tests import deep  # noqa: PLC0415

    with transaction.atomic():
        top = deep.build()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    expected, times = measure.expected(top.period, deep.TODAY), []
    for _ in range(9):
        start = time.perf_counter()
        attribution.attribute(top, top.owner, expected, first=7, ahead=3)
        times.append(1000 * (time.perf_counter() - start))
    return statistics.median(times)


def page(role: str, path: str) -> str:
    client = Client(headers={"host": "127.0.0.1"})
    client.force_login(get_user_model().objects.get(email=f"{role}@demo.example"))
    client.get(path)
    times = []
    for _ in range(5):
        with CaptureQueriesContext(connection) as queries:
            start = time.perf_counter()
            answer = client.get(path)
            times.append(1000 * (time.perf_counter() - start))
    return f"{statistics.median(times):8.0f} ms {len(queries):4d} queries  {answer.status_code}"


if __name__ == "__main__":
    large = {
        "goals": (bench_goals.main, 100_000),
        "mail": (bench_mail.main, 100_000),
        "search": (bench_search.main, 100_000),
        "bridge": (bench_bridge.main, 100_000),
        "reviews": (reviews, 10_000),
    }
    if sys.argv[1:2] and sys.argv[1] in large:
        measure, usual = large[sys.argv[1]]
        measure(int(sys.argv[2]) if len(sys.argv) > 2 else usual)
    else:
        main(int(sys.argv[1]) if len(sys.argv) > 1 else 300)
