"""Logs as JSON, a line each, with the request's id. They carry no text that a person wrote, and no secret address."""

import json
import logging
import re
import time
from datetime import UTC, datetime

from perfmgmt.request_id import request_id

access = logging.getLogger("perfmgmt.access")
# A part of a path as long as this is a key that opens something: an invitation, a new password, a mail's unsubscribe.
_SECRET = re.compile(r"(?<=/)[\w:.=-]{20,}(?=[/\s]|$)")
_OURS = {"perfmgmt", "privacy", "insights", "reviews", "feedback", "goals", "inbox", "drafts", "org"}


def without_secrets(text: str) -> str:
    return _SECRET.sub("…", text)


class AccessLogMiddleware:
    """One line a request: what was asked, without the query, and how it ended."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        start = time.perf_counter()
        response = self.get_response(request)
        fields = {
            "method": request.method,
            "path": without_secrets(request.path),
            "status": response.status_code,
            "ms": round(1000 * (time.perf_counter() - start)),
        }
        access.info("%(method)s %(path)s %(status)d", fields, extra={"fields": fields})
        return response


class RequestIdFilter(logging.Filter):
    def filter(self, record):
        record.request_id = request_id.get()
        return True


class JsonFormatter(logging.Formatter):
    def format(self, record):
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": self._message(record),
            "request_id": getattr(record, "request_id", ""),
        } | getattr(record, "fields", {})
        if record.exc_info and record.exc_info[0]:
            line["exception"] = record.exc_info[0].__name__
            line["trace"] = self._frames(record.exc_info[2])
        return json.dumps(line, ensure_ascii=False)

    @staticmethod
    def _message(record) -> str:
        """What happened. Other people's code puts an exception's own words in, which may quote what somebody typed:
        where there is an exception, its message stays the template it was.
        """
        if record.exc_info and record.name.partition(".")[0] not in _OURS:
            task = getattr(record, "data", {}).get("name", "")
            return f"{task} failed" if task else str(record.msg)
        return without_secrets(record.getMessage())

    @staticmethod
    def _frames(trace) -> list[str]:
        """Where it happened; without the exception's own words, which may quote what somebody typed."""
        frames = []
        while trace:
            code = trace.tb_frame.f_code
            frames.append(f"{code.co_filename}:{trace.tb_lineno} {code.co_name}")
            trace = trace.tb_next
        return frames[-12:]
