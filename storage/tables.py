"""The tables. What people said, who they are and where they can be reached stands only in columns that end in
`_sealed`; everything else here may be read by whoever holds a backup.
"""

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
    false,
    text,
)

from routing.model import OPEN
from storage import schema
from storage.columns import Counted, Instant

metadata = schema.metadata
_counted, _instant, _number = schema.counted, schema.instant, schema.number
_to, _where, _word = schema.to, schema.partial, schema.word

# --- keys and people -----------------------------------------------------------------------------

#: One random key for each person, concern and group room; `wrapped` is null once it was destroyed.
data_key = Table(
    "data_key",
    metadata,
    Column("id", Text, primary_key=True),
    Column("wrapped", LargeBinary),
    _instant("made_at"),
    Column("destroyed_at", Instant),
)

person = Table(
    "person",
    metadata,
    Column("id", Text, primary_key=True),
    _to("key_id", "data_key.id"),
    Column("language", Text, nullable=False, server_default="ko"),
    Column("consent", Text),
    Column("consent_at", Instant),
    Column("consent_channel", Text),
    #: When not to be disturbed, by the name of the hours; null: as the service has it.
    Column("quiet", Text),
    #: The code of the community whose link they came by.
    Column("community", Text),
    _instant("made_at"),
)

#: A room somebody can be reached in: a person's own, or a group's (then without a person).
address = Table(
    "address",
    metadata,
    _counted("id"),
    Column("blind", LargeBinary, nullable=False, unique=True),
    _to("person_id", "person.id", nullable=True, index=True),
    _to("key_id", "data_key.id"),
    Column("room_sealed", LargeBinary, nullable=False),
    #: How many letters its mailbox ever got; numbers them.
    _number("letters"),
    Column("language", Text),  # of a group: that of whoever registered it
    Column("unreachable_since", Instant),
)

role_grant = Table(
    "role_grant",
    metadata,
    _counted("id"),
    _to("person_id", "person.id", index=True),
    _word("role"),
    _word("scope"),
    _instant("valid_from"),
    Column("valid_until", Instant),
    #: What gave it: "invitation" or "command".
    _word("given_by"),
    Index("ix_role_grant_role_scope", "role", "scope"),
)

invitation = Table(
    "invitation",
    metadata,
    Column("hash", LargeBinary, primary_key=True),
    _word("role"),
    _word("scope"),
    _instant("made_at"),
    _instant("expires_at"),
    Column("used_at", Instant),
    _to("used_by", "person.id", nullable=True),
)

# --- talking -------------------------------------------------------------------------------------

conversation = Table(
    "conversation",
    metadata,
    #: Of the address and the room together.
    Column("blind", LargeBinary, primary_key=True),
    _to("person_id", "person.id", index=True),
    _to("room_id", "address.id"),
    #: Null: nothing was said yet.
    Column("state_sealed", LargeBinary),
    _number("revision"),
    _instant("seen_at"),
    #: When the draft in hand was last touched; null when there is none to remind of.
    Column("draft_at", Instant),
    #: The draft its author was reminded of.
    Column("reminded", Text),
    #: From then on some draft in it is too old to keep.
    Column("stale_at", Instant),
)
_where("ix_conversation_draft", conversation, "draft_at", when=conversation.c.draft_at.is_not(None))
_where("ix_conversation_stale", conversation, "stale_at", when=conversation.c.stale_at.is_not(None))

#: What was heard, by a keyed hash; a danger card leaves no person.
event = Table(
    "event",
    metadata,
    Column("hash", LargeBinary, primary_key=True),
    Column("at", Instant, nullable=False, index=True),
    _to("person_id", "person.id", nullable=True),
    Column("answer_sealed", LargeBinary),
    Column("danger", Text),
    Column("error", Text),
    sqlite_with_rowid=False,
)

# --- concerns ------------------------------------------------------------------------------------

concern = Table(
    "concern",
    metadata,
    Column("id", Text, primary_key=True),
    _to("key_id", "data_key.id"),
    Column("number", Text, nullable=False, unique=True),
    _number("serial"),
    Column("day", Date, nullable=False),
    _word("kind"),
    _word("form"),
    _number("form_version"),
    _word("area"),
    Column("issue", Text),
    _word("department"),
    _word("status"),
    _word("pseudonym"),
    _to("submitter", "person.id"),
    Column("taken_by", ForeignKey("person.id"), index=True),
    _instant("received_at"),
    _instant("due_at"),
    Column("answered_at", Instant),
    _word("rule"),
    Column("outcome", Text),
    Column("community", Text),
    Column("outcome_at", Instant),
    _number("reopened"),
    Column("waiting_since", Instant),
    Column("merged_into", Text),
    Column("paused_at", Instant),
    _number("transfers"),
    _number("extensions"),
    Column("asked_until", Instant),
    Column("proposed_by", ForeignKey("person.id")),
    Column("gu", Text),
    _number("version"),
    Column("title_sealed", LargeBinary),
    Column("answers_sealed", LargeBinary, nullable=False),
    Column("reason_sealed", LargeBinary, nullable=False),
    Index("ix_concern_submitter_received_at", "submitter", "received_at"),
    Index("ix_concern_serial", "serial"),
)

