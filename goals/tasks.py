from celery import shared_task

from goals import rollup
from org.enqueue import on_commit

# One embedded worker does everything: none of its tasks holds it for longer than this.
SECONDS = 1.5


@shared_task(acks_late=True)
def roll_up_soon():
    """Takes the marks that wait; where time runs out it asks for another turn behind the others in the queue."""
    if not rollup.roll_up_due(SECONDS):
        return
    if rollup.waits():
        on_commit(roll_up_soon)


@shared_task(acks_late=True)
def sweep_days():
    """What time alone changed in the snapshots, or HR's hand in cadences and periods: found by asking what differs."""
    if rollup.days_due(SECONDS):
        on_commit(sweep_days)
        on_commit(roll_up_soon)


@shared_task(acks_late=True)
def sweep_marks():
    """The same from the clock: it finds what a dead broker or a killed worker left."""
    rollup.roll_up_due(SECONDS)
