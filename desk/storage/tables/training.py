"""What trainers work with: visitors' messages as the assistant understood them, and labels."""

from sqlalchemy import Column, Float, ForeignKey, Index, Integer, String, Table, Text

from desk.storage.tables.schema import metadata
from desk.storage.types import Json, Moment

inbox = Table(
    "inbox",
    metadata,
    # A message that the assistant answered, under its turn's id.
    Column("id", String(32), primary_key=True),
    Column(
        "conversation_id",
        ForeignKey("conversations.id", ondelete="CASCADE"),
        nullable=False,
        index=True,
    ),
    Column("seq", Integer, nullable=False),
    Column("at", Moment, nullable=False),
    # Without secrets and with stand-ins for whatever says who wrote it.
    Column("text", Text, nullable=False),
    # Of the text as it is compared: what differs in case, accents or numbers only is alike.
    Column("digest", String(64), nullable=False),
    Column("language", String(12), nullable=False),
    # What was understood: an intent, `unsure` or `unrelated`; the chance that this was right.
    Column("intent", String(80), nullable=False),
    Column("confidence", Float, nullable=False),
    Column("certainty", Float, nullable=False),
    # The best guesses, also where the assistant asked back: [{"intent", "confidence"}].
    Column("ranking", Json, nullable=False),
    # What came of it: open, solved, handed_off, rated_badly, rephrased or corrected.
    Column("outcome", String(20), nullable=False),
    # Up to which change of its conversation that was found out.
    Column("followed_at", Moment, nullable=False),
    # The department that staff brought it to, where that was another one.
    Column("corrected_to", String(40)),
    # What the last candidate makes of it, where that is something else.
    Column("other_intent", String(80)),
    # The first message that says nearly the same; its own id for one that nothing was like.
    Column("group_id", String(32), nullable=False),
    # The most typical of the messages about the same matter, and how many there are; found on
    # request, among what the assistant did not know.
    Column("cluster_id", String(32), index=True),
    Column("cluster_size", Integer, nullable=False, server_default="1"),
    # How much a label would teach: more first.
    Column("worth", Float, nullable=False),
    # new, labelled, written (into the data) or dismissed
    Column("status", String(10), nullable=False),
    Column("label", String(80)),
    Column("labelled_by", String(32)),
    Column("labelled_at", Moment),
    Index("ix_inbox_status_worth", "status", "worth"),
    Index("ix_inbox_at", "at"),
    Index("ix_inbox_digest", "digest"),
    Index("ix_inbox_group_id", "group_id"),
)

labels = Table(
    "labels",
    metadata,
    # Every label that was ever given, for "who said so, and when".
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("inbox_id", ForeignKey("inbox.id", ondelete="CASCADE"), nullable=False, index=True),
    # Null: a label was taken back.
    Column("label", String(80)),
    Column("staff_id", String(32)),
    Column("at", Moment, nullable=False),
)
