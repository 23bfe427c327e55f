"""A review cycle at full size, its launch and its release: make bench ARGS="reviews N" (10,000 people with five reviews
each).
"""

import time
from datetime import date


def launch(people: int) -> tuple[float, float, float, int]:
    """Seconds in all, of our own work in them, of the longest slice, and reviews, for `people` in teams of eight."""
    from org.models import Employee  # noqa: PLC0415  (Django is set up only now)
    from reviews import launching, services  # noqa: PLC0415
    from reviews.models import Review, Template  # noqa: PLC0415

    hr = _company(people, Employee)
    day = date(2026, 1, 1)
    fields = {
        "name": "Annual",
        "starts_on": day,
        "ends_on": date(2026, 12, 31),
        "template": Template.objects.get(key="annual-with-peers"),
        "has_nomination": False,
        "has_calibration": True,
    }
    fields |= {"peers_are": "confidential", "upward_is": "anonymous", "threshold": 3, "peer_count": 3, "load_cap": 100}
    phases = {"writing": (day, date(2026, 2, 1)), "release": (date(2026, 2, 16), date(2026, 3, 1))}
    phases["calibration"] = (date(2026, 2, 2), date(2026, 2, 15))
    cycle = services.save_cycle(None, services.Plan(fields, phases=phases), by=hr)
    begun, worked = time.perf_counter(), time.process_time()
    services.launch(cycle, by=hr)
    longest, more = 0.0, True
    while more:
        start = time.perf_counter()
        more = launching.launch_slice(cycle.pk)
        longest = max(longest, time.perf_counter() - start)
    return time.perf_counter() - begun, time.process_time() - worked, longest, Review.objects.count()


def release() -> tuple[float, float, int]:
    """Seconds of HR's click and of all slices after it, for everyone in the cycle that was launched; and how many."""
    from org.models import Employee  # noqa: PLC0415
    from reviews import moves, opening, releasing, services  # noqa: PLC0415
    from reviews.models import Cycle, Participant  # noqa: PLC0415

    cycle, hr = Cycle.objects.get(), Employee.objects.get(email="hr@bench.example")
    found = moves.of_release(cycle, cycle.participants.waiting(), date(2026, 2, 16))
    start = time.perf_counter()
    made = services.release(cycle, releasing.Choice(), "Agreed.", by=hr, seen=found.overruled)
    clicked, more = time.perf_counter(), True
    while more:
        more = opening.open_slice(made.pk)
    return clicked - start, time.perf_counter() - clicked, Participant.objects.released().count()


def _company(people: int, Employee):  # noqa: N803
    from org.models import RoleGrant  # noqa: PLC0415

    def person(n: int, manager):
        return Employee(email=f"p{n}@bench.example", first_name="P", last_name=str(n), manager=manager, password="x")  # noqa: S106

    hr = Employee.objects.create(email="hr@bench.example", first_name="H", last_name="R", password="x")  # noqa: S106
    RoleGrant.objects.create(employee=hr, role=RoleGrant.Role.HR)
    above, made = [hr], 1
    while made < people:
        below = [person(n, above[(n - made) // 8]) for n in range(made, min(people, made + 8 * len(above)))]
        above = Employee.objects.bulk_create(below, batch_size=1000)
        made += len(below)
    return hr
