"""What a page to read may write, once the answer has left: that it was seen, and so was the news that leads to it."""

import logging
from collections.abc import Callable

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse

from inbox.models import Notification
from inbox.services import seen

log = logging.getLogger(__name__)


def after_the_answer(response: HttpResponse, service: Callable[[], object]) -> HttpResponse:
    """Run `service` when the answer is closed. If it fails the page was shown all the same."""

    def run():
        try:
            service()
        except DatabaseError:
            log.exception("what was seen could not be noted")

    response._resource_closers.append(run)
    return response


def news_of_it_is_seen(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Whoever reads the page, by whichever way they came, need not be told of it any more."""
    news = Notification.objects.filter(path=request.path)
    return after_the_answer(response, lambda: seen(news, by=request.user))