#: The status of a concern whose key was destroyed; no program reads it.
ERASED = "erased"
#: Written out in each query as well, word for word: else SQLite does not find the index.
IS_OPEN = text(f"concern.status IN ({', '.join(repr(str(each)) for each in sorted(OPEN))})")
_OPEN = text(str(IS_OPEN).replace("concern.", ""))
_where("ix_concern_due", concern, "due_at", "number", when=_OPEN)
_where("ix_concern_merged_into", concern, "merged_into", when=concern.c.merged_into.is_not(None))
_where("ix_concern_waiting", concern, "waiting_since", "number", when=_OPEN)
#: Holds all that the inbox is narrowed by and the ledger counts, so that counting reads no concern.
_OWED = ("department", "due_at", "waiting_since", "status", "submitter", "taken_by", "area", "gu")
_where("ix_concern_owed", concern, *_OWED, when=_OPEN)

entry = Table(
    "entry",
    metadata,
    _counted("seq"),
    _word("id"),
    _to("concern_id", "concern.id", index=True),
    _instant("at"),
    _word("act"),
    Column("by_person", Text),
    Column("values_sealed", LargeBinary, nullable=False),
)

#: Who said "me too" to a concern.
joiner = Table(
    "joiner",
    metadata,
    Column("concern_id", ForeignKey("concern.id"), primary_key=True),
    Column("person_id", ForeignKey("person.id"), primary_key=True, index=True),
    _instant("at"),
)

#: By what a concern is found from near: keyed hashes of a coarse cell and of the place's name. Only concerns
#: whose author agreed and whose title an officer wrote are in it.
listing = Table(
    "listing",
    metadata,
    Column("blind", LargeBinary, primary_key=True),
    Column("concern_id", ForeignKey("concern.id"), primary_key=True, index=True),
)

#: What is looked at again, and when.
timer = Table(
    "timer",
    metadata,
    _counted("id"),
    Column("key", Text, nullable=False, unique=True),
    _to("concern_id", "concern.id", index=True),
    _word("kind"),
    _instant("at"),
    Column("values_sealed", LargeBinary, nullable=False),
    Column("done_at", Instant),
)
_where("ix_timer_due", timer, "at", "id", when=timer.c.done_at.is_(None))
_where("ix_timer_done", timer, "done_at", when=timer.c.done_at.is_not(None))

#: What departments have done, by month.
tally = Table(
    "tally",
    metadata,
    Column("month", Date, primary_key=True),
    Column("department", Text, primary_key=True),
    Column("measure", Text, primary_key=True),
    _number("count"),
)

#: The last serial number of each day.
counter = Table("counter", metadata, Column("day", Date, primary_key=True), _number("last"))

# --- rooms ---------------------------------------------------------------------------------------

#: The group that a department has registered as its room; one for each department.
room = Table(
    "room",
    metadata,
    Column("department", Text, primary_key=True),
    _to("address_id", "address.id", index=True),
    _to("registered_by", "person.id"),
    _instant("registered_at"),
)

#: The thread a concern has in a group: the messenger's own names for it and for the message that heads it.
thread = Table(
    "thread",
    metadata,
    Column("concern_id", ForeignKey("concern.id"), primary_key=True),
    Column("address_id", ForeignKey("address.id"), primary_key=True),
    #: Null where the messenger has no threads there.
    Column("ref", Text),
    Column("head", Text),
    Index("ix_thread_address_id_ref", "address_id", "ref"),
)

# --- what goes out -------------------------------------------------------------------------------

