from celery import shared_task

from org.enqueue import on_commit
from reviews import closing, launching, opening, releasing

# One embedded worker does everything: none of its tasks holds it for longer than this.
SECONDS = 1.2


@shared_task(acks_late=True)
def launch_cycles():
    """Goes on with the launches that have begun; where time runs out it asks for another turn behind the others."""
    if launching.work(SECONDS):
        on_commit(launch_cycles)


@shared_task(acks_late=True)
def sweep_launches():
    """The same from the clock: it finds what a dead broker or a killed worker left."""
    launching.work(SECONDS)


@shared_task(acks_late=True)
def close_relations():
    """Begins the writing whose day has come, and closes what was due yesterday."""
    closing.open_due()
    closing.close_due()


@shared_task(acks_late=True)
def release_planned():
    """Opens what HR planned to open today, and what a dead broker or a killed worker left of any release."""
    releasing.release_due()
    open_results()


@shared_task(acks_late=True)
def open_results():
    """Goes on with the releases that have begun; where time runs out it asks for another turn behind the others."""
    if opening.work(SECONDS):
        on_commit(open_results)
