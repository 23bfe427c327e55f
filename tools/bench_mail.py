"""The morning of a large company: N people (100,000), each with a check-in due, by four senders, one of them killed.

`make bench ARGS="mail N"` in a SQLite file of its own; with DATABASE_URL in that database, which has to be empty. The
mails go into files. At the end the ledger and these files are asked whether everyone had one mail, and the same one.
"""

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from datetime import timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SENDERS = 4
KILLED_AFTER = 0.4  # of the mails


def main(people: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        sink = Path(folder) / "mail"
        sink.mkdir()
        os.environ |= {"DATA_DIR": folder, "DEBUG": "0", "SECRET_KEY": "x" * 60, "REDIS_URL": "", "LOG_LEVEL": "ERROR"}
        os.environ |= {"ALLOWED_HOSTS": "127.0.0.1", "SITE_URL": "https://perfmgmt.example", "PYTHONPATH": str(ROOT)}
        os.environ |= {"EMAIL_URL": f"filemail:///{sink}", "DJANGO_SETTINGS_MODULE": "perfmgmt.settings"}
        os.environ.setdefault("DATABASE_URL", f"sqlite:///{folder}/bench.sqlite3")
        subprocess.run([*manage("migrate"), "-v0"], check=True)
        building = f"from tools import large_morning; large_morning.build({people})"
        subprocess.run([*manage("shell"), "-v0", "-c", building], check=True)
        morning(people, sink)


def manage(command: str) -> list[str]:
    return [sys.executable, str(ROOT / "manage.py"), command]


def morning(people: int, sink: Path) -> None:
    import django  # noqa: PLC0415 - the environment is set only now

    django.setup()
    from tools.large_morning import noon  # noqa: PLC0415

    now, began = noon(), time.perf_counter()
    senders = [send(now) for _each in range(SENDERS)]
    while sent() < KILLED_AFTER * people:
        time.sleep(0.5)
    senders[0].send_signal(signal.SIGKILL)
    for sender in senders:
        told(sender)
    print(f"{time.perf_counter() - began:.0f} s in all, {os.cpu_count()} processors")
    # The killed sender's claims are free ten minutes later.
    for _each in range(2):
        told(send(now + timedelta(minutes=20)))
    compare(people, sink)


def send(now) -> subprocess.Popen:
    return subprocess.Popen([*manage("send_daily_mail"), "--now", now.isoformat()], stdout=subprocess.PIPE, text=True)


def told(sender: subprocess.Popen) -> None:
    """Prints the seconds of processor that a sender took, and the most memory it held."""
    said = sender.stdout.read().strip() or "killed"
    _pid, _status, used = os.wait4(sender.pid, 0)
    cpu = used.ru_utime + used.ru_stime
    print(f"sender {cpu:6.1f} s of processor, {used.ru_maxrss // 1024:4d} MB  {said}", flush=True)


def sent() -> int:
    from inbox.models import MailLedger  # noqa: PLC0415

    return MailLedger.objects.filter(state=MailLedger.State.SENT).count()


def compare(people: int, sink: Path) -> None:
    from inbox.models import MailLedger  # noqa: PLC0415

    copies = Counter(mails_in(sink))
    ledger = set(MailLedger.objects.order_by().values_list("person__email", "message_id", "state"))
    taken = {(address, known) for address, known, state in ledger if state == "sent"}
    twice = MailLedger.objects.filter(perhaps_twice=True).count()
    print(f"{people} were due; the ledger has {len(ledger)} rows, {len(taken)} of them sent")
    print(f"the files hold {copies.total()} mails to {len({address for address, _id in copies})} people, ", end="")
    print(f"{len(copies.keys() ^ taken)} other than the ledger says")
    print(f"{twice} may have left twice by the ledger, {sum(n > 1 for n in copies.values())} did, with one Message-ID")
    right = len(taken) == len(ledger) == people and copies.keys() == taken
    sys.exit(0 if right and sum(n > 1 for n in copies.values()) <= twice else 1)


def mails_in(sink: Path):
    """The recipient and the Message-ID of each mail in the files, a line at a time."""
    for path in sink.iterdir():
        found: dict[str, str] = {}
        with path.open(errors="replace") as lines:
            for line in lines:
                name, _colon, value = line.partition(": ")
                if name in ("To", "Message-ID"):
                    found.setdefault(name, value.strip())
                if line.startswith("-" * 79):
                    yield found["To"], found["Message-ID"]
                    found = {}
