"""The slip with an invitation's code: shown once, printed or saved by the administrator, kept nowhere."""

from __future__ import annotations

from datetime import datetime

from iop_desktop.models.invitation_code import is_beginning_of_invitation, tidy_invitation_code
from iop_desktop.models.way_in_errors import InvitationCodeMistyped
from iop_desktop.services.invitations import Invited
from iop_desktop.services.recovery import TypedCode


def look_at_invitation(typed: str) -> TypedCode:
    """Whether the letters typed so far are a whole code, may become one, or hold a typing mistake."""
    try:
        tidy_invitation_code(typed)
    except InvitationCodeMistyped:
        return TypedCode.UNFINISHED if is_beginning_of_invitation(typed) else TypedCode.MISTYPED
    return TypedCode.WHOLE


def slip_pdf(invited: Invited, until: str, made_at: datetime) -> bytes:
    """One page as PDF; ``until`` is the day and time on the clinic's wall until which the code works."""
    from iop_desktop.documents.invitation import Slip, render_invitation  # heavy: loaded when it is needed

    slip = Slip(invited.clinic_name, invited.code, invited.name, invited.login, until)
    return render_invitation(slip, made_at)
