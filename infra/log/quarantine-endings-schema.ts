/**
 * A step of the schema of the log's file: groups of refused inputs, the records that they are of,
 * and what people ordered for them. Released, and so never changed.
 */
export const QUARANTINE_ENDINGS = `
  -- How the state of an entry came about, where an order or a later record brought it about.
  ALTER TABLE quarantine ADD COLUMN order_id TEXT;

  -- Entries by what was refused where: of a source, read by a mapping ('' for none), for a reason,
  -- in a column. An entry is in the group of each of its reasons.
  CREATE TABLE quarantine_groups (
    group_id INTEGER PRIMARY KEY,
    source   TEXT NOT NULL,
    mapping  TEXT NOT NULL,
    code     TEXT NOT NULL,
    path     TEXT NOT NULL,
    UNIQUE (source, mapping, code, path)
  ) STRICT;

  CREATE TABLE quarantine_members (
    group_id INTEGER NOT NULL,
    state    TEXT    NOT NULL,
    place    INTEGER NOT NULL,
    PRIMARY KEY (group_id, state, place)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE quarantine_group_counts (
    group_id INTEGER NOT NULL,
    state    TEXT    NOT NULL,
    inputs   INTEGER NOT NULL,
    PRIMARY KEY (state, group_id)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX quarantine_groups_by_size ON quarantine_group_counts (state, inputs);

  -- refusal_column: refusal-column.ts, as a function that sqlite-database.ts lends.
  CREATE VIEW quarantine_refusals AS
  SELECT DISTINCT place, state, source,
    coalesce(json_extract(origin, '$.mapping'), '') AS mapping,
    coalesce(json_extract(value, '$.code'), 'UNKNOWN') AS code,
    refusal_column(coalesce(json_extract(value, '$.path'), '')) AS path
  FROM quarantine LEFT JOIN json_each(reasons);

  CREATE TRIGGER quarantine_group_grows AFTER INSERT ON quarantine_members BEGIN
    INSERT INTO quarantine_group_counts VALUES (new.group_id, new.state, 1)
    ON CONFLICT DO UPDATE SET inputs = inputs + 1;
  END;

  CREATE TRIGGER quarantine_group_shrinks AFTER DELETE ON quarantine_members BEGIN
    UPDATE quarantine_group_counts SET inputs = inputs - 1
    WHERE state = old.state AND group_id = old.group_id;
    DELETE FROM quarantine_group_counts
    WHERE state = old.state AND group_id = old.group_id AND inputs = 0;
  END;

  INSERT INTO quarantine_groups (source, mapping, code, path)
  SELECT DISTINCT source, mapping, code, path FROM quarantine_refusals;
  INSERT INTO quarantine_members
  SELECT group_id, state, place
  FROM quarantine_refusals JOIN quarantine_groups USING (source, mapping, code, path);

  CREATE TRIGGER quarantine_joins AFTER INSERT ON quarantine BEGIN
    INSERT INTO quarantine_groups (source, mapping, code, path)
    SELECT source, mapping, code, path FROM quarantine_refusals WHERE place = new.place
    ON CONFLICT DO NOTHING;
    INSERT INTO quarantine_members
    SELECT group_id, state, place
    FROM quarantine_refusals JOIN quarantine_groups USING (source, mapping, code, path)
    WHERE place = new.place;
  END;

  CREATE TRIGGER quarantine_parts BEFORE UPDATE OF state, reasons ON quarantine BEGIN
    DELETE FROM quarantine_members
    WHERE state = old.state AND place = old.place AND group_id IN (
      SELECT group_id
      FROM quarantine_refusals JOIN quarantine_groups USING (source, mapping, code, path)
      WHERE place = old.place
    );
  END;

  CREATE TRIGGER quarantine_joins_again AFTER UPDATE OF state, reasons ON quarantine BEGIN
    INSERT INTO quarantine_groups (source, mapping, code, path)
    SELECT source, mapping, code, path FROM quarantine_refusals WHERE place = new.place
    ON CONFLICT DO NOTHING;
    INSERT INTO quarantine_members
    SELECT group_id, state, place
    FROM quarantine_refusals JOIN quarantine_groups USING (source, mapping, code, path)
    WHERE place = new.place;
  END;

  -- Of which records an entry is, where that could be read: the ids of their facts, which say
  -- nothing of how a source names them.
  CREATE TABLE quarantine_records (
    record_id TEXT    NOT NULL,
    place     INTEGER NOT NULL,
    PRIMARY KEY (record_id, place)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX quarantine_records_of ON quarantine_records (place);

  CREATE TABLE quarantine_orders (
    number    INTEGER PRIMARY KEY AUTOINCREMENT,
    order_id  TEXT    NOT NULL UNIQUE,
    kind      TEXT    NOT NULL,
    selection TEXT    NOT NULL,
    at        TEXT    NOT NULL,
    actor     TEXT,
    reason    TEXT,
    mapping   TEXT,
    stopping  INTEGER NOT NULL DEFAULT 0,
    ended_at  TEXT,
    how       TEXT
  ) STRICT;
  CREATE INDEX quarantine_orders_open ON quarantine_orders (number) WHERE ended_at IS NULL;

  -- The entries of an order; the outcome is NULL until what became of one is known.
  CREATE TABLE quarantine_order_entries (
    order_id TEXT    NOT NULL,
    place    INTEGER NOT NULL,
    outcome  TEXT,
    PRIMARY KEY (order_id, place)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX quarantine_order_outcomes ON quarantine_order_entries (order_id, outcome, place);
  `
