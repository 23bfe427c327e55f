"""What people of the demo company praise and advise, and what is answered."""

VALUES = (
    ("Candour", "We say it early, and to the one it is about."),
    ("Craft", "We hand over work that we would sign."),
    ("Care", "We leave nobody alone with a problem."),
    ("Customer first", "We begin with what the customer has to do."),
)
# Of which value, then situation, behaviour, impact, suggestion; each may be empty.
PRAISE = (
    (
        "Candour",
        "In the monthly review on Tuesday",
        "you said in the first minute that the date would not hold, and why.",
        "We moved the trial the same day. Last time we heard it a week later.",
        "",
    ),
    (
        "Candour",
        "",
        "You told the supplier plainly what we cannot accept, and stayed friendly while doing it.",
        "They sent a corrected offer before the weekend.",
        "",
    ),
    (
        "Candour",
        "When the figures for October came in",
        "you pointed at your own line first.",
        "After that the others spoke openly as well, and we found the real cause in half an hour.",
        "Please keep doing that.",
    ),
    (
        "Craft",
        "At the hand-over to the late shift",
        "you left a page with three photos and the two settings that matter.",
        "They started without a call, for the first time this quarter.",
        "",
    ),
    (
        "Craft",
        "",
        "You rewrote the test report so that a customer can read it.",
        "I could forward it as it was. That saves me an hour each time.",
        "Could we make it the template?",
    ),
    (
        "Craft",
        "During the audit",
        "you had every record at hand, in order, with the open points marked.",
        "The auditor finished a day early and said why.",
        "",
    ),
    ("Craft", "", "You removed forty lines that nobody needed before adding the six that we do.", "", ""),
    (
        "Care",
        "In the week when two of us were ill",
        "you took over the calls of both and told nobody to hurry back.",
        "Nobody lost a customer, and nobody came back too early.",
        "",
    ),
    (
        "Care",
        "On Linus's first days here",
        "you had lunch with him every day and drew him the line on a napkin.",
        "He repaired his first changeover alone on Friday.",
        "",
    ),
    (
        "Care",
        "",
        "You asked me how it really goes, and then waited for the answer.",
        "It helped me more than any advice.",
        "",
    ),
    (
        "Care",
        "After the long meeting about the second site",
        "you stayed and explained the plan to those who had missed it.",
        "They are with us now, not against it.",
        "",
    ),
    (
        "Customer first",
        "On site in Leeds",
        "you watched the operators for a whole shift before you proposed anything.",
        "The change took ten minutes, and it is the one that they use.",
        "",
    ),
    (
        "Customer first",
        "",
        "You called the customer before they called us.",
        "They thanked me for it. I passed that on: it was your call.",
        "",
    ),
    (
        "Customer first",
        "When the delivery was late",
        "you found a van, drove along and helped to unload.",
        "Their line stood for one hour instead of a day.",
        "",
    ),
    (
        "Customer first",
        "",
        "You put the three questions of the customer on top of our plan.",
        "Since then we no longer argue about what comes first.",
        "Let us begin each plan that way.",
    ),
)
ADVICE = (
    (
        "In the planning on Monday",
        "three of us spoke at once and you decided before the third had finished.",
        "I had the figure that would have changed it.",
        "Ask once round the table before you decide.",
    ),
    (
        "",
        "Your mails often hold four subjects.",
        "I answer the first and lose the rest.",
        "One subject a mail, or numbers.",
    ),
    (
        "At the customer's last week",
        "you went into the details of the control loop early on.",
        "Two of them stopped listening.",
        "Begin with what it changes for them, and keep the loop for questions.",
    ),
    (
        "",
        "You take over when somebody is slow.",
        "It is quicker today, and they do not learn it.",
        "Sit beside them once and let them finish.",
    ),
    (
        "In the last two check-ins with Planning",
        "we heard of the delay only when we asked.",
        "We had promised the date by then.",
        "Send one line as soon as you doubt it.",
    ),
    (
        "",
        "The drawings come without the revision on the sheet.",
        "We built the old one twice.",
        "Put the revision beside the title; I will send you ours as a pattern.",
    ),
    (
        "During the trial",
        "you changed two settings at the same time.",
        "We do not know which of them helped.",
        "One at a time, and write it down before you turn.",
    ),
)
REPLIES = (
    "Thank you. I had not seen it that way.",
    "Thank you, that makes my week. Most of it was Priya's idea; I passed it on to her.",
    "Fair. I noticed it too, afterwards. I will ask once round the table next time.",
    "Thanks for saying it to me and not to others. Shall we talk for ten minutes on Thursday?",
    "That is good to hear. I will keep it that way.",
)
QUESTIONS = (
    "What should I do differently in the weekly meeting, so that it helps you more?",
    "In the last hand-over: what was missing for you, and what was too much?",
    "Which one thing in how I work with your team should I keep, and which one should I stop?",
    "How clear was the plan for the trial to you, and where did you have to guess?",
    "When did I last make your work harder than it had to be?",
)
# Kind, then situation, behaviour, impact, suggestion; each may be empty.
ANSWERS = (
    ("advice", "", "You send the agenda the evening before.", "I come without the figures.", "Two days are enough."),
    ("praise", "In the last two hand-overs", "you marked what is open and who knows more.", "I needed no call.", ""),
    ("advice", "", "", "I had to guess the order of the steps twice.", "Number them, and say which may swap."),
    ("praise", "", "You ask what we need before you plan.", "We plan around you now, not after you.", "Keep that."),
    ("advice", "At the customer's", "you answered for me.", "Since then they ask only you.", "Let me try first."),
    ("praise", "When the trial slipped", "you said so on the same day.", "We moved the line in time.", ""),
    ("advice", "", "You stop reading when a mail is long.", "The second question is never answered.", ""),
)
DECLINED = ("We have hardly worked together this quarter.", "I would rather tell you over a coffee on Thursday.", "")
