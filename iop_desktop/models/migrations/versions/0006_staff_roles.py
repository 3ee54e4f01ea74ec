"""Several roles for one member of staff, in the column that held one."""

from __future__ import annotations

from itertools import combinations

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_ROLES = ("facilitator", "supervisor", "administrator")
_SETS = [" ".join(each) for number in range(1, len(_ROLES) + 1) for each in combinations(_ROLES, number)]
_CHANGES = (
    ("role VARCHAR(24) NOT NULL", "roles VARCHAR(40) NOT NULL"),
    (
        f"CONSTRAINT ck_staff_role CHECK (role IN ({', '.join(repr(role) for role in _ROLES)}))",
        f"CONSTRAINT ck_staff_roles CHECK (roles IN ({', '.join(repr(each) for each in _SETS)}))",
    ),
)


def upgrade() -> None:
    """Make the table of staff anew: the list of words is part of its definition. The caller owns the transaction."""
    connection = op.get_bind()
    made = "SELECT sql FROM sqlite_master WHERE name = 'staff' AND type = 'table'"
    body = str(connection.exec_driver_sql(made).scalar_one())
    body = body[body.index("(") :]
    for before, after in _CHANGES:
        if before not in body:
            raise LookupError(before)
        body = body.replace(before, after)
    columns = [f'"{row[1]}"' for row in connection.exec_driver_sql("PRAGMA table_info(staff)")]
    kept, renamed = ", ".join(columns), ", ".join('"roles"' if column == '"role"' else column for column in columns)
    op.execute(f"CREATE TABLE staff_0006 {body}")
    op.execute(f"INSERT INTO staff_0006 ({renamed}) SELECT {kept} FROM staff")
    op.execute("DROP TABLE staff")
    op.execute("ALTER TABLE staff_0006 RENAME TO staff")
