"""The questions that every company's check-ins begin with; HR changes them, or takes them out of use.

The model is given, so that a migration can bring the one of its own time.
"""

QUESTIONS = (
    "What are you most glad about since we last talked?",
    "What took more time than it should have?",
    "What should we stop doing?",
    "What did you learn that others here could use?",
    "Whose help made a difference, and how?",
    "What do you put off, and what would make it easier?",
    "What should I know that nobody has told me?",
    "What would you like to do more of in the next months?",
)


def add_starters(question_model) -> None:
    """Adds those that are not there, by their words."""
    known = set(question_model.objects.filter(manager=None).values_list("text", flat=True))
    question_model.objects.bulk_create(
        question_model(text=text, position=place) for place, text in enumerate(QUESTIONS, 1) if text not in known
    )
