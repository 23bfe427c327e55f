"""What keeps the check-ins in step with the people: made, moved, handed on and taken away, in slices."""

import time
from datetime import datetime

from feedback import handover, leave, plan_handover, schedule

BATCH = 500


def keep_up(now: datetime, *, seconds: float = 1.5, batch: int = BATCH) -> int:
    """One slice of about `seconds`; how much was changed. Idempotent: the next run finds what is left."""
    until = time.monotonic() + seconds
    done = handover.follow_the_line(now, until=until, batch=batch)
    done += plan_handover.follow_the_line(now, until=until, batch=batch)
    done += handover.take_away(now, batch=batch)
    done += schedule.make_check_ins(now, until=until, batch=batch)
    return done + leave.follow_leave(now, until=until, batch=batch)
