-- Alerts as they stand: one row an alert, as the fold of the language makes it of the events of its
-- stream (events/alert/alert.ts). Lists, facets, counts and neighbours read this table and nothing
-- else.
-- Each insert of the projector writes a row for every alert that the range touched, with the number
-- of events that made it; of several rows of an alert, that with the most is the alert. Rows with
-- equal numbers are equal, whichever range they came with: a row follows from the log alone.
-- The key is where the alert begins in the log: it never changes, and lists are read along it.
-- Readers ask for the newest rows with FINAL; docs/alert-desk.md has the measurements.
CREATE TABLE IF NOT EXISTS alerts_v1
(
    raised_position      UInt64 CODEC(Delta, ZSTD(1)),
    alert_id             UUID,
    revision             UInt64,
    events               UInt64,
    last_position        UInt64,
    subject_key          UInt64 DEFAULT cityHash64(subject_id),
    subject_id           String,
    region               LowCardinality(String),
    department           LowCardinality(String),
    rule_id              LowCardinality(String),
    rule_version         UInt32,
    state                LowCardinality(String),
    level                LowCardinality(String),
    owner                LowCardinality(String),
    unit                 LowCardinality(String),
    finding              LowCardinality(String),
    closed_as            LowCardinality(String),
    claimed_by           String,
    closing_proposed_by  String,
    urged_by             String,
    supervised_by        String,
    merged_into          String,
    gathered_under       String,
    due_at               Nullable(DateTime64(3, 'UTC')),
    silenced_until       Nullable(DateTime64(3, 'UTC')),
    claimed_until        Nullable(DateTime64(3, 'UTC')),
    raised_at            DateTime64(3, 'UTC'),
    changed_at           DateTime64(3, 'UTC'),
    standing_warning_ids Array(UUID),
    further_subjects     Array(String),
    viewers              Array(String),
    watchers             Array(String),
    tags                 Array(String),
    open_parts           Array(String),
    open_links           Array(String),
    evidence             Array(String),
    evidence_changes     Array(String),
    merged_alerts        Array(String),

    INDEX by_alert_id alert_id TYPE bloom_filter(0.001) GRANULARITY 1
)
ENGINE = ReplacingMergeTree(events)
ORDER BY raised_position
SETTINGS index_granularity = 128, min_compress_block_size = 16384, max_compress_block_size = 65536,
    non_replicated_deduplication_window = 1000;
