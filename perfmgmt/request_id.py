"""The id of the request under way, for the log and the answer. Apart from the middleware, because logging is
configured before Django's models can be imported.
"""

import contextvars

request_id: contextvars.ContextVar[str] = contextvars.ContextVar("request_id", default="")
