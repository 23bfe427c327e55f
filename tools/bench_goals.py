"""The figures of the goals on a large company: the roll-up from nothing, its memory, and a burst of updates.

`make bench ARGS="goals"` in a SQLite file of its own; with DATABASE_URL in that database, which has to be empty.
"""

import os
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
COMMANDS = [["roll_up"], ["roll_up"], ["roll_up", "--check"]]


def main(objectives: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"DATA_DIR": folder, "DEBUG": "0", "SECRET_KEY": "x" * 60, "REDIS_URL": "", "LOG_LEVEL": "ERROR"}
        os.environ |= {"ALLOWED_HOSTS": "127.0.0.1", "SITE_URL": "http://127.0.0.1", "EMAIL_URL": "dummymail://"}
        os.environ["PYTHONPATH"] = str(ROOT)
        os.environ.setdefault("DATABASE_URL", f"sqlite:///{folder}/bench.sqlite3")
        os.environ["DJANGO_SETTINGS_MODULE"] = "perfmgmt.settings"
        (Path(folder) / "broker").mkdir()
        run(["migrate", "-v0"])
        run(["shell", "-v0", "-c", f"from tools import large_company; large_company.build({objectives})"])
        for command in COMMANDS:
            run(command)
        run(["shell", "-v0", "-c", "from tools import burst; burst.main()"])


def run(command: list[str]) -> None:
    """Prints the seconds of wall and of processor that a command took, and the most memory it held."""
    start = time.perf_counter()
    child = subprocess.Popen([sys.executable, str(ROOT / "manage.py"), *command], stdout=subprocess.PIPE, text=True)
    held = [0]
    threading.Thread(target=_watch, args=(child, held)).start()
    said = child.stdout.read().strip().replace("\n", ", ")
    _pid, status, used = os.wait4(child.pid, 0)
    child.returncode = status
    seconds, cpu = time.perf_counter() - start, used.ru_utime + used.ru_stime
    name = command[-1].split("; ")[-1] if command[0] == "shell" else " ".join(command)
    words = f"{name:32} {seconds:8.1f} s, {cpu:6.1f} s of processor, {max(*held, used.ru_maxrss << 10) >> 20:4d} MB"
    print(f"{words}  {said}{f'  ENDED WITH {status}' if status else ''}", flush=True)


def _watch(child: subprocess.Popen, held: list[int]) -> None:
    """With the processes that it began; what they share counts once."""
    while child.returncode is None:
        held.append(_memory(child.pid))
        time.sleep(0.2)


def _memory(pid: int) -> int:
    try:
        rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:  # it has ended
        return 0
    pss = next(int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:"))
    return pss * 1024 + sum(_memory(int(each)) for each in children)
