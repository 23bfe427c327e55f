"""Independent parts of a long piece of work, several at once where the database lets several write."""

import multiprocessing
from collections.abc import Callable, Sequence
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Event
from typing import TypeVar

from django.db import connection

# More than most machines have free beside the database: while it reads and writes for some, the others compute.
PROCESSES = 4

Part = TypeVar("Part")
Result = TypeVar("Result")


def each(work: Callable[[Part], Result], parts: Sequence[Part]) -> list[Result]:
    """What `work` gives for each of `parts`, in no particular order. For commands: processes with one thread.

    On PostgreSQL it runs in processes that are forked from this one, each with a connection of its own, so it begins
    and ends transactions of its own. On SQLite, where one writes at a time, and within the caller's transaction, which
    no other connection sees, it runs here, one part after the other.

    Where a part fails none is begun after it; those that run end, and the error is the caller's. Each process has its
    parts from the start: where this one is killed they are done, and none waits for more.
    """
    if len(parts) < 2 or connection.vendor != "postgresql" or connection.in_atomic_block:
        return [work(part) for part in parts]
    connection.close()  # two who hold one talk into each other's sentences
    fork = multiprocessing.get_context("fork")
    failed = fork.Event()
    begun = []
    for nth in range(min(PROCESSES, len(parts))):
        answers, asked = fork.Pipe(duplex=False)
        process = fork.Process(target=_do, args=(work, parts[nth::PROCESSES], failed, asked), daemon=True)
        process.start()
        asked.close()  # of a process that dies the pipe ends
        begun.append((process, answers))
    said = [_answer(*each) for each in begun]
    for _done, error in said:
        if error is not None:
            raise error
    return [result for done, _error in said for result in done]


def _do(work: Callable, parts: Sequence, failed: Event, asked: Connection) -> None:
    done, problem = [], None
    try:
        for part in parts:
            if failed.is_set():
                break
            done.append(work(part))
    except BaseException as error:  # noqa: BLE001 - the caller raises it
        failed.set()
        problem = error
    connection.close()
    asked.send((done, problem))


def _answer(process: multiprocessing.process.BaseProcess, answers: Connection) -> tuple[list, BaseException | None]:
    try:
        said = answers.recv()
    except EOFError:
        said = [], ChildProcessError("One of the processes that worked on this was ended. Run it again.")
    process.join()
    return said
