"""Hand a task to the broker after commit, without letting a broken broker fail what was just saved."""

import logging

from django.db import transaction

log = logging.getLogger(__name__)


def on_commit(task, *args) -> None:
    """Send `task(*args)` once the transaction commits. Where the broker is away it is only logged:
    the need for the work is a row of ours, which the sweep finds.
    """

    def send():
        try:
            task.delay(*args)
        except Exception as error:  # noqa: BLE001 - each transport fails in its own way, none may fail the request
            log.warning("the broker is away (%s); the sweep will do it", type(error).__name__)

    transaction.on_commit(send)
