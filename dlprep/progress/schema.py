"""The tables, as the steps that lead from each format to the next.

A step is never edited once it was released: a file in the wild has been through it. The format's
number is the count of steps, kept in SQLite's `user_version`.
"""

from __future__ import annotations

Step = tuple[str, ...]


def _append_only(*tables: str) -> Step:
    return tuple(
        f"CREATE TRIGGER {table}_{verb.lower()} BEFORE {verb} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{table} are append-only'); END"
        for table in tables
        for verb in ("UPDATE", "DELETE")
    )


FIRST: Step = (
    # Kinds are not checked here: they grow, and a CHECK could only be changed by copying the table.
    """
    CREATE TABLE events (
        ulid TEXT PRIMARY KEY,
        at INTEGER NOT NULL,
        offset INTEGER NOT NULL,
        day INTEGER NOT NULL,
        kind TEXT NOT NULL,
        item TEXT NOT NULL,
        topic TEXT NOT NULL,
        digest TEXT NOT NULL,
        grade INTEGER CHECK (grade BETWEEN 1 AND 4),
        answer TEXT,
        millis INTEGER,
        device TEXT NOT NULL,
        target TEXT,
        CHECK ((kind = 'review') = (grade IS NOT NULL)),
        CHECK ((kind = 'undo') = (target IS NOT NULL))
    ) STRICT, WITHOUT ROWID
    """,
    "CREATE INDEX events_item ON events (item)",
    "CREATE INDEX events_day ON events (day)",
    # An undo may arrive before its target when two logs are merged: no foreign key.
    "CREATE INDEX events_target ON events (target) WHERE target IS NOT NULL",
    """
    CREATE VIEW standing AS
    SELECT * FROM events AS e
    WHERE kind <> 'undo' AND NOT EXISTS (SELECT 1 FROM events AS u WHERE u.target = e.ulid)
    """,
    """
    CREATE TABLE states (
        item TEXT PRIMARY KEY,
        topic TEXT NOT NULL,
        due INTEGER,
        body TEXT NOT NULL,
        suspended INTEGER NOT NULL,
        flagged INTEGER NOT NULL,
        buried_until INTEGER
    ) STRICT, WITHOUT ROWID
    """,
    # The order of `Log.due`: read from its front, it needs no sort however many items are overdue.
    "CREATE INDEX states_due ON states (due, topic) WHERE due IS NOT NULL AND suspended = 0",
    """
    CREATE TABLE attempts (
        ulid TEXT PRIMARY KEY,
        at INTEGER NOT NULL,
        item TEXT NOT NULL,
        digest TEXT NOT NULL,
        source TEXT NOT NULL,
        verdict TEXT NOT NULL,
        device TEXT NOT NULL
    ) STRICT, WITHOUT ROWID
    """,
    "CREATE INDEX attempts_item ON attempts (item)",
    "CREATE TABLE drafts (item TEXT PRIMARY KEY, text TEXT NOT NULL, at INTEGER NOT NULL) STRICT",
    "CREATE TABLE notes (item TEXT PRIMARY KEY, text TEXT NOT NULL, at INTEGER NOT NULL) STRICT",
    "CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT",
    "INSERT INTO meta VALUES ('device', lower(hex(randomblob(8))))",
    *_append_only("events", "attempts"),
)

PLANS: Step = (
    # A plan is replaced by appending the next one, so that two machines' plans merge like answers.
    "CREATE TABLE plans (ulid TEXT PRIMARY KEY, at INTEGER NOT NULL, body TEXT NOT NULL) STRICT",
    *_append_only("plans"),
)

PARAMETERS: Step = (
    "CREATE TABLE parameters (ulid TEXT PRIMARY KEY, at INTEGER NOT NULL, body TEXT NOT NULL) STRICT",
    *_append_only("parameters"),
)

PLACES: Step = (
    "CREATE TABLE places (item TEXT PRIMARY KEY, text TEXT NOT NULL, at INTEGER NOT NULL) STRICT",
)

COVERING: Step = (
    # Sums over a year read only these two: half the time for 10 MB in 100 of a log of 1,000,000 answers.
    "DROP INDEX events_day",
    "CREATE INDEX events_day ON events (day, kind, item, grade, topic, millis)",
    "DROP INDEX events_item",
    "CREATE INDEX events_item ON events (item, ulid, kind, day)",
)

MIGRATIONS: tuple[Step, ...] = (FIRST, PLANS, PARAMETERS, PLACES, COVERING)
