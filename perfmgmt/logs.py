"""Logs as JSON, a line each, with the request's id. They carry no text that a person wrote."""

import json
import logging
from datetime import UTC, datetime

from perfmgmt.middleware import request_id


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
            "message": record.getMessage(),
            "request_id": getattr(record, "request_id", ""),
        }
        if record.exc_info and record.exc_info[0]:
            line["exception"] = record.exc_info[0].__name__
            line["trace"] = self._frames(record.exc_info[2])
        return json.dumps(line, ensure_ascii=False)

    @staticmethod
    def _frames(trace) -> list[str]:
        """Where it happened; without the exception's own words, which may quote what somebody typed."""
        frames = []
        while trace:
            code = trace.tb_frame.f_code
            frames.append(f"{code.co_filename}:{trace.tb_lineno} {code.co_name}")
            trace = trace.tb_next
        return frames[-12:]
