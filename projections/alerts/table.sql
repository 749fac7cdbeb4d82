-- The life of alerts: one row per event, never changed. queries.ts folds them, in the order of the
-- log, to the alerts as they are.
-- Columns that an event says nothing about are empty.
CREATE TABLE IF NOT EXISTS alert_events_v1
(
    position     UInt64,
    event_id     UUID,
    alert_id     UUID,
    event_type   LowCardinality(String),
    subject_key  UInt64 DEFAULT cityHash64(subject_id),
    subject_id   String,
    occurred_at  DateTime64(3, 'UTC'),
    recorded_at  DateTime64(3, 'UTC'),
    actor        String,
    reason       String,
    rule_id      LowCardinality(String),
    rule_version UInt32,
    level        LowCardinality(String),
    due_at       Nullable(DateTime64(3, 'UTC')),
    warning_ids  Array(UUID),
    payload      String CODEC(ZSTD(1))
)
ENGINE = MergeTree
ORDER BY (alert_id, position)
SETTINGS index_granularity = 1024, non_replicated_deduplication_window = 1000;
