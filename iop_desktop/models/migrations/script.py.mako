"""${message}"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from iop_desktop.models import base

revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change the schema; the caller owns the transaction."""
    ${upgrades if upgrades else "pass"}
