"""The keys of each page, as the overlay lists them."""

from __future__ import annotations

from iop_desktop.rules.vocabulary import BY_LETTER
from iop_desktop.ui.shortcut_group import ShortcutGroup

GROUP_KEYS = (
    ShortcutGroup(
        "Roster",
        (
            *(((letter,), status.label) for letter, status in BY_LETTER.items()),
            (("Shift", "E"), "Excused, and ask for the reason"),
            (("Shift", "P"), "Everyone else present"),
            (("1–12",), "Go to that row"),
            (("Home",), "First member"),
            (("End",), "Last member"),
            (("/",), "Find a name"),
            (("Enter",), "Observation, or reason of an absence"),
            (("I",), "Time in"),
            (("Shift", "O"), "Time out"),
            (("O",), "Called out of the room, by whom"),
            (("R",), "Back in the room"),
            (("H",), "Everything recorded of this member"),
            (("+",), "Add a walk-in"),
            (("Ctrl", "Z"), "Undo the last mark"),
        ),
    ),
    ShortcutGroup(
        "Session",
        (
            (("B",), "Break of the group begins or ends"),
            (("Ctrl", "P"), "Sign-in sheet"),
            (("Ctrl", "B"), "Begin the session"),
            (("Ctrl", "E"), "End the session"),
        ),
    ),
    ShortcutGroup(
        "Lesson",
        (
            (("Ctrl", "D"), "Segment done"),
            (("Ctrl", "H"), "Shortened"),
            (("Ctrl", "J"), "Skipped"),
            (("F5",), "Teach, or back to the room"),
            (("Shift", "F5"), "Open or close the group screen"),
        ),
    ),
    ShortcutGroup(
        "While teaching",
        (
            (("Page Down",), "Next slide, then next segment"),
            (("Page Up",), "Slide before"),
            (("B",), "Blank the group screen, or show it"),
            (("Ctrl", "Space"), "Pause the clock"),
            (("Ctrl", "R"), "To the roster; Esc comes back"),
            (("F2",), "Cautions"),
        ),
    ),
)

GROUPS_KEYS = (
    ShortcutGroup(
        "Groups",
        (
            (("Ctrl", "1–4"), "Schedule, roster, waiting list, rules"),
            (("Ctrl", "N"), "New group"),
            (("Ctrl", "E"), "Edit the group"),
            (("Ctrl", "H"), "Hand-off for a substitute"),
        ),
    ),
    ShortcutGroup(
        "In the lists",
        (
            (("Enter",), "Open the session or chart, admit who waits"),
            (("S",), "Skip a session"),
            (("M",), "Move a session"),
            (("R",), "Restore a session"),
            (("A",), "Admit, or add to the waiting list"),
            (("E",), "End a membership"),
            (("T",), "Transfer to another group"),
            (("Alt", "↑"), "Further up the waiting list"),
            (("Alt", "↓"), "Further down the waiting list"),
        ),
    ),
)

NOTE_KEYS = (
    ShortcutGroup(
        "Notes",
        (
            (("1–5",), "Choose an answer in the row one stands on"),
            (("Ctrl", "1–5"), "Go to a row of answers"),
            (("Ctrl", "6"), "The member's words"),
            (("Ctrl", "7"), "Clinical meaning and barriers"),
            (("Ctrl", "N"), "New individual or contact note"),
            (("Ctrl", "I"), "Individual and contact notes, or the group"),
            (("Alt", "↓"), "Next member"),
            (("Alt", "↑"), "Member before"),
            (("Ctrl", "Enter"), "Ready, next member"),
            (("Ctrl", "G"), "Group part"),
            (("Alt", "C"), "Context of this member, or hide it"),
            (("Alt", "V"), "The record as it reads now, or hide it"),
            (("Alt", "L"), "Whole last note"),
            (("Alt", "W"), "Own words and names, before signing"),
            (("Ctrl", "P"), "View PDF"),
            (("Ctrl", "Shift", "T"), "Take over a note another facilitator began"),
            (("Ctrl", "Shift", "S"), "Sign this note"),
            (("Ctrl", "Shift", "A"), "Sign all that are ready"),
            (("Ctrl", "T"), "Thread of a signed note; addendum"),
        ),
    ),
)

