"""Writing help: what it notices, what it leaves alone, and that it is quick and never fails."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedback import wording


def codes(text: str, **options) -> list[str]:
    return [each.code for each in wording.check({"text": text}, **options)["text"]]


BAD = [
    ("Good job!", "vague", "Good job"),
    ("Great work this week, keep it up!", "vague", "Great work"),
    ("Well done.", "vague", "Well done"),
    ("You did great today", "vague", "You did great"),
    ("You could be better.", "vague", "could be better"),
    ("Be more proactive", "vague", "Be more proactive"),
    ("You are a real team player, thanks for everything", "vague", "real team player"),
    ("Work on your communication.", "vague", "Work on your communication"),
    ("You are lazy.", "person", "You are lazy"),
    ("you're so careless with the figures", "person", "you're so careless"),
    ("I think you are a bit arrogant.", "person", "you are a bit arrogant"),
    ("You are a genius!", "person", "You are a genius"),
    ("You lack commitment.", "person", "You lack commitment"),
    ("You just don’t care.", "person", "You just don’t care"),
    ("The problem is your attitude towards deadlines.", "person", "your attitude"),
    ("She is difficult.", "person", "She is difficult"),
    ("You’re such a natural with customers.", "person", "You’re such a natural"),
    ("You always interrupt the trainees.", "absolute", "You always"),
    ("You never answer my mails.", "absolute", "You never"),
    ("In meetings you are constantly on the phone.", "absolute", "you are constantly"),
    ("You change the plan all the time.", "absolute", "You change the plan all the time"),
    ("You’ve never once thanked the night shift", "absolute", "You’ve never"),
    ("Always late.", "absolute", "Always late"),
    ("People say that you do not listen.", "hearsay", "People say"),
    ("Everyone in the team thinks that you decide alone", "hearsay", "Everyone in the team thinks"),
    ("I heard that the customer was unhappy.", "hearsay", "I heard that"),
    ("I was told you left early on Friday.", "hearsay", "I was told"),
    ("Apparently the hand-over did not work.", "hearsay", "Apparently"),
    ("Others have complained about the minutes.", "hearsay", "Others have complained"),
    ("You have a reputation for missing stand-ups", "hearsay", "You have a reputation"),
    ("word " * 400, "long", ""),
]
GOOD = [
    "Great work on the migration: it saved the support team two days of manual checks.",
    "On Monday you stayed with the customer until the line ran again. They renewed the contract on Thursday.",
    "You split the hand-over in two, and nobody had to ask back.",
    "In the review you asked Joana for her view before giving yours. She told us about the supplier's delay.",
    "Two of the five totals in the October report were wrong; we sent a correction to the board.",
    "Next time, send the agenda a day before, so that we can read the figures.",
    "I heard you explain the new process to the trainees: three steps, and each of them could repeat it.",
    "Thank you for taking my shift on Saturday. I could be at my daughter's match.",
    "You stopped the release when the test failed, although the date was fixed. That spared us a recall.",
    "Your slides had one message each. The board decided in twenty minutes.",
    "When the printer broke, you wrote the labels by hand, and all 40 parcels left on time.",
    "You came ten minutes late to both interviews; the candidates had to wait in the hall.",
    "I would like to have the minutes on the same day. Could you write them in the meeting?",
    "It helped me that you read my draft twice and marked what was unclear.",
    "You told the supplier clearly what we need, with photos. The new parts fit.",
    "In Tuesday's call you interrupted Ben three times, and he did not finish his point.",
    "The dashboard now always shows the newest value, because you moved the import to the night.",
    "You were careful to ask whether anybody still needed the old files. We never had to restore one.",
    "You mentored Li in her first month; she wrote her own test plan in week five.",
    "Let's try to close the tickets with one sentence on the cause: the next shift looks it up.",
    "Your question about the night shift changed our plan: we now train both teams.",
    "You noticed that the invoice had the wrong rate and called the customer before they saw it.",
    "It was smart to ask for the raw data first: we found the double entries within an hour.",
    "The workshop ended with three named owners and dates. Two of the actions are done already.",
    "You wrote the runbook during the outage, so that Ana could finish alone at three in the morning.",
    "When I was ill you took over the audit and kept the auditor's questions in one list.",
    "You said in front of the team that the estimate was yours and wrong. After that others corrected theirs.",
    "The customer asked for you by name in the last two calls: you had sent them the drawings unasked.",
    "You gave the trainee the drill and stood beside her instead of doing it yourself.",
    "I noticed that the release notes are now in plain words; support has had eleven fewer calls this week.",
    "Good job with the cabling: every plug has a label, and the inspection took half an hour.",
]


@pytest.mark.parametrize(("text", "code", "words"), BAD)
def test_names_the_fault_with_the_words_that_made_it_speak(text, code, words):
    found = {each.code: each.about for each in wording.check({"text": text})["text"]}

    assert found.get(code) == words


@pytest.mark.parametrize("text", GOOD)
@pytest.mark.parametrize("kind", ["praise", ""])
def test_says_nothing_about_a_good_text(text, kind):
    assert codes(text, kind=kind) == []


@pytest.mark.parametrize(
    ("texts", "told"),
    [
        ({"behaviour": "Two totals were wrong."}, ["behaviour"]),
        ({"behaviour": "Two totals were wrong.", "suggestion": ""}, ["suggestion"]),
        ({"behaviour": "Two totals were wrong.", "suggestion": "A second pair of eyes"}, []),
        ({"behaviour": "Two totals were wrong. Next time, let Ben count too.", "suggestion": ""}, []),
        ({"behaviour": "  ", "suggestion": ""}, []),
        ({}, []),
    ],
)
def test_advice_needs_a_suggestion(texts, told):
    found = wording.check(texts, kind="advice")

    assert [name for name, advice in found.items() if "no-suggestion" in [each.code for each in advice]] == told
    assert not any(wording.check(texts, kind="praise").values())


def test_a_vague_word_is_weighed_against_all_that_was_written():
    praise, impact = "Good job!", "The line ran again after two hours, and the customer renewed the contract."

    assert wording.check({"behaviour": praise, "impact": impact})["behaviour"] == []


def test_a_language_without_words_of_its_own_gets_what_needs_none():
    assert codes("Good job! You are lazy. People say so.", language="pt-br") == []
    assert codes("x" * 1_501, language="pt-br", kind="advice") == ["long"]


def test_what_is_quoted_is_never_long():
    text = "You " + "abcdefghijklmnopqrst " * 3 + "never answer"

    assert len(wording.check({"text": text})["text"][0].about) == 60


TYPED = st.text(max_size=200) | st.sampled_from([text for text, _code, _words in BAD] + GOOD)


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(st.sampled_from(["text", "suggestion", "impact"]), TYPED), st.sampled_from(["advice", "x", ""]))
def test_never_fails_and_speaks_of_each_field(texts, kind):
    found = wording.check(texts, kind=kind)

    assert found.keys() == texts.keys()
    assert all(
        each.about in " ".join(texts[name].split()) or each.about.endswith("…")
        for name in found
        for each in found[name]
    )


@pytest.mark.parametrize(
    "part", ["you ", "you are ", "a", "People in the team ", "could be ", "🙂‍↕️", "שלום ", "\n", "you're so very "]
)
def test_is_quick_however_long_the_text(part):
    text = (part * (100_000 // len(part) + 1))[:100_000]
    texts = {"situation": text, "behaviour": text, "impact": text, "suggestion": text}
    wording.check({"text": "warm up"})

    begun = time.process_time()
    wording.check(texts, kind="advice")

    assert time.process_time() - begun < 0.05
