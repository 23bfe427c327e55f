"""What English words give away in feedback: praise that says nothing, labels, always and never, hearsay."""

import re

from feedback.wording_rules import Finds, Tone


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


def _any(*words: str) -> str:
    """A pattern for any of these words and phrases, a phrase with any space in it."""
    return "(?:" + "|".join(r"\s+".join(each.split()) for words_ in words for each in words_.strip().split("\n")) + ")"


def _finds(pattern: str) -> Finds:
    compiled = re.compile(pattern, re.I)

    def find(text: str) -> str:
        match = compiled.search(text)
        return " ".join(match.group().split()) if match else ""

    return find


VAGUE = _any(
    r"""
    (?:good|great|nice|fine|excellent|amazing|awesome|fantastic|super|brilliant|outstanding|solid) (?:job|work|stuff)
    (?:good|great|nice) (?:one|effort|attitude|going)
    well done
    keep (?:it|this|that) up
    keep up the (?:good|great) work
    (?:you|it|that|this) (?:did|went|was|is|were|are) (?:really |very |so |just )?(?:great|good|awesome|amazing)
    (?:you|it|that|this) (?:did|went|was|is|were|are) (?:really |very |so |just )?(?:fine|nice)
    (?:you|it|that|this) (?:did|went|was|is|were|are) (?:really |very |so |just )?(?:ok|okay|bad|poor|terrible|not good)
    (?:could|can|should|must) (?:be|do) (?:much |a bit |even )?(?:better|more)
    (?:do|be) better
    (?:be|been|was|were) more (?:proactive|professional|strategic|engaged|visible|careful|positive|of a team player)
    (?:improve|work on) your (?:communication|attitude|performance|work|skills|presence)
    step up
    (?:great|good|real|true|not a|no) team ?player
    exceeds? expectations
    (?:a|the|true) rock ?star
    thanks for everything
    """
)
LABELS = _any(
    r"""
    lazy
    careless
    sloppy
    arrogant
    rude
    selfish
    stupid
    dumb
    clueless
    useless
    hopeless
    incompetent
    unreliable
    unprofessional
    unmotivated
    disorgani[sz]ed
    immature
    stubborn
    moody
    bossy
    aggressive
    abrasive
    emotional
    oversensitive
    negative
    difficult
    chaotic
    slow
    weak
    boring
    passive
    shy
    toxic
    impossible
    childish
    clever
    smart
    gifted
    talented
    brilliant
    amazing
    wonderful
    perfect
    awesome
    """
)
LABEL_NOUNS = _any(
    r"""
    mess
    problem
    disaster
    failure
    bully
    diva
    slacker
    jerk
    loner
    genius
    star
    hero
    natural
    born leader
    legend
    machine
    difficult person
    bad (?:leader|manager|colleague|listener|communicator)
    (?:nice|kind|good|great|lovely) (?:person|guy|girl|man|woman|human)
    """
)
PERSON_IS = r"\b(?:(?:you|they)\s*(?:are|['’]re|were)|(?:he|she)\s*(?:is|['’]s|was)|you\s+(?:seem|come across as|look))"
HOW = r"(?:\s+(?:so|too|very|really|rather|quite|just|simply|a bit|a little|often|always|sometimes|also|not|being))*"
# “Slow to answer” is still a label; “slow because …” and “smart to ask” speak of an act.
PERSON = (
    rf"{PERSON_IS}{HOW}\s+(?:{LABELS}\b(?!\s+(?:to|of you to|because|when)\b)"
    rf"|(?:an?|the|such an?)\s+(?:(?:real|true|total|complete|absolute|bit of a)\s+)?{LABEL_NOUNS}\b)"
    r"|\byou\s+(?:(?:just|simply|really|clearly)\s+)?(?:lack|have\s+(?:no|a\s+bad|a\s+poor|the\s+wrong))\s+"
    r"(?:commitment|motivation|ambition|discipline|drive|attitude|empathy|leadership|personality|character|talent)"
    r"|\byou\s+(?:just\s+|really\s+|clearly\s+)?(?:do\s+not|don['’]t)\s+care\b"
    r"|\byour\s+(?:(?:bad|poor|negative|lazy)\s+)?(?:personality|character|attitude)\b"
)
TIMES = r"(?:always|never|constantly|every\s+(?:single\s+)?time|all\s+the\s+time|not\s+once|without\s+exception)"
ABSOLUTE = (
    rf"\b(?:you|he|she|they)(?:['’](?:re|ve|s|d))?(?:\s+[\w’']+){{0,3}}?\s+{TIMES}\b"
    rf"|\byou(?:['’](?:re|ve))?(?:\s+[\w’']+){{1,8}}?\s+(?:all\s+the\s+time|every\s+(?:single\s+)?time)\b"
    r"|\b(?:always|never)\s+(?:late|there|on\s+time|listens?|answers?|helps?|delivers?|prepared)\b"
)
OTHERS = (
    r"(?:people|everybody|everyone|others|they|some|many|colleagues|the\s+(?:whole\s+)?team|the\s+others|nobody"
    r"|no\s+one|somebody|someone)"
)
HEARSAY = (
    rf"\b{OTHERS}(?:\s+(?:(?:in|on|of)\s+(?:the|our|your)\s+\w+|here|also|all|often|always|keep))*"
    r"(?:\s+have|\s+has|['’]ve)?\s+(?:say|says|said|saying|think|thinks|feel|feels|know|knows|complain|complains"
    r"|complained|tell|told|find|finds|mention|mentioned|noticed?|agrees?)\b"
    r"|\b(?:I|we)(?:\s+have|['’]ve|\s+keep|\s+also)?\s+(?:heard|hear|hearing)\s+(?:that|from|people|it|some|others|rumou?rs|complaints|things)\b"
    r"|\b(?:I|we)\s+(?:was|were|have\s+been|got)\s+told\b"
    r"|\b(?:rumou?r\s+has\s+it|word\s+is|apparently|supposedly|it\s+is\s+said|it['’]s\s+said|you\s+have\s+a\s+reputation|reportedly|word\s+on\s+the\s+street)\b"
)
SUGGESTS = re.compile(
    r"\b(?:try|next time|in future|from now on|instead|could you|can you|would you|would help|would have helped"
    r"|suggest|suggestion|recommend|propose|how about|what about|what if|why not|consider|let['’]?s|please"
    r"|I(?:['’]d| would) (?:like|love|prefer)|it helps|helps me|better to|start|stop|continue|ask (?:me|us|for)"
    r"|you (?:could|might|can|should)|my wish|i wish)\b",
    re.I,
)
# What says nothing of its own about an act: little words, praise, and the names of everything.
EMPTY = _words(
    """
    a about again all also always an and any are as at be been being big but by can could day did do does doing done
    every everybody everyone everything excellent fantastic fine for from general good great had has have he her here
    him his how i in is it its job just keep last lately like lot made make many me more most much my never nice no not
    of off often on one our out overall people really she should so solid some still stuff super team than thank thanks
    that the their them then there these they thing things this those to today together too up us very was way we week
    well were what when who will with work works would year you your amazing awesome brilliant outstanding perfect
    better best effort going player attitude project month months quarter yesterday
    """
)
CONSEQUENCE = re.compile(r"\d|\b(?:because|so that|which|meant|saved|therefore|after|before|until|without)\b", re.I)
WORD = re.compile(r"[^\W\d_][\w'’-]*")


def weight(text: str) -> int:
    own = {word.lower() for word in WORD.findall(text)} - EMPTY
    return len(own) + 2 * len(CONSEQUENCE.findall(text))


ENGLISH = Tone(
    finds_vague=_finds(rf"\b{VAGUE}\b"),
    finds_person=_finds(PERSON),
    finds_absolute=_finds(ABSOLUTE),
    finds_hearsay=_finds(HEARSAY),
    suggests=lambda text: SUGGESTS.search(text) is not None,
    weight=weight,
)
