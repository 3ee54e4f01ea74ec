"""What the facilitator of the stories writes: ten members in ten ways, and two who stayed away."""

from __future__ import annotations

RESPONSES = (
    "Said mornings are hardest and named the walk past the old bar as a trigger.",
    "Drew the wave on paper and counted four minutes until it went down.",
    "Listened for a long time, then told the group about a call made instead of a drink.",
    "Was quiet at first; practiced the breathing twice and felt it in the shoulders.",
    "Spoke about payday and wrote down two people to phone before going home.",
    "Laughed about missing the bus and linked it to last month's lapse.",
    "Asked how long cravings last and compared it with the nights at work.",
    "Described an argument at home and what was done to step out of it.",
    "Rated confidence six of ten, up by two, because of the new routine.",
    "Wrote three steps for the first twenty minutes and read them aloud.",
)
PLANS = (
    "Takes the other street to work this week.",
    "Keeps the drawing in the wallet and looks at it on Friday.",
    "Calls the same friend again before Sunday.",
    "Practices the breathing every evening at nine.",
    "Gives the card to a sister on payday.",
    "Leaves the house ten minutes earlier.",
    "Notes start and end of each craving until the next group.",
    "Talks with the partner about a sign for taking a break.",
    "Sets an alarm for the new routine on workdays.",
    "Pins the three steps to the kitchen door.",
)
REASON = "Not known yet."
OUTREACH = (
    "Called at 3:10 PM, reached voicemail, left the number of the clinic only.",
    "Called twice in the afternoon; no answer and no voicemail.",
)
OUTREACH_PLANS = ("Calls again tomorrow morning.", "Letter by mail if the call tomorrow fails.")