WRITING_KEYS = (
    ShortcutGroup(
        "Writing",
        (
            ((";",), "Phrases: abbreviation, then Space, Tab or Enter"),
            (("Tab",), "Next stop ‹…›, or out of the field"),
            (("Shift", "Tab"), "Stop before, or back out of the field"),
            (("Alt", "O"), "Noted in group; Enter or its digit puts it in"),
            (("F7",), "Next misspelled word"),
            (("Ctrl", "Z"), "Undo, for each member and field"),
            (("Ctrl", "Shift", "F"), "Edit phrases"),
        ),
    ),
)

MEMBER_KEYS = (
    ShortcutGroup(
        "Members",
        (
            (("Ctrl", "F"), "Find by name or number"),
            (("Ctrl", "N"), "New individual or contact note"),
            (("Ctrl", "Shift", "R"), "Log an amendment request"),
            (("Ctrl", "Shift", "N"), "What else a member is called"),
            (("Ctrl", "Shift", "D"), "Discharge a member"),
            (("Ctrl", "I"), "Import a roster"),
            (("Ctrl", "Shift", "O"), "Name the counselor of a member"),
            (("Ctrl", "Shift", "F"), "Find somebody outside your groups"),
            (("Ctrl", "Shift", "X"), "Close a chart opened from outside"),
        ),
    ),
)

TODAY_KEYS = (ShortcutGroup("Today", ((("Ctrl", "N"), "New individual or contact note"),)),)

CURRICULUM_KEYS = (
    ShortcutGroup(
        "Curriculum",
        (
            (("Ctrl", "1"), "Lessons"),
            (("Ctrl", "2"), "Coverage"),
            (("Ctrl", "F"), "Find a lesson"),
            (("Ctrl", "N"), "New lesson"),
            (("Ctrl", "E"), "Edit the lesson"),
            (("Ctrl", "P"), "Print for the group"),
            (("Ctrl", "I"), "Import"),
        ),
    ),
)

COSIGN_KEYS = (
    ShortcutGroup(
        "Co-sign",
        (
            (("Alt", "↓"), "Next note"),
            (("Alt", "↑"), "Note before"),
            (("Ctrl", "Enter"), "Read, next note"),
            (("Ctrl", "M"), "Remark on the passage one has selected"),
            (("Ctrl", "R"), "Return with a comment"),
            (("Ctrl", "T"), "Thread of the note"),
            (("Ctrl", "F"), "Rate how the lesson was given"),
            (("Ctrl", "P"), "View PDF"),
            (("Ctrl", "Shift", "S"), "Co-sign this note"),
            (("Ctrl", "Shift", "A"), "Co-sign all that were read"),
            (("Ctrl", "O"), "Open a packet or an answer"),
            (("Ctrl", "Shift", "O"), "Make an answer, or send notes"),
        ),
    ),
)

SETTINGS_KEYS = (
    ShortcutGroup(
        "Settings",
        (
            (("Ctrl", "Tab"), "Next part"),
            (("Ctrl", "Shift", "Tab"), "Part before"),
            (("Enter",), "Change a member of staff, or end a rule"),
        ),
    ),
    ShortcutGroup(
        "Retention",
        (
            (("H",), "Hold a chart, or lift its hold"),
            (("Y",), "Keep one chart for more years"),
            (("P",), "Propose to destroy a chart, or withdraw that"),
            (("C",), "Confirm that a chart is destroyed"),
        ),
    ),
    ShortcutGroup(
        "Note formats",
        (
            (("Alt", "↑"), "Line further up"),
            (("Alt", "↓"), "Line further down"),
            (("F2",), "Rename a part"),
            (("Insert",), "New part"),
            (("Delete",), "Take a line away"),
        ),
    ),
)
