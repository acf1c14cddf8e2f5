"""The first tables, and a record of acts that can only grow."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from storage.columns import Counted, Instant
from storage.schema import APPEND_ONLY

revision = "0001"
down_revision = None

_OPEN = "status IN ('assigned', 'needs_info', 'received', 'referred_out', 'reopened', 'reviewing', 'triaged')"


def _partial(name: str, table: str, columns: list[str], rows: str) -> None:
    where = sa.text(rows)
    op.create_index(name, table, columns, sqlite_where=where, postgresql_where=where)


def _by_hash(name: str, *columns: sa.Column[Any]) -> None:
    key = sa.Column("blind", sa.LargeBinary(), nullable=False)
    primary = sa.PrimaryKeyConstraint("blind", name=op.f(f"pk_{name}"))
    op.create_table(name, key, *columns, primary, sqlite_with_rowid=False)


def _words(*names: str) -> list[sa.Column[Any]]:
    return [sa.Column(name, sa.Text(), nullable=False) for name in names]


def upgrade() -> None:
    op.create_table(
        "audit",
        sa.Column("seq", Counted, nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("person", sa.Text(), nullable=True),
        sa.Column("act", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=True),
        sa.Column("result", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_audit")),
    )
    op.create_table(
        "counter",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("last", sa.Integer(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_counter")),
    )
    at: sa.Column[Any] = sa.Column("at", Instant(), nullable=False)
    _by_hash("memo", sa.Column("value", sa.Text(), nullable=False), at)
    op.create_index(op.f("ix_memo_at"), "memo", ["at"])
    op.create_table(
        "data_key",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("wrapped", sa.LargeBinary(), nullable=True),
        sa.Column("made_at", Instant(), nullable=False),
        sa.Column("destroyed_at", Instant(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_data_key")),
    )
    op.create_table(
        "person",
        *_words("id", "key_id"),
        sa.Column("language", sa.Text(), server_default="ko", nullable=False),
        sa.Column("consent", sa.Text(), nullable=True),
        sa.Column("consent_at", Instant(), nullable=True),
        sa.Column("consent_channel", sa.Text(), nullable=True),
        sa.Column("quiet", sa.Text(), nullable=True),
        sa.Column("community", sa.Text(), nullable=True),
        sa.Column("made_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["key_id"], ["data_key.id"], name=op.f("fk_person_key_id_data_key")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
    )
    op.create_table(
        "touchstone",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("key_id", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["key_id"], ["data_key.id"], name=op.f("fk_touchstone_key_id_data_key")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_touchstone")),
    )
    op.create_table(
        "address",
        sa.Column("id", Counted, nullable=False),
        sa.Column("blind", sa.LargeBinary(), nullable=False),
        sa.Column("person_id", sa.Text(), nullable=True),
        sa.Column("key_id", sa.Text(), nullable=False),
        sa.Column("room_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("letters", sa.Integer(), server_default="0", nullable=False),
        sa.Column("language", sa.Text(), nullable=True),
        sa.Column("unreachable_since", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["key_id"], ["data_key.id"], name=op.f("fk_address_key_id_data_key")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_address_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_address")),
        sa.UniqueConstraint("blind", name=op.f("uq_address_blind")),
    )
    op.create_index(op.f("ix_address_person_id"), "address", ["person_id"])
    op.create_table(
        "concern",
        *_words("id", "key_id", "number"),
        sa.Column("serial", sa.Integer(), server_default="0", nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        *_words("kind", "form"),
        sa.Column("form_version", sa.Integer(), server_default="0", nullable=False),
        sa.Column("area", sa.Text(), nullable=False),
        sa.Column("issue", sa.Text(), nullable=True),
        *_words("department", "status", "pseudonym", "submitter"),
        sa.Column("taken_by", sa.Text(), nullable=True),
        sa.Column("received_at", Instant(), nullable=False),
        sa.Column("due_at", Instant(), nullable=False),
        sa.Column("answered_at", Instant(), nullable=True),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("community", sa.Text(), nullable=True),
        sa.Column("outcome_at", Instant(), nullable=True),
        sa.Column("reopened", sa.Integer(), server_default="0", nullable=False),
        sa.Column("waiting_since", Instant(), nullable=True),
        sa.Column("merged_into", sa.Text(), nullable=True),
        sa.Column("paused_at", Instant(), nullable=True),
        sa.Column("transfers", sa.Integer(), server_default="0", nullable=False),
        sa.Column("extensions", sa.Integer(), server_default="0", nullable=False),
        sa.Column("asked_until", Instant(), nullable=True),
        sa.Column("proposed_by", sa.Text(), nullable=True),
        sa.Column("gu", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), server_default="0", nullable=False),
        sa.Column("title_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("answers_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("reason_sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["key_id"], ["data_key.id"], name=op.f("fk_concern_key_id_data_key")),
        sa.ForeignKeyConstraint(["submitter"], ["person.id"], name=op.f("fk_concern_submitter_person")),
        sa.ForeignKeyConstraint(["proposed_by"], ["person.id"], name=op.f("fk_concern_proposed_by_person")),
        sa.ForeignKeyConstraint(["taken_by"], ["person.id"], name=op.f("fk_concern_taken_by_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_concern")),
        sa.UniqueConstraint("number", name=op.f("uq_concern_number")),
    )
    _partial("ix_concern_merged_into", "concern", ["merged_into"], "merged_into IS NOT NULL")
    _partial("ix_concern_waiting", "concern", ["waiting_since", "number"], _OPEN)
    _partial("ix_concern_due", "concern", ["due_at", "number"], _OPEN)
    owed = ["department", "due_at", "waiting_since", "status", "submitter", "taken_by", "area", "gu"]
    _partial("ix_concern_owed", "concern", owed, _OPEN)
    op.create_index("ix_concern_serial", "concern", ["serial"])
    op.create_index("ix_concern_submitter_received_at", "concern", ["submitter", "received_at"])
    op.create_index(op.f("ix_concern_taken_by"), "concern", ["taken_by"])
    op.create_table(
        "notice",
        sa.Column("id", Counted, nullable=False),
        *_words("key", "key_id", "audience"),
        sa.Column("reader", sa.Text(), nullable=True),
        sa.Column("holder", sa.Text(), nullable=True),
        sa.Column("concern_id", sa.Text(), nullable=True),
        sa.Column("head", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("prompts_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("priority", sa.Integer(), server_default="0", nullable=False),
        sa.Column("merge", sa.Text(), nullable=True),
        sa.Column("not_before", Instant(), nullable=False),
        sa.Column("expires_at", Instant(), nullable=True),
        sa.Column("made_at", Instant(), nullable=False),
        sa.Column("expanded_to", sa.Text(), nullable=True),
        sa.Column("expanded_at", Instant(), nullable=True),
        sa.Column("after_key", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["concern_id"], ["concern.id"], name=op.f("fk_notice_concern_id_concern")),
        sa.ForeignKeyConstraint(["key_id"], ["data_key.id"], name=op.f("fk_notice_key_id_data_key")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
        sa.UniqueConstraint("key", name=op.f("uq_notice_key")),
    )
    op.create_index(op.f("ix_notice_concern_id"), "notice", ["concern_id"])
    op.create_index(op.f("ix_notice_key_id"), "notice", ["key_id"])
    _partial("ix_notice_waiting", "notice", ["not_before"], "expanded_at IS NULL")
    _partial("ix_notice_after_key", "notice", ["after_key"], "after_key IS NOT NULL")
    op.create_table(
        "room",
        sa.Column("department", sa.Text(), nullable=False),
        sa.Column("address_id", Counted, nullable=False),
        sa.Column("registered_by", sa.Text(), nullable=False),
        sa.Column("registered_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["address_id"], ["address.id"], name=op.f("fk_room_address_id_address")),
        sa.ForeignKeyConstraint(["registered_by"], ["person.id"], name=op.f("fk_room_registered_by_person")),
        sa.PrimaryKeyConstraint("department", name=op.f("pk_room")),
    )
    op.create_index(op.f("ix_room_address_id"), "room", ["address_id"])
    op.create_table(
        "thread",
        sa.Column("concern_id", sa.Text(), nullable=False),
        sa.Column("address_id", Counted, nullable=False),
        sa.Column("ref", sa.Text(), nullable=True),
        sa.Column("head", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["address_id"], ["address.id"], name=op.f("fk_thread_address_id_address")),
        sa.ForeignKeyConstraint(["concern_id"], ["concern.id"], name=op.f("fk_thread_concern_id_concern")),
        sa.PrimaryKeyConstraint("concern_id", "address_id", name=op.f("pk_thread")),
    )
    op.create_index("ix_thread_address_id_ref", "thread", ["address_id", "ref"])
    _by_hash("lane", sa.Column("free_at", Instant(), nullable=False))
    op.create_table(
        "event",
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("person_id", sa.Text(), nullable=True),
        sa.Column("answer_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("danger", sa.Text(), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_event_person_id_person")),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_event")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_event_at"), "event", ["at"])
    op.create_table(
        "invitation",
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        *_words("role", "scope"),
        sa.Column("made_at", Instant(), nullable=False),
        sa.Column("expires_at", Instant(), nullable=False),
        sa.Column("used_at", Instant(), nullable=True),
        sa.Column("used_by", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["used_by"], ["person.id"], name=op.f("fk_invitation_used_by_person")),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_invitation")),
    )
    op.create_table(
        "role_grant",
        sa.Column("id", Counted, nullable=False),
        *_words("person_id", "role", "scope"),
        sa.Column("valid_from", Instant(), nullable=False),
        sa.Column("valid_until", Instant(), nullable=True),
        sa.Column("given_by", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_role_grant_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role_grant")),
    )
    op.create_index(op.f("ix_role_grant_person_id"), "role_grant", ["person_id"])
    op.create_index("ix_role_grant_role_scope", "role_grant", ["role", "scope"])
    op.create_table(
        "upload",
        *_words("id", "person_id"),
        sa.Column("data_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_upload_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_upload")),
    )
    op.create_index(op.f("ix_upload_made_at"), "upload", ["made_at"])
    op.create_index(op.f("ix_upload_person_id"), "upload", ["person_id"])
    op.create_table(
        "conversation",
        sa.Column("blind", sa.LargeBinary(), nullable=False),
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("room_id", Counted, nullable=False),
        sa.Column("state_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("revision", sa.Integer(), server_default="0", nullable=False),
        sa.Column("seen_at", Instant(), nullable=False),
        sa.Column("draft_at", Instant(), nullable=True),
        sa.Column("reminded", sa.Text(), nullable=True),
        sa.Column("stale_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_conversation_person_id_person")),
        sa.ForeignKeyConstraint(["room_id"], ["address.id"], name=op.f("fk_conversation_room_id_address")),
        sa.PrimaryKeyConstraint("blind", name=op.f("pk_conversation")),
    )
    _partial("ix_conversation_draft", "conversation", ["draft_at"], "draft_at IS NOT NULL")
    op.create_index(op.f("ix_conversation_person_id"), "conversation", ["person_id"])
    _partial("ix_conversation_stale", "conversation", ["stale_at"], "stale_at IS NOT NULL")
    op.create_table(
        "delivery",
        sa.Column("id", Counted, nullable=False),
        sa.Column("notice_id", Counted, nullable=False),
        sa.Column("address_id", Counted, nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("priority", sa.Integer(), server_default="0", nullable=False),
        sa.Column("merge", sa.Text(), nullable=True),
        sa.Column("carried_by", Counted, nullable=True),
        sa.Column("next_at", Instant(), nullable=False),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("ambiguous", sa.Integer(), server_default="0", nullable=False),
        sa.Column("done", sa.Integer(), server_default="0", nullable=False),
        sa.Column("words_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("expires_at", Instant(), nullable=True),
        sa.Column("lease_owner", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("made_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["address_id"], ["address.id"], name=op.f("fk_delivery_address_id_address")),
        sa.ForeignKeyConstraint(["notice_id"], ["notice.id"], name=op.f("fk_delivery_notice_id_notice")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery")),
        sa.UniqueConstraint("address_id", "seq", name=op.f("uq_delivery_address_id_seq")),
        sa.UniqueConstraint("notice_id", "address_id", name=op.f("uq_delivery_notice_id_address_id")),
        sqlite_autoincrement=True,
    )
    _partial("ix_delivery_carried", "delivery", ["carried_by"], "carried_by IS NOT NULL")
    _partial("ix_delivery_merge", "delivery", ["address_id", "merge", "next_at"], "merge IS NOT NULL")
    _partial("ix_delivery_expires", "delivery", ["expires_at"], "state IN ('due', 'held')")
    _partial("ix_delivery_first", "delivery", ["priority", "next_at"], "state = 'due'")
    _partial("ix_delivery_held", "delivery", ["address_id"], "state = 'held'")
    _partial("ix_delivery_lane", "delivery", ["address_id", "seq"], "state = 'due'")
    _partial("ix_delivery_next", "delivery", ["next_at"], "state = 'due'")
    _partial("ix_delivery_sent", "delivery", ["address_id"], "state = 'due' AND lease_owner IS NOT NULL")
    op.create_table(
        "entry",
        sa.Column("seq", Counted, nullable=False),
        *_words("id", "concern_id"),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("act", sa.Text(), nullable=False),
        sa.Column("by_person", sa.Text(), nullable=True),
        sa.Column("values_sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["concern_id"], ["concern.id"], name=op.f("fk_entry_concern_id_concern")),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_entry")),
    )
    op.create_index(op.f("ix_entry_concern_id"), "entry", ["concern_id"])
    op.create_table(
        "joiner",
        *_words("concern_id", "person_id"),
        sa.Column("at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["concern_id"], ["concern.id"], name=op.f("fk_joiner_concern_id_concern")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_joiner_person_id_person")),
        sa.PrimaryKeyConstraint("concern_id", "person_id", name=op.f("pk_joiner")),
    )
    op.create_index(op.f("ix_joiner_person_id"), "joiner", ["person_id"])
    op.create_table(
        "listing",
        sa.Column("blind", sa.LargeBinary(), nullable=False),
        sa.Column("concern_id", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["concern_id"], ["concern.id"], name=op.f("fk_listing_concern_id_concern")),
        sa.PrimaryKeyConstraint("blind", "concern_id", name=op.f("pk_listing")),
    )
    op.create_index(op.f("ix_listing_concern_id"), "listing", ["concern_id"])
    op.create_table(
        "photo",
        *_words("id", "concern_id"),
        sa.Column("blind", sa.LargeBinary(), nullable=False),
        sa.Column("messenger", sa.Text(), nullable=False),
        sa.Column("came_by", sa.Text(), nullable=True),
        sa.Column("ref_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("not_before", Instant(), nullable=False),
        sa.Column("original_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("view_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("made_at", Instant(), nullable=False),
        sa.Column("settled_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["concern_id"], ["concern.id"], name=op.f("fk_photo_concern_id_concern")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_photo")),
        sa.UniqueConstraint("concern_id", "blind", name=op.f("uq_photo_concern_id_blind")),
    )
    _partial("ix_photo_awaited", "photo", ["not_before"], "state = 'awaited'")
    op.create_table(
        "tally",
        sa.Column("month", sa.Date(), nullable=False),
        *_words("department", "measure"),
        sa.Column("count", sa.Integer(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("month", "department", "measure", name=op.f("pk_tally")),
    )
    op.create_table(
        "timer",
        sa.Column("id", Counted, nullable=False),
        *_words("key", "concern_id", "kind"),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("values_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("done_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["concern_id"], ["concern.id"], name=op.f("fk_timer_concern_id_concern")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_timer")),
        sa.UniqueConstraint("key", name=op.f("uq_timer_key")),
    )
    op.create_index(op.f("ix_timer_concern_id"), "timer", ["concern_id"])
    _partial("ix_timer_done", "timer", ["done_at"], "done_at IS NOT NULL")
    _partial("ix_timer_due", "timer", ["at", "id"], "done_at IS NULL")
    op.create_table(
        "label",
        sa.Column("seq", Counted, nullable=False),
        *_words("id", "key_id"),
        sa.Column("concern_id", sa.Text(), nullable=True),
        *_words("batch", "by_mark", "area"),
        sa.Column("said_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["concern_id"], ["concern.id"], name=op.f("fk_label_concern_id_concern")),
        sa.ForeignKeyConstraint(["key_id"], ["data_key.id"], name=op.f("fk_label_key_id_data_key")),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_label")),
        sa.UniqueConstraint("id", name=op.f("uq_label_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_label_batch"), "label", ["batch"])
    op.create_index(op.f("ix_label_by_mark"), "label", ["by_mark"])
    op.create_table(
        "learnt",
        sa.Column("version", Counted, nullable=False),
        *_words("key_id", "mark"),
        sa.Column("labels", sa.Integer(), server_default="0", nullable=False),
        sa.Column("weights_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["key_id"], ["data_key.id"], name=op.f("fk_learnt_key_id_data_key")),
        sa.PrimaryKeyConstraint("version", name=op.f("pk_learnt")),
        sa.UniqueConstraint("mark", name=op.f("uq_learnt_mark")),
        sqlite_autoincrement=True,
    )
    for statement in APPEND_ONLY[op.get_bind().dialect.name]:
        op.execute(statement)
