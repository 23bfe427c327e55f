"""The objective templates that every company begins with; HR changes them, or takes them out of use.

The models are given, so that a migration can bring those of its own time.
"""

STARTERS = (
    {
        "title": "Make our customers’ wait shorter",
        "description": "What people wait for, from the moment they ask until they have it. Choose one wait that they "
        "feel, and say whose it is.",
        "key_results": (
            ("Days from request to answer, median", "days", None, None, "How long today, and how long it may."),
            ("Requests answered within the promised time", "percent", None, 95, "The share of last quarter."),
            (
                "Requests that come back to us",
                "percent",
                None,
                None,
                "So that quick stays good: a share that should fall.",
            ),
        ),
    },
    {
        "title": "Raise the quality of what we hand over",
        "description": "What the next person in line has to mend today. Fewer faults found late, more found early.",
        "key_results": (
            ("Faults found after hand-over, a month", "number", None, None, "The mean of the last three months."),
            ("Share of work accepted at the first look", "percent", None, 90, "Of the last ten pieces, how many were?"),
            ("Hours spent on mending, a week", "number", None, None, "An honest estimate of the team will do."),
        ),
    },
    {
        "title": "Become the person others ask about …",
        "description": "Name the field. What will you be able to do at the end that you cannot do today, and who will "
        "notice?",
        "key_results": (
            ("Tasks of this kind that I finish without help", "percent", None, 80, "Of those of the last quarter."),
            (
                "Colleagues who say that my help was useful, of ten",
                "score",
                None,
                8,
                "Ask five people, now and at the end.",
            ),
            ("First piece of work in the new field delivered", "milestone", 0, 1, "Say which, so that both know it."),
        ),
    },
    {
        "title": "Make our team a place where people stay",
        "description": "What would make the next twelve months here better than the last, and how would we see it?",
        "key_results": (
            ("Check-ins held on time", "percent", None, 95, "The share of the last quarter."),
            (
                "People who would recommend working here, of ten",
                "score",
                None,
                None,
                "From the last survey, or ask once.",
            ),
            ("Overtime hours a person, a month", "number", None, None, "The mean of the last three months."),
        ),
    },
)


def add_starters(template_model, key_result_model) -> None:
    """Adds those that are not there, by their titles."""
    for each in STARTERS:
        fields = {"description": each["description"], "scope": "individual"}
        template, is_new = template_model.objects.get_or_create(title=each["title"], defaults=fields)
        if not is_new:
            continue
        key_result_model.objects.bulk_create(
            key_result_model(
                template=template, title=title, unit=unit, baseline=baseline, target=target, hint=hint, position=place
            )
            for place, (title, unit, baseline, target, hint) in enumerate(each["key_results"], 1)
        )
