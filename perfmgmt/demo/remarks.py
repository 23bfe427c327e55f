"""What people of the demo company say about objectives: a remark, and sometimes the answer and one more word."""

EXCHANGES = (
    ("The curve moved when you split the hand-over. Is that written down somewhere? We would copy it.",
     "Half of it is. I will put the checklist into the shared folder by Thursday."),
    ("Which of the two figures is the one from the plant? Ours differs by four points.",
     "Yours is the newer one. Ours counts returns as delivered; we change that with the next update.",
     "Good. Then we agree, and the number will look worse for a week. Fine with me."),
    ("Good progress. What would you stop doing if the last third turns out harder than the first two?",
     "The pilot in the second building. It is nice to have and eats two people."),
    ("We depend on this from February. Tell me early if the date starts to move, please."
     "\n\nIt need not be certain; a feeling is enough.",),
    ("I like that the target is a number that the customer would recognise.",),
    ("Two weeks without an update. Is it stuck, or only quiet?",
     "Quiet. The supplier's samples arrive on Monday; then there is something to say."),
    ("Could the night shift be asked too? They see what we do not.",
     "They were, last week: three ideas, one of them free. I added it to the key result's notes."),
    ("Thanks for taking the re-baseline in the open. The reason convinced me.",),
    ("Does this still count with the new release date?",
     "Yes. The measure stays; only the first milestone moves by a week."),
    ("If a second pair of hands for three days would help, we have them after the audit.",
     "That would help a lot. I will write to you both."),
    ("The last update says 'waiting for a decision'. Whose?",
     "Mine, as it turned out. Decided this morning: we take the simpler one.",
     "Best sentence of the week."),
)
REASONS = (
    "It is good work, but it moves another number than ours. Purchasing's delivery objective fits better.",
    "We measure the same thing already; counted twice it would look better than it is. Let us join the two.",
)
