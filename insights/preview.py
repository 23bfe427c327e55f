"""What a kind would show today with other thresholds, for HR before they set one."""

from insights.kinds import Kind, Moment


def counts(kind: Kind, threshold: int, moment: Moment) -> list[tuple[int, int]]:
    """(threshold, how many signals) for the one that is set, the usual one, and some to both sides."""
    wanted = {threshold, kind.threshold, threshold // 2, threshold + max(1, threshold // 2), 2 * threshold}
    kept = sorted(each for each in wanted if kind.least <= each <= kind.most)
    return [(each, sum(1 for _found in kind.find(moment, each))) for each in kept]
