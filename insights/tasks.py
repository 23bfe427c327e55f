from celery import shared_task

from insights import refreshing
from insights.following import looking
from org import enqueue

# One embedded worker does everything: none of its tasks holds it for longer than this.
SECONDS = 1.5


@shared_task
def sweep_signals() -> None:
    """What changed since the last look; what time leaves over is taken behind the others in the queue."""
    if refreshing.refresh_due(SECONDS):
        enqueue.on_commit(sweep_signals)


@shared_task
def sweep_follow_ups() -> None:
    """What became of signals on which somebody acted; a slice at a time."""
    if looking.sweep():
        enqueue.on_commit(sweep_follow_ups)
