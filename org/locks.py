from org.models import Organization


def lock_structure() -> Organization:
    """Makes changes of the reporting lines and of the department tree wait for each other; call it in a transaction.

    A loop can be closed by two changes of which neither alone makes one, so a lock on the two moved people
    is not enough: all moves take the one row of the organisation. What was read before is stale: read again after.
    On SQLite the transaction itself (IMMEDIATE) is that lock.
    """
    Organization.objects.get_or_create(pk=1)
    return Organization.objects.select_for_update(of=("self",), no_key=True).get(pk=1)
