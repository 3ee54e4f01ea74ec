"""Which page deals with what Today says is owed."""

from __future__ import annotations

from iop_desktop.services.today_views import NeedKind

PLACES = {
    NeedKind.NOTES: "notes",
    NeedKind.SIGN: "notes",
    NeedKind.RETURNED: "notes",
    NeedKind.COSIGN: "cosign",
    NeedKind.REVIEW: "members",
    NeedKind.OUTREACH: "notes",
    NeedKind.ABSENT: "notes",
    NeedKind.AMENDMENT: "members",
    NeedKind.BACKUP: "settings",
    NeedKind.PRIVACY: "settings",
    NeedKind.GLASS: "settings",
    NeedKind.KIT: "settings",
    NeedKind.UNCOVERED: "notes",
    NeedKind.LEADERLESS: "groups",
}
