"""What people of the demo company say: by the mood of their team, so that pages read true."""


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.strip().splitlines())


WELL, MIXED, TROUBLE, SILENT = MOODS = ("well", "mixed", "trouble", "silent")
# How many of a hundred teams are in each mood.
MOOD_SHARES = (52, 22, 16, 10)

HOW_IT_GOES = {
    WELL: _lines("""
        Good fortnight. The plan held, and I had two quiet mornings for the hard part.
        Going well. The pairing with the other team pays off; I would keep it for another month.
        Better than expected: we finished what we said and nothing came back.
        Busy and in order. I enjoyed showing the result to the plant manager.
        Calm. The checklist from last time removed most of the surprises.
        Good. I am a little ahead and would like to use it to clean up after us.
    """),
    MIXED: _lines("""
        Half of it moved. The other half waits for people outside the team.
        Mixed. What I planned took twice as long, what I feared took an hour.
        Fine on the whole; I switch too often between two things to be quick at either.
        Some progress. I lose about a day a week to questions that have no owner.
        All right. The measure moves, but I am not sure that it measures the right thing.
    """),
    TROUBLE: _lines("""
        Hard fortnight. We started four things and finished none of them.
        I am stuck, and I should have said so a week ago.
        The measure went the wrong way, and we know why: nobody decided.
        Tiring. Most of my time went into rework from the last hand-over.
        Not well. We plan on Monday and throw the plan away on Wednesday.
    """),
    SILENT: _lines("""
        As usual.
        Nothing special.
        Fine.
    """),
}
IN_MY_WAY = {
    WELL: _lines("""
        Nothing that I could not move myself.
        Only the calendar: reviews bunch up on Thursdays.
        A small one: access to the archive still takes two days.
    """),
    MIXED: _lines("""
        The test bench is shared, and we get it in the evenings only.
        Two teams answer the same customer, and we contradict each other.
        I wait for figures that are always a week old.
        Nobody can say which of the two dates is the real one.
    """),
    TROUBLE: _lines("""
        No decision on the second supplier.
        One person knows the old code, and she is on another project until March.
        We do the work of a vacant position between the three of us.
        The other site changes the specification without telling us.
        The tool crashes on files of the size that we have now.
    """),
    SILENT: ("", "", "Time."),
}
WHAT_I_NEED = {
    WELL: ("", "A word to the planners that it worked.", "An hour of your time on the outline."),
    MIXED: _lines("""
        Someone who decides which of the two comes first.
        Two mornings a week without meetings.
        A name in the other team whom I may call.
    """),
    TROUBLE: _lines("""
        A decision, even an unwelcome one.
        Help for two weeks from somebody who has done this before.
        That we stop one of the four things.
    """),
    SILENT: ("",),
}
WENT_WELL = {
    WELL: _lines("""
        The hand-over was clean, and the notes let the next shift start at once.
        Closed the oldest open point of the team, without being asked.
        Showed the result to the customer in person; they took the photo home.
        Wrote down how it is done, so that others can do the same.
        Asked for help early, and the date held because of it.
    """),
    MIXED: _lines("""
        Kept the customer informed while we searched for the cause.
        The new checklist caught two errors before they left the house.
        Good questions in the review, which saved us a week.
    """),
    TROUBLE: _lines("""
        Said plainly what does not work. That is worth more than a green light.
        Kept the line running with what there was.
        Took the time to bring the new colleague up to speed.
    """),
    SILENT: ("Nothing in particular.", "Steady work."),
}
IN_THE_WAY = {
    WELL: ("", "", "Reviews bunch up at the end of the week.", "Access to the archive."),
    MIXED: _lines("""
        The shared test bench.
        Figures arrive a week late.
        Two owners for one date.
    """),
    TROUBLE: _lines("""
        No decision on the second supplier.
        Knowledge of the old code sits with one person.
        A vacant position that three people carry.
        Specification changes that nobody announces.
    """),
    SILENT: ("", "Time."),
}
ACTIONS = _lines("""
    Ask {boss} for a decision on the supplier
    Send the note on what worked to the other teams
    Book the test bench for three mornings
    Agree one date with Planning and write it down
    Invite the customer to the next field trial
    Draft the one-page comparison of both ways
    Find a deputy and start the hand-over
    Show the numbers in the monthly review
    Visit the plant and look at the changeover
    Write the missing page of the manual
    Clean up the list of open points with {name}
    Call the carrier about the second contract
    Try the new checklist on two orders
    Cancel the Thursday meeting for a month and see
    Get access to the archive for the whole team
""")
# The problem, what may be shown one level up, what would help.
BLOCKERS = (
    ("Test bench is shared with another team until March; we get it in the evenings only.",
     "We need more hours on the test bench.", "other-team"),
    ("No decision on the second supplier, and every week costs us a week.",
     "A decision on the second supplier is open.", "decision"),
    ("One person knows the old code, and she is on another project.",
     "Knowledge of the old code sits with one person.", "skill"),
    ("The position has been vacant since summer; three of us carry it beside our own work.",
     "A vacant position holds two objectives up.", "people"),
    ("The planning tool crashes on files of the size that we have now.", "", "tool"),
    ("Specification changes reach us after the parts are ordered.",
     "We learn of specification changes too late.", "other-team"),
    ("I am double-booked: two objectives want the same two weeks.", "", "time"),
    ("Legal asked for one more clause, and the carrier waits for our answer.",
     "The carrier contract waits for one clause.", "decision"),
)
BLOCKER_NOTES = _lines("""
    Spoke with the other team; we get two mornings from next week.
    Asked for the decision in the management meeting; answer by Friday.
    Found a colleague in Pune who has done this before.
""")
SKIP_REASONS = ("On holiday, both of us", "Customer visit on the day", "Quarter-end close", "Ill; we talk next time")
PRIVATE_NOTES = _lines("""
    Ask about the move to the other site once the dust has settled.
    Be more precise with praise: the notes were what made the hand-over work.
    Watch that the extra project does not eat the evenings.
""")
UPDATE_COMMENTS = {
    WELL: ("", "", "New slotting helps.", "Two weeks early.", "The second attempt worked.", "As planned."),
    MIXED: (
        "",
        "Slower than planned; the cause is known.",
        "Half of the effect, the rest next month.",
        "Waiting for figures.",
    ),
    TROUBLE: (
        "",
        "No change: waits for a decision.",
        "Back a step after the rework.",
        "The number is right, the trend is not.",
    ),
    SILENT: ("", ""),
}
REBASELINE_REASONS = (
    "Agreed with Operations after the second site joined",
    "The measure now counts all plants, not only Jena",
    "Target raised: we had reached it by half-time",
)
# What owners wrote when they closed a goal, by what was measured.
RETROSPECTIVES = {
    "achieved": _lines("""
        We started early and asked for help early; that made the difference.
        The first month went into the measure itself. It was worth it.
        Two people who knew the subject, and a date that nobody moved.
        The check every other week kept it alive; without it we would have noticed in the last month.
        We said no to two other things at the start. That was the whole secret.
        It held because the other team had it among their goals too.
    """),
    "partly-achieved": _lines("""
        The easy half moved at once; the rest needs the new supplier. It goes on next quarter.
        Good until the hand-over, then three weeks of waiting. We would agree on the date before, not after.
        We reached what we could reach alone. The measure hangs on two teams and had one owner.
        Too many things at once. Next time fewer, and the hard one first.
        It moved late: the first six weeks went into finding out what we count.
    """),
    "missed": _lines("""
        We waited six weeks for a decision and should have said so after one.
        The measure was the wrong one; the work was not in vain.
        Nobody had the time that the plan assumed. Either it gets a day a week, or we should not set it again.
        It depended on a project that moved to next year. We should have cancelled it in the second month.
        I tried to do it beside the daily work. That was a wish, not a plan.
    """),
}