notice = Table(
    "notice",
    metadata,
    _counted("id"),
    Column("key", Text, nullable=False, unique=True),
    #: The concern's key, the one reader's, or one of its own.
    Column("key_id", ForeignKey("data_key.id"), nullable=False, index=True),
    #: Who reads it; `reader` says which one: see `notices`.
    _word("audience"),
    Column("reader", Text),
    #: Of several officers, the one to tell in private; of colleagues, the one not to tell.
    Column("holder", Text),
    #: The concern it is about, if any; `head`: it is the card that heads the concern's thread.
    Column("concern_id", ForeignKey("concern.id"), index=True),
    Column("head", Boolean, nullable=False, server_default=false()),
    Column("prompts_sealed", LargeBinary, nullable=False),
    _number("priority"),
    #: Goes out with what else has this word and the same reader.
    Column("merge", Text),
    _instant("not_before"),
    Column("expires_at", Instant),
    _instant("made_at"),
    #: The last person it went to, while it is expanded in pages.
    Column("expanded_to", Text),
    Column("expanded_at", Instant),
    #: The key of the notice that must have arrived somewhere first.
    Column("after_key", Text),
)
_where("ix_notice_waiting", notice, "not_before", when=notice.c.expanded_at.is_(None))
_where("ix_notice_after_key", notice, "after_key", when=notice.c.after_key.is_not(None))

delivery = Table(
    "delivery",
    metadata,
    _counted("id"),
    _to("notice_id", "notice.id"),
    _to("address_id", "address.id"),
    #: Counts within the address.
    Column("seq", Integer, nullable=False),
    _word("state"),
    _number("priority"),
    #: Its notice's; null for what goes out by itself.
    Column("merge", Text),
    #: The delivery it goes out with, once it does.
    Column("carried_by", Counted),
    #: Nobody takes it before: its own time, or the end of the lease.
    _instant("next_at"),
    _number("attempts"),
    _number("ambiguous"),
    #: Messages of it that have arrived; while more are to come, what stands for the words they are of.
    _number("done"),
    Column("words_sealed", LargeBinary),
    Column("expires_at", Instant),
    Column("lease_owner", Text),
    Column("reason", Text),
    _instant("made_at"),
    UniqueConstraint("notice_id", "address_id"),
    UniqueConstraint("address_id", "seq"),
    sqlite_autoincrement=True,
)
_DUE = delivery.c.state == "due"
_where("ix_delivery_next", delivery, "next_at", when=_DUE)
_where("ix_delivery_first", delivery, "priority", "next_at", when=_DUE)
_where("ix_delivery_lane", delivery, "address_id", "seq", when=_DUE)
_where("ix_delivery_sent", delivery, "address_id", when=_DUE & delivery.c.lease_owner.is_not(None))
_where("ix_delivery_held", delivery, "address_id", when=delivery.c.state == "held")
_where("ix_delivery_merge", delivery, "address_id", "merge", "next_at", when=delivery.c.merge.is_not(None))
_where("ix_delivery_carried", delivery, "carried_by", when=delivery.c.carried_by.is_not(None))
_where("ix_delivery_expires", delivery, "expires_at", when=delivery.c.state.in_(("due", "held")))

# --- photos --------------------------------------------------------------------------------------

photo = Table(
    "photo",
    metadata,
    Column("id", Text, primary_key=True),
    _to("concern_id", "concern.id"),
    #: Of the messenger and its name for the file: the same photo is fetched once.
    Column("blind", LargeBinary, nullable=False),
    _word("messenger"),
    #: The act of the thread it came by; null: the receipt.
    Column("came_by", Text),
    Column("ref_sealed", LargeBinary, nullable=False),
    #: awaited, kept or rejected.
    _word("state"),
    _number("attempts"),
    _instant("not_before"),
    Column("original_sealed", LargeBinary),
    Column("view_sealed", LargeBinary),
    Column("reason", Text),
    _instant("made_at"),
    Column("settled_at", Instant),
    UniqueConstraint("concern_id", "blind"),
)
_where("ix_photo_awaited", photo, "not_before", when=photo.c.state == "awaited")

#: Bytes that came before the act they belong to.
upload = Table(
    "upload",
    metadata,
    Column("id", Text, primary_key=True),
    _to("person_id", "person.id", index=True),
    Column("data_sealed", LargeBinary, nullable=False),
    Column("made_at", Instant, nullable=False, index=True),
)

# --- the record of acts ---------------------------------------------------------------------------

#: Append-only: triggers refuse every change.
audit = Table(
    "audit",
    metadata,
    _counted("seq"),
    _instant("at"),
    #: A keyed hash of the person's id.
    Column("person", Text),
    _word("act"),
    Column("subject", Text),
    _word("result"),
)

#: One sealed word, by which a wrong key file is known before anything is written with it.
touchstone = Table(
    "touchstone",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    _to("key_id", "data_key.id"),
)
