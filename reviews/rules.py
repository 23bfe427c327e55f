"""Who may change what in reviews. Templates hold nobody's words, so HR partners may look at them; HR changes them."""


def can_edit_templates(user) -> bool:
    return user.is_hr


def can_see_templates(user) -> bool:
    return user.is_hr or user.is_partner


def can_run_cycles(user) -> bool:
    """Make, change, launch and cancel. A partner sees the cycles of their departments; HR runs them."""
    return user.is_hr


def can_decide_about(user, person) -> bool:
    """Exclude somebody and take it back: never about oneself or one's own manager, there HR is only an employee."""
    return can_run_cycles(user) and person.pk not in (user.pk, user.manager_id)


def can_recall(user, release, *, is_about_them: bool) -> bool:
    """Recall it, or take it back while it is planned. Where their own result or their manager's is in it, another HR
    person does; unless all were released at once.
    """
    return can_run_cycles(user) and (release.is_whole or not is_about_them)


def reads_results(user, cycle) -> bool:
    """An HR person who was named for the cycle; from when on, `CycleReader.objects.opens_to` says."""
    return user.is_hr and cycle.readers.filter(person=user).exists()


def can_write(user, review) -> bool:
    """Whose review it is; whether it is still open is `closing.why_closed`'s to say."""
    return review.writer_id == user.pk


def can_calibrate(user, group) -> bool:
    """Take part in the session of a group: its facilitators, and HR who are named for the cycle."""
    if group.facilitators.filter(person=user).exists():
        return True
    return user.is_hr and group.cycle.readers.filter(person=user).exists()


def is_subject(user, participant) -> bool:
    return participant.subject_id == user.pk


def can_say_talked(user, participant) -> bool:
    return participant.manager_id == user.pk


def can_move_peer(user, participant, nominee, who: str) -> bool:
    """`who` stands in `states.PEER_MOVES`."""
    holder = {"subject": participant.subject_id, "manager": participant.manager_id, "nominee": nominee.pk}[who]
    return holder == user.pk


def can_see_peers(user, participant) -> bool:
    return user.pk in (participant.subject_id, participant.manager_id)


def can_amend(user, review) -> bool:
    """Change a manager review after release: who wrote it; whether it is the time is `is_amendable`'s to say."""
    return review.relation == "manager" and review.writer_id == user.pk and review.state == "submitted"


def is_amendable(review) -> bool:
    return is_answerable(review.participant)


def is_answerable(participant) -> bool:
    """Between their release and the end of the cycle: the subject answers, the manager may change what was written."""
    cycle = participant.cycle
    return participant.is_released and cycle.state == "release" and not cycle.paused_at
