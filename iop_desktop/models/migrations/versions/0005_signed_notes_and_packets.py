"""Signed notes: more kinds and formats, gates, credentials, amendments, and packets between laptops."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from iop_desktop.models import base

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_FORMATS = (("'dap', 'birp'", "'dap', 'birp', 'soap', 'girp', 'pie'"),)
_KINDS = "'progress', 'absence', 'individual', 'contact', 'addendum', 'correction', 'late_entry', 'error'"
_ONE_SUBJECT = " + ".join(
    f"CASE WHEN {column} IS NULL THEN 0 ELSE 1 END" for column in ("session_id", "contact_id", "parent_id")
)
_COLUMNS = {
    "client": ("nicknames VARCHAR(200) DEFAULT '' NOT NULL",),
    "staff": (
        "credential_until DATE",
        "left_on DATE",
        "token_serial VARCHAR(64) DEFAULT '' NOT NULL",
        "token_key_id VARCHAR(64) DEFAULT '' NOT NULL",
    ),
}
# What a table's definition said -> what it says now.
_REMADE: dict[str, tuple[tuple[str, str], ...]] = {
    "treatment_group": _FORMATS,
    "group_part": _FORMATS,
    "note": (
        ("'complete'", "'complete', 'in_error'"),
        (
            "session_id CHAR(32) NOT NULL",
            (
                "session_id CHAR(32), "
                "contact_id CHAR(32) CONSTRAINT fk_note_contact_id_contact REFERENCES contact (id), "
                "parent_id CHAR(32) CONSTRAINT fk_note_parent_id_note REFERENCES note (id), "
                f"kind VARCHAR(24) CONSTRAINT ck_note_note_kind CHECK (kind IN ({_KINDS}))"
            ),
        ),
        (
            "CONSTRAINT uq_note_session_id_client_id UNIQUE (session_id, client_id)",
            f"CONSTRAINT ck_note_one_subject CHECK ({_ONE_SUBJECT} = 1)",
        ),
    ),
    "note_version": (
        ("'progress', 'absence'", _KINDS),
        (
            "needs_cosignature BOOLEAN NOT NULL",
            "needs_cosignature BOOLEAN NOT NULL, late_entry BOOLEAN DEFAULT 0 NOT NULL, due_on DATE",
        ),
    ),
    "signature": (
        ("'author', 'cosigned'", "'author', 'cofacilitator', 'addendum', 'cosigned'"),
        (
            "staff_id CHAR(32) NOT NULL",
            "staff_id CHAR(32), partner_id CHAR(32) CONSTRAINT fk_signature_partner_id_partner REFERENCES partner (id)",
        ),
        (
            "CONSTRAINT pk_signature",
            (
                "CONSTRAINT ck_signature_one_signer CHECK ((staff_id IS NULL) <> (partner_id IS NULL)), "
                "CONSTRAINT pk_signature"
            ),
        ),
    ),
    "note_return": (
        (
            "supervisor_id CHAR(32) NOT NULL",
            (
                "supervisor_id CHAR(32), "
                "partner_id CHAR(32) CONSTRAINT fk_note_return_partner_id_partner REFERENCES partner (id)"
            ),
        ),
        (
            "CONSTRAINT pk_note_return",
            (
                "CONSTRAINT ck_note_return_one_supervisor CHECK ((supervisor_id IS NULL) <> (partner_id IS NULL)), "
                "CONSTRAINT pk_note_return"
            ),
        ),
    ),
}


def upgrade() -> None:
    """Change the schema; the caller owns the transaction."""
    _credential_policy()
    _contact()
    _exchange_key()
    _partner()
    _phrase()
    _revocation()
    _spelling_word()
    _staff_certificate()
    _packet_in()
    _packet_out()
    _packet_answer()
    _packet_in_item()
    _packet_reply()
    _amendment_request()
    _gate_decision()
    _amendment_event()
    _packet_out_item()
    _return_remark()
    for table, columns in _COLUMNS.items():
        for column in columns:
            op.execute(f"ALTER TABLE {table} ADD COLUMN {column}")
    for table, changes in _REMADE.items():
        _remake(table, changes)
    _note_indexes()
    _audit_indexes()


def _remake(table: str, changes: tuple[tuple[str, str], ...]) -> None:
    """Make a table anew with its rows and indexes, because lists of words and NOT NULL are part of its definition."""
    connection = op.get_bind()
    made = "SELECT sql FROM sqlite_master WHERE tbl_name = ? AND type = ? AND sql IS NOT NULL"
    definition = str(connection.exec_driver_sql(made, (table, "table")).scalar_one())
    indexes = [str(row[0]) for row in connection.exec_driver_sql(made, (table, "index"))]
    columns = ", ".join(f'"{row[1]}"' for row in connection.exec_driver_sql(f"PRAGMA table_info({table})"))
    body = definition[definition.index("(") :]
    for before, after in changes:
        if before not in body:
            raise LookupError(f"{table}: {before}")
        body = body.replace(before, after)
    op.execute(f"CREATE TABLE {table}_0005 {body}")
    op.execute(f"INSERT INTO {table}_0005 ({columns}) SELECT {columns} FROM {table}")
    op.execute(f"DROP TABLE {table}")
    op.execute(f"ALTER TABLE {table}_0005 RENAME TO {table}")
    for index in indexes:
        op.execute(index)


def _audit_indexes() -> None:
    """So that a page of the audit log is found among hundreds of thousands of entries; see ``audit_reading``."""

    def part(name: str) -> str:
        return f"CASE WHEN json_valid(body) THEN json_extract(body, '$.{name}') END"

    for name, parts in (
        ("at", ("at",)),
        ("action", ("action", "at")),
        ("actor", ("actor", "at")),
        ("actor_action", ("actor", "action", "at")),
        ("subject", ("subject_id", "at", "action", "actor")),
    ):
        op.execute(f"CREATE INDEX ix_audit_event_{name} ON audit_event ({', '.join(part(each) for each in parts)})")


def _note_indexes() -> None:
    valid = "WHERE state <> 'in_error'"
    op.execute("CREATE INDEX ix_note_parent_id ON note (parent_id)")
    op.execute(f"CREATE UNIQUE INDEX uq_note_session ON note (session_id, client_id) {valid}")
    op.execute(f"CREATE UNIQUE INDEX uq_note_contact ON note (contact_id) {valid}")


def _credential_policy() -> None:
    op.create_table(
        "credential_policy",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("credential", sa.String(length=40), nullable=False),
        sa.Column("signs_alone", sa.Boolean(), nullable=False),
        sa.Column("may_supervise", sa.Boolean(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("source", sa.String(length=300), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_credential_policy")),
        sa.UniqueConstraint("credential", "from_on", name=op.f("uq_credential_policy_credential_from_on")),
    )


def _contact() -> None:
    op.create_table(
        "contact",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "individual",
                "phone",
                "outreach",
                "collateral",
                "family",
                name="contact_kind",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column(
            "mode",
            sa.Enum(
                "in_person",
                "video",
                "audio",
                "message",
                name="contact_mode",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("starts_at", base.UTCDateTime(timezone=True), nullable=False),
        sa.Column("ends_at", base.UTCDateTime(timezone=True), nullable=False),
        sa.Column("place", sa.String(length=120), nullable=False),
        sa.Column("with_whom", sa.String(length=120), nullable=False),
        sa.Column("topic", sa.String(length=200), nullable=False),
        sa.Column("interventions", sa.Text(), nullable=False),
        sa.Column(
            "note_format",
            sa.Enum(
                "dap",
                "birp",
                "soap",
                "girp",
                "pie",
                name="note_format",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name=op.f("fk_contact_client_id_client")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_contact_staff_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact")),
    )
    op.create_index("ix_contact_client_id", "contact", ["client_id"], unique=False)
    op.create_index("ix_contact_staff", "contact", ["staff_id", "starts_at"], unique=False)


def _exchange_key() -> None:
    op.create_table(
        "exchange_key",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("sealed_private_key", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", base.UTCDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_exchange_key_staff_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exchange_key")),
        sa.UniqueConstraint("staff_id", name=op.f("uq_exchange_key_staff_id")),
    )


def _partner() -> None:
    op.create_table(
        "partner",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("credentials", sa.String(length=60), nullable=False),
        sa.Column("licence", sa.String(length=60), nullable=False),
        sa.Column("title", sa.String(length=80), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "facilitator",
                "supervisor",
                "administrator",
                name="role",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("clinic_name", sa.String(length=200), nullable=False),
        sa.Column("root_certificate", sa.LargeBinary(), nullable=False),
        sa.Column("certificate", sa.LargeBinary(), nullable=False),
        sa.Column("issued_certificate", sa.LargeBinary(), nullable=True),
        sa.Column("packet_key", sa.LargeBinary(), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("credential_until", sa.Date(), nullable=True),
        sa.Column("trusted_by", sa.Uuid(), nullable=False),
        sa.Column("trusted_at", base.UTCDateTime(timezone=True), nullable=False),
        sa.Column("revoked_by", sa.Uuid(), nullable=True),
        sa.Column("revoked_at", base.UTCDateTime(timezone=True), nullable=True),
        sa.Column("revoke_reason", sa.String(length=160), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["revoked_by"], ["staff.id"], name=op.f("fk_partner_revoked_by_staff")),
        sa.ForeignKeyConstraint(["trusted_by"], ["staff.id"], name=op.f("fk_partner_trusted_by_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_partner")),
        sa.UniqueConstraint("fingerprint", name=op.f("uq_partner_fingerprint")),
    )


def _phrase() -> None:
    op.create_table(
        "phrase",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=True),
        sa.Column("abbreviation", sa.String(length=24), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_phrase_staff_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_phrase")),
        sa.UniqueConstraint("staff_id", "abbreviation", name=op.f("uq_phrase_staff_id_abbreviation")),
    )


def _revocation() -> None:
    op.create_table(
        "revocation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("certificate_sha256", sa.String(length=64), nullable=False),
        sa.Column("serial", sa.String(length=48), nullable=False),
        sa.Column("reason", sa.String(length=160), nullable=False),
        sa.Column("revoked_at", base.UTCDateTime(timezone=True), nullable=False),
        sa.Column("revoked_by", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["revoked_by"], ["staff.id"], name=op.f("fk_revocation_revoked_by_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_revocation")),
        sa.UniqueConstraint("certificate_sha256", name=op.f("uq_revocation_certificate_sha256")),
    )


def _spelling_word() -> None:
    op.create_table(
        "spelling_word",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=True),
        sa.Column("word", sa.String(length=60), nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_spelling_word_staff_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_spelling_word")),
        sa.UniqueConstraint("staff_id", "word", name=op.f("uq_spelling_word_staff_id_word")),
    )


def _staff_certificate() -> None:
    op.create_table(
        "staff_certificate",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("certificate", sa.LargeBinary(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("issued_at", base.UTCDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_staff_certificate_staff_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_certificate")),
        sa.UniqueConstraint("sha256", name=op.f("uq_staff_certificate_sha256")),
    )
    op.create_index("ix_staff_certificate_staff_id", "staff_certificate", ["staff_id"], unique=False)


def _packet_in() -> None:
    op.create_table(
        "packet_in",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("partner_id", sa.Uuid(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("manifest", base.PortableJson, nullable=False),
        sa.Column("reply_key", sa.LargeBinary(), nullable=False),
        sa.Column("issued_certificate", sa.LargeBinary(), nullable=False),
        sa.Column("received_at", base.UTCDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["partner_id"], ["partner.id"], name=op.f("fk_packet_in_partner_id_partner")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_packet_in_staff_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_packet_in")),
    )


def _packet_out() -> None:
    op.create_table(
        "packet_out",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("partner_id", sa.Uuid(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("manifest_sha256", sa.String(length=64), nullable=False),
        sa.Column("created_at", base.UTCDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["partner_id"], ["partner.id"], name=op.f("fk_packet_out_partner_id_partner")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_packet_out_staff_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_packet_out")),
    )


def _packet_answer() -> None:
    op.create_table(
        "packet_answer",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("packet_id", sa.Uuid(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("applied_by", sa.Uuid(), nullable=False),
        sa.Column("applied_at", base.UTCDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["applied_by"], ["staff.id"], name=op.f("fk_packet_answer_applied_by_staff")),
        sa.ForeignKeyConstraint(["packet_id"], ["packet_out.id"], name=op.f("fk_packet_answer_packet_id_packet_out")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_packet_answer")),
    )


def _packet_in_item() -> None:
    op.create_table(
        "packet_in_item",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("packet_id", sa.Uuid(), nullable=False),
        sa.Column("version_id", sa.Uuid(), nullable=False),
        sa.Column("listing", base.PortableJson, nullable=False),
        sa.Column("pdf", sa.LargeBinary(), nullable=False),
        sa.Column("pdf_sha256", sa.String(length=64), nullable=False),
        sa.Column("viewed_at", base.UTCDateTime(timezone=True), nullable=True),
        sa.Column(
            "decision",
            sa.Enum(
                "cosigned", "returned", name="packet_decision", native_enum=False, create_constraint=True, length=24
            ),
            nullable=True,
        ),
        sa.Column("decided_at", base.UTCDateTime(timezone=True), nullable=True),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("remarks", base.PortableJson, nullable=False),
        sa.Column("signed_pdf", sa.LargeBinary(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["packet_id"], ["packet_in.id"], name=op.f("fk_packet_in_item_packet_id_packet_in")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_packet_in_item")),
        sa.UniqueConstraint("packet_id", "version_id", name=op.f("uq_packet_in_item_packet_id_version_id")),
    )
    op.create_index("ix_packet_in_item_packet_id", "packet_in_item", ["packet_id"], unique=False)


def _packet_reply() -> None:
    op.create_table(
        "packet_reply",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("packet_id", sa.Uuid(), nullable=False),
        sa.Column("version_ids", base.PortableJson, nullable=False),
        sa.Column("created_at", base.UTCDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["packet_id"], ["packet_in.id"], name=op.f("fk_packet_reply_packet_id_packet_in")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_packet_reply")),
    )


def _amendment_request() -> None:
    op.create_table(
        "amendment_request",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("note_id", sa.Uuid(), nullable=True),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("asked", sa.Text(), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=False),
        sa.Column("recorded_at", base.UTCDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name=op.f("fk_amendment_request_client_id_client")),
        sa.ForeignKeyConstraint(["note_id"], ["note.id"], name=op.f("fk_amendment_request_note_id_note")),
        sa.ForeignKeyConstraint(["recorded_by"], ["staff.id"], name=op.f("fk_amendment_request_recorded_by_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_amendment_request")),
    )
    op.create_index("ix_amendment_request_client_id", "amendment_request", ["client_id"], unique=False)


def _gate_decision() -> None:
    op.create_table(
        "gate_decision",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("note_id", sa.Uuid(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column(
            "gate",
            sa.Enum("own_words", "names", name="gate", native_enum=False, create_constraint=True, length=24),
            nullable=False,
        ),
        sa.Column("matter", sa.String(length=120), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("decided_at", base.UTCDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["note_id"], ["note.id"], name=op.f("fk_gate_decision_note_id_note")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_gate_decision_staff_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_gate_decision")),
    )
    op.create_index("ix_gate_decision_decided_at", "gate_decision", ["decided_at"], unique=False)
    op.create_index("ix_gate_decision_note_id", "gate_decision", ["note_id"], unique=False)


def _amendment_event() -> None:
    op.create_table(
        "amendment_event",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column(
            "step",
            sa.Enum(
                "extended",
                "accepted",
                "denied",
                "disagreement",
                "rebuttal",
                name="amendment_step",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column(
            "ground",
            sa.Enum(
                "not_created_here",
                "not_in_record_set",
                "not_accessible",
                "accurate",
                name="denial_ground",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=True,
        ),
        sa.Column("addendum_id", sa.Uuid(), nullable=True),
        sa.Column("recorded_by", sa.Uuid(), nullable=False),
        sa.Column("recorded_at", base.UTCDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["addendum_id"], ["note.id"], name=op.f("fk_amendment_event_addendum_id_note")),
        sa.ForeignKeyConstraint(["recorded_by"], ["staff.id"], name=op.f("fk_amendment_event_recorded_by_staff")),
        sa.ForeignKeyConstraint(
            ["request_id"], ["amendment_request.id"], name=op.f("fk_amendment_event_request_id_amendment_request")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_amendment_event")),
    )
    op.create_index("ix_amendment_event_request_id", "amendment_event", ["request_id"], unique=False)


def _packet_out_item() -> None:
    op.create_table(
        "packet_out_item",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("packet_id", sa.Uuid(), nullable=False),
        sa.Column("note_version_id", sa.Uuid(), nullable=False),
        sa.Column("pdf_sha256", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["note_version_id"], ["note_version.id"], name=op.f("fk_packet_out_item_note_version_id_note_version")
        ),
        sa.ForeignKeyConstraint(["packet_id"], ["packet_out.id"], name=op.f("fk_packet_out_item_packet_id_packet_out")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_packet_out_item")),
        sa.UniqueConstraint("packet_id", "note_version_id", name=op.f("uq_packet_out_item_packet_id_note_version_id")),
    )
    op.create_index("ix_packet_out_item_note_version_id", "packet_out_item", ["note_version_id"], unique=False)
    op.create_index("ix_packet_out_item_packet_id", "packet_out_item", ["packet_id"], unique=False)


def _return_remark() -> None:
    op.create_table(
        "return_remark",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("return_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("section", sa.String(length=120), nullable=False),
        sa.Column("passage", sa.Text(), nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["return_id"], ["note_return.id"], name=op.f("fk_return_remark_return_id_note_return")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_return_remark")),
    )
    op.create_index("ix_return_remark_return_id", "return_remark", ["return_id"], unique=False)
