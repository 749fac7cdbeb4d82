import { QUARANTINE_ENDINGS } from '#/log/quarantine-endings-schema.ts'

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
  `
  -- Each time that somebody sent an entry of the quarantine through intake again. Written before
  -- it is tried: events and reasons are NULL until what came of it is known.
  CREATE TABLE redrivings (
    quarantine_id TEXT    NOT NULL,
    number        INTEGER NOT NULL,
    at            TEXT    NOT NULL,
    actor         TEXT,
    reason        TEXT,
    events        TEXT,
    reasons       TEXT,
    -- What was sent instead of the original; NULL where it was sent as it was.
    repaired      BLOB,
    PRIMARY KEY (quarantine_id, number)
  ) STRICT;

  -- How many entries are held, by source and by code of a reason; the empty code stands for all of
  -- a source. Counted as entries come and go, because their bytes make the table too long to read.
  CREATE TABLE quarantine_held (
    source TEXT    NOT NULL,
    code   TEXT    NOT NULL,
    inputs INTEGER NOT NULL,
    PRIMARY KEY (source, code)
  ) STRICT, WITHOUT ROWID;

  CREATE VIEW quarantine_codes AS
  SELECT quarantine_id, source, state, '' AS code FROM quarantine
  UNION
  SELECT quarantine_id, source, state, json_extract(value, '$.code')
  FROM quarantine, json_each(reasons);

  INSERT INTO quarantine_held
  SELECT source, code, count(*) FROM quarantine_codes WHERE state = 'held' GROUP BY source, code;

  CREATE TRIGGER quarantine_kept AFTER INSERT ON quarantine WHEN new.state = 'held' BEGIN
    INSERT INTO quarantine_held
    SELECT source, code, 1 FROM quarantine_codes WHERE quarantine_id = new.quarantine_id
    ON CONFLICT DO UPDATE SET inputs = inputs + 1;
  END;

  CREATE TRIGGER quarantine_leaves BEFORE UPDATE OF state, reasons ON quarantine
  WHEN old.state = 'held' BEGIN
    UPDATE quarantine_held SET inputs = inputs - 1
    WHERE source = old.source AND code IN
      (SELECT code FROM quarantine_codes WHERE quarantine_id = old.quarantine_id);
    DELETE FROM quarantine_held WHERE source = old.source AND inputs = 0;
  END;

  CREATE TRIGGER quarantine_comes_back AFTER UPDATE OF state, reasons ON quarantine
  WHEN new.state = 'held' BEGIN
    INSERT INTO quarantine_held
    SELECT source, code, 1 FROM quarantine_codes WHERE quarantine_id = new.quarantine_id
    ON CONFLICT DO UPDATE SET inputs = inputs + 1;
  END;
  `,
  QUARANTINE_ENDINGS,
  `
  -- Of the span in which the event was made, where it is recorded; NULL elsewhere.
  ALTER TABLE events ADD COLUMN trace TEXT;
  `,
]
