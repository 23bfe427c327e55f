"""What people of the demo company write in reviews, by the question and who answers it; and around a review."""

from reviews.models import Relation

# The question as the built-in templates ask it → who answers → what they write.
WORDS: dict[str, dict[str, tuple[str, ...]]] = {
    "How did the goals of the quarter go, and what moved them?": {
        Relation.SELF: (
            "The quarter went as planned until the supplier was late; what moved it then was a decision within a day.",
            "Two of three goals are reached. The third waits for data that another team owns, and they know it.",
            "More support questions than expected, and the plan held: the routine work was written down early.",
        ),
        Relation.MANAGER: (
            "Steady, and no surprises: what was late was said early. The open goal needs a name in the other team.",
            "Two goals reached and one handed over well. I would have wished for fewer parallel things; that is on me.",
            "The figures tell less than the work: the routine that was written down here is used by three teams now.",
        ),
    },
    "What made the work harder than it had to be?": {
        Relation.SELF: (
            "Too many small requests without an owner. A named contact for each would take most of it away.",
            "Approvals take a week. A limit below which none is needed would help most.",
            "Nothing that we did not see coming; an hour a week without meetings would still help.",
        ),
        Relation.MANAGER: (
            "The same small requests come from four places. I name one contact for each until the end of the month.",
            "Waiting for approvals. I asked for a limit; until then I sign on the day.",
            "My own calendar: decisions waited for me. Thursday mornings are free for them from now on.",
        ),
    },
    "What is the one thing to do differently, and who helps with it?": {
        Relation.SELF: (
            "Write down how it is done before the next person joins; an afternoon with the team is enough.",
            "Say earlier that something will be late, and bring the two ways out along.",
            "Hand one routine over, to have time for the larger question. The team lead helps with it.",
        ),
        Relation.MANAGER: (
            "Hand over the weekly report. I help to find who takes it, and stay out of it afterwards.",
            "Bring the hard question to the team while it is still small; I keep ten minutes free for it every week.",
            "One larger piece instead of three small ones. We choose it together in the next check-in.",
        ),
    },
    "What became of the goals of the year?": {
        Relation.SELF: (
            "Three of four reached. The fourth moved by a quarter when the supplier changed; the new date holds.",
            "Most of it in the first half. In the second I helped two other teams, and one goal of mine paid for that.",
            "All reached, one by a different road: the pilot taught us that half of the plan was not needed.",
        ),
        Relation.MANAGER: (
            "Reached where it was in our hands. Where it was not, it was said in time, with a proposal.",
            "The goals moved with the figures from month to month; the last one is a little behind, for known reasons.",
        ),
    },
    "What did this year’s work make possible?": {
        Relation.SELF: (
            "The hand-over between shifts takes ten minutes where it took an hour, because the list is one page now."
            "\n\nNobody calls on Saturdays any more to ask what was left.",
            "A customer who wanted to leave stayed: we answered the same day for six weeks, with what we did not know.",
            "The others could work on the new version, because the old one ran without anybody looking at it.",
            "Two people who joined in spring were on their own after four weeks; the notes I wrote are used elsewhere.",
        ),
        Relation.MANAGER: (
            "We moved to the new line without a day lost. That was prepared in March, when nobody had asked for it."
            "\n\nI could plan the second half because the figures of the first were right.",
            "Colleagues come here first with a question, and go away with an answer or with the right name.",
            "The customer named this work in the renewal. It was quiet and exact, over months.",
            "The audit found nothing in this part, which had been the weak one. The team knows whose work that was.",
        ),
        Relation.PEER: (
            "Our release was on time because the tests were ready before we were.",
            "I never had to ask twice. When something would be late I knew it two weeks before.",
            "The workshop in May saved us from building the wrong thing; it was this question that stopped us.",
            "Took over my part for three weeks, and gave it back in better order than it was.",
        ),
    },
    "What should this person keep, and what would you like them to try?": {
        Relation.PEER: (
            "Keep saying early that something does not fit. Try to bring it to the whole team, not only to one of us.",
            "Keep the short written summaries. Try to leave one thing a week to somebody who does it more slowly.",
            "Keep the calm in a bad week. Try to ask for help a day sooner; we would like to give it.",
        ),
        Relation.UPWARD: (
            "Keep the weekly half hour; it never falls out. Try to say what you decided and why, also of small things.",
            "Keep asking what blocks us. Try to leave the room for the first ten minutes of a planning.",
            "Keep standing in front of the team. Try to tell us bad news as early as you know it.",
        ),
    },
    "What would help most in the coming year, and who has to give it?": {
        Relation.SELF: (
            "A second person who knows the test bench, so that a holiday is one. My manager makes the room for it.",
            "A decision on the old interface: keep it or end it. It comes from above us; I can write the two pages.",
            "Two days a month for the larger piece, which I take myself if the calendar is left alone.",
        ),
        Relation.MANAGER: (
            "Relief from the weekly report, which I take over soon; and time with the customer, two days a month.",
            "A larger question of their own. I hand over the planning of the second site, and stay beside it.",
            "Somebody to learn from in the other building. I ask there this month.",
        ),
    },
}
OTHERS = "Nothing to add to what we said in the check-ins."

COMMENTS = (
    "Fair, and nothing in it was news. The part on planning I see a little differently: the date was moved for us.",
    "Thank you. I would like to come back to the larger question in the next check-in, with a proposal.",
    "I agree with most of it. That the report takes me a day every week should stand here as well.",
)
TALKS = (
    "I would like to understand what the rating rests on; the text reads better than the level.",
    "Can we talk about the second site, before I say yes to it?",
)
REASONS = (
    "Measured against the others of this level: the same results, with a smaller team.",
    "The rating spoke of the last months; over the whole year the results stand where the others do.",
    "Two managers worked with this person, and both describe more than the job asks.",
    "The goal was moved in May for reasons outside; without that it is reached.",
    "The examples fit the level below; the manager agrees after we read the description together.",
)
UNDONE_REASON = "Compared with the wrong level of job; see the note."
NOTES = (
    "We read the descriptions of the levels first, and only then the names. “Meets” is the whole job, done well.",
    "Two teams had a hard year for the same reason. We looked at what they did with it, not at the figures alone.",
    "Three people are ready for a wider job and have none in view. The heads talk about it before the release.",
)
REFUSALS = (
    "You worked together for two weeks only. Is there somebody who saw more of the year?",
    "Already asked by many. Choose somebody from the team that takes over your part, they have fewer to write.",
)
DECLINES = ("We worked together too little this year for more than kind words; better ask somebody of the project.",)
ADDED = "The customer team saw most of this work; their word should be in it."
JOINED_LATE = "Joined late in the year; the first review is next year’s."
OVERRULED = "Nobody waits for what is missing: the writers were asked twice, and said that they have nothing to add."
