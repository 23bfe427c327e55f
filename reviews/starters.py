"""The review templates that every company begins with; HR changes them, or drops them.

Plain data in the shape that `template_tree.build` writes.
"""

RESULTS = {
    "name": "Results",
    "levels": [
        {"value": 1, "label": "Below", "description": "Much of what the job asks was missing."},
        {"value": 2, "label": "Partly", "description": "Some of what the job asks was missing."},
        {"value": 3, "label": "Meets", "description": "What the job asks, all of it."},
        {"value": 4, "label": "Exceeds", "description": "Clearly more than the job asks."},
        {"value": 5, "label": "Far exceeds", "description": "Changed what the job can be."},
    ],
}
POTENTIAL = {
    "name": "Next step",
    "levels": [
        {"value": 1, "label": "Well placed", "description": "Grows within the present job."},
        {"value": 2, "label": "Ready later", "description": "A wider job in a year or two, with support."},
        {"value": 3, "label": "Ready now", "description": "Would do a wider job well today."},
    ],
}
OFTEN = {
    "name": "How often",
    "levels": [
        {"value": 1, "label": "Rarely", "description": "I cannot recall an instance."},
        {"value": 2, "label": "Sometimes", "description": "When asked, or when it is easy."},
        {"value": 3, "label": "Mostly", "description": "With few exceptions."},
        {"value": 4, "label": "Always", "description": "Also when it is hard."},
    ],
}
PRACTICE = {
    "name": "Practice",
    "levels": [
        {"value": 1, "label": "Learning", "description": "Does it with help."},
        {"value": 2, "label": "Able", "description": "Does it alone."},
        {"value": 3, "label": "Strong", "description": "Does it well when it is hard."},
        {"value": 4, "label": "Example", "description": "Others learn it here."},
    ],
}


def _ask(kind: str, words: str, asked: dict, help: str = "", **fields) -> dict:  # noqa: A002
    blank = {"scale": "", "competency": "", "purpose": "", "readers": "subject"}
    return {"kind": kind, "words": words, "help": help, "asked": asked, **blank, **fields}


def _described(*descriptions: str) -> list[dict]:
    return [{"level": value, "job_level": "", "description": words} for value, words in enumerate(descriptions, 1)]


_BOTH = {"self": "required", "manager": "required"}

QUARTERLY = {
    "key": "light-quarterly",
    "name": "Light quarterly",
    "description": "Three questions and the goals, in a quarter of an hour. No rating: it is a pause to look up, and "
    "what it agrees on becomes the next quarter.",
    "scales": [],
    "competencies": [],
    "sections": [
        {
            "title": "The quarter",
            "help": "Short is good: what you would say if you had five minutes.",
            "questions": [
                _ask("goals", "How did the goals of the quarter go, and what moved them?", _BOTH),
                _ask(
                    "text",
                    "What made the work harder than it had to be?",
                    {"self": "required", "manager": "optional"},
                    "A missing decision, a tool, a person, a rule: name what would help most if it were gone.",
                ),
            ],
        },
        {
            "title": "The next quarter",
            "help": "",
            "questions": [
                _ask(
                    "text",
                    "What is the one thing to do differently, and who helps with it?",
                    _BOTH,
                    "One thing that somebody else would notice.",
                ),
            ],
        },
    ],
}

ANNUAL = {
    "key": "annual-with-peers",
    "name": "Annual with peers",
    "description": "The year from four sides: the person, the manager, peers and, for managers, the reports. It sums "
    "up what the check-ins said; nothing in it should be news.",
    "scales": [RESULTS, POTENTIAL, PRACTICE],
    "competencies": [
        {
            "name": "Working together",
            "description": "Others get further with this person than without.",
            "scale": "Practice",
            "levels": _described(
                "Answers when asked, and says when it will take longer.",
                "Tells others early what they need to know, and asks before deciding for them.",
                "Brings people of different views to one decision, also under pressure.",
                "Makes whole teams work together better, and they say so.",
            ),
        },
        {
            "name": "Judgement",
            "description": "Decides well with what is known, and says what is not.",
            "scale": "Practice",
            "levels": _described(
                "Finds the question, and brings it to somebody who decides.",
                "Decides what is theirs to decide, and gives the reasons.",
                "Decides well where facts are missing, and corrects it when they come.",
                "Others ask for this person’s view before they decide.",
            ),
        },
    ],
    "sections": [
        {
            "title": "The year",
            "help": "Say what happened, and cite it: the evidence of the year stands beside the text.",
            "questions": [
                _ask("goals", "What became of the goals of the year?", {"self": "required", "manager": "optional"}),
                _ask(
                    "text",
                    "What did this year’s work make possible?",
                    {"self": "required", "manager": "required", "peer": "required"},
                    "What would have gone otherwise without it. One thing told exactly is worth ten adjectives.",
                ),
                _ask(
                    "rating",
                    "Results against what the job asks",
                    _BOTH,
                    "Of the whole year, not of the last weeks.",
                    scale="Results",
                    purpose="performance",
                ),
            ],
        },
        {
            "title": "How the work was done",
            "help": "",
            "questions": [
                _ask(
                    "competency",
                    "Working together",
                    {"self": "required", "manager": "required", "peer": "required", "upward": "optional"},
                    competency="Working together",
                ),
                _ask("competency", "Judgement", {"self": "optional", "manager": "required"}, competency="Judgement"),
                _ask(
                    "text",
                    "What should this person keep, and what would you like them to try?",
                    {"peer": "required", "upward": "required"},
                    "Write it as you would say it to them.",
                ),
            ],
        },
        {
            "title": "What comes next",
            "help": "",
            "questions": [
                _ask(
                    "text",
                    "What would help most in the coming year, and who has to give it?",
                    _BOTH,
                    "Support, a decision, time, a different task: the company’s part as well as the person’s.",
                ),
                _ask(
                    "rating",
                    "Readiness for a next step",
                    {"manager": "required"},
                    "For the talk among managers only. It says where somebody would do well, not what they are worth.",
                    scale="Next step",
                    purpose="potential",
                    readers="calibration",
                ),
            ],
        },
    ],
}

UPWARD = {
    "key": "upward-only",
    "name": "Upward only",
    "description": "What managers hear from the people who report to them, in ten minutes. Nobody is rated for pay "
    "with it: it is for the manager to read and to answer in the team.",
    "scales": [OFTEN],
    "competencies": [],
    "sections": [
        {
            "title": "Working with your manager",
            "help": "Of the last six months. Leave out what you cannot judge.",
            "questions": [
                _ask("rating", words, {"upward": "optional"}, scale="How often")
                for words in (
                    "I know what is expected of me, and why it matters.",
                    "I get the decisions and the support that I need in time.",
                    "I hear what was good and what was not, while it can still help.",
                    "I can say that something went wrong without having to fear for it.",
                )
            ],
        },
        {
            "title": "In your words",
            "help": "",
            "questions": [
                _ask(
                    "text",
                    "What should your manager keep doing?",
                    {"upward": "optional"},
                    "A habit that others could copy.",
                ),
                _ask(
                    "text",
                    "What one change would help you most?",
                    {"upward": "optional"},
                    "Something that they can do, in their place.",
                ),
            ],
        },
    ],
}

STARTERS = (QUARTERLY, ANNUAL, UPWARD)


def missing_from(template_model) -> list[dict]:
    """Those whose key is not there yet."""
    keys = set(template_model.objects.values_list("key", flat=True).order_by())
    return [each for each in STARTERS if each["key"] not in keys]
