"""The one thing that a page to read may write: that it was seen, once the answer has left."""

import logging
from collections.abc import Callable

from django.db import DatabaseError
from django.http import HttpResponse

log = logging.getLogger(__name__)


def after_the_answer(response: HttpResponse, service: Callable[[], None]) -> HttpResponse:
    """Run `service` when the answer is closed. If it fails the page was shown all the same."""

    def run():
        try:
            service()
        except DatabaseError:
            log.exception("what was seen could not be noted")

    response._resource_closers.append(run)
    return response
