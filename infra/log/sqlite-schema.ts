/**
 * The schema of the log's file, as steps: step n brings version n to version n + 1. A step that was
 * released is never changed.
 *
 * `events` is the truth, and writing to it is appending at its end. The other two tables of the log
 * are an index over it that trails behind (`event-index.ts`): they hold everything up to
 * `event_index.indexed_to` and perhaps some of what follows.
 */
export const SCHEMA_STEPS: readonly string[] = [
  `
  CREATE TABLE events (
    position          INTEGER PRIMARY KEY,
    event_id          TEXT    NOT NULL,
    stream            TEXT    NOT NULL,
    revision          INTEGER NOT NULL,
    -- The event before this one in its stream: a stream is read by walking back from its head.
    previous_position INTEGER,
    recorded_at       TEXT    NOT NULL,
    type              TEXT    NOT NULL,
    schema_version    INTEGER NOT NULL,
    subject_id        TEXT    NOT NULL,
    region            TEXT,
    department        TEXT,
    occurred_at       TEXT    NOT NULL,
    -- NULL where the source did not say: recorded_at stands for it.
    reported_at       TEXT,
    source            TEXT    NOT NULL,
    source_event_id   TEXT    NOT NULL,
    correlation_id    TEXT    NOT NULL,
    causation_id      TEXT,
    data              TEXT    NOT NULL,
    raw               TEXT
  ) STRICT;

  -- The first 32 bits of an event id, and where the event may be. Some ids share them:
  -- the event itself decides.
  CREATE TABLE event_places (
    id_prefix INTEGER NOT NULL,
    position  INTEGER NOT NULL,
    PRIMARY KEY (id_prefix, position)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE stream_heads (
    stream   TEXT    PRIMARY KEY,
    revision INTEGER NOT NULL,
    position INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE event_index (
    only       INTEGER PRIMARY KEY CHECK (only = 1),
    indexed_to INTEGER NOT NULL
  ) STRICT;
  INSERT INTO event_index VALUES (1, 0);

  CREATE TABLE checkpoints (
    name    TEXT    PRIMARY KEY,
    value   TEXT    NOT NULL,
    version INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE quarantine (
    -- Grows with each entry: the order of arrival, and what a page's cursor points at.
    place         INTEGER PRIMARY KEY AUTOINCREMENT,
    quarantine_id TEXT    NOT NULL UNIQUE,
    source        TEXT    NOT NULL,
    state         TEXT    NOT NULL,
    origin        TEXT    NOT NULL,
    content_type  TEXT    NOT NULL,
    bytes         BLOB    NOT NULL,
    reasons       TEXT    NOT NULL,
    received_at   TEXT    NOT NULL,
    redriven_at   TEXT,
    event_ids     TEXT
  ) STRICT;
  CREATE INDEX quarantine_by_source ON quarantine (source, place);
  CREATE INDEX quarantine_by_state ON quarantine (state, place);
  `,
  `
  -- The first 32 bits of a fact's id, and where it was corrected or retracted. Part of the
  -- index, as event_places is.
  CREATE TABLE fact_amendments (
    fact_prefix INTEGER NOT NULL,
    position    INTEGER NOT NULL,
    PRIMARY KEY (fact_prefix, position)
  ) STRICT, WITHOUT ROWID;

  -- amended_fact_prefix: events/fact.ts, as a function that sqlite-database.ts lends.
  -- This reads the log once.
  INSERT INTO fact_amendments
  SELECT amended_fact_prefix(type, data) AS fact_prefix, position FROM events
  WHERE type IN ('FactCorrected', 'FactRetracted')
    AND position <= (SELECT indexed_to FROM event_index)
    AND fact_prefix IS NOT NULL;
  `,
  `
  -- What was refused on a day: kept, and beyond the quota only counted. The row without a source is
  -- the channel as a whole.
  CREATE TABLE refusals_kept (
    day     TEXT    NOT NULL,
    channel TEXT    NOT NULL,
    source  TEXT    NOT NULL,
    inputs  INTEGER NOT NULL,
    bytes   INTEGER NOT NULL,
    PRIMARY KEY (day, channel, source)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE refusals_counted (
    day      TEXT    NOT NULL,
    channel  TEXT    NOT NULL,
    source   TEXT    NOT NULL,
    code     TEXT    NOT NULL,
    tally_id TEXT    NOT NULL UNIQUE,
    inputs   INTEGER NOT NULL,
    samples  INTEGER NOT NULL,
    reported INTEGER NOT NULL,
    PRIMARY KEY (day, channel, source, code)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX refusals_unreported ON refusals_counted (day) WHERE reported < inputs;

  -- Up to which message of a partition was counted.
  CREATE TABLE refusals_counted_offsets (
    day       TEXT    NOT NULL,
    topic     TEXT    NOT NULL,
    partition INTEGER NOT NULL,
    counted   INTEGER NOT NULL,
    PRIMARY KEY (day, topic, partition)
  ) STRICT, WITHOUT ROWID;
  `,
  `
  -- Of the row as it was written (event-rows.ts); NULL where an older program wrote it.
  ALTER TABLE events ADD COLUMN checksum INTEGER;
  `,
]
