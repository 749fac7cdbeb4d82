-- The second way into the events: by type and subject. Rules over all of history read few types of
-- everybody, and find them side by side; feeds, trends and lists of one type read it too.
CREATE TABLE IF NOT EXISTS events_by_type_v3
(
    event_type   LowCardinality(String),
    subject_key  UInt64 CODEC(Delta, ZSTD(1)),
    subject_id   String CODEC(ZSTD(1)),
    occurred_at  DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1)),
    position     UInt64 CODEC(Delta, ZSTD(1)),
    event_id     UUID,
    fact_id      UUID,
    version_kind LowCardinality(String),
    source       LowCardinality(String),
    region       LowCardinality(String),
    department   LowCardinality(String),
    reported_at  DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1)),
    recorded_at  DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1)),
    payload      String CODEC(ZSTD(1))
)
ENGINE = MergeTree
ORDER BY (event_type, subject_key, occurred_at)
SETTINGS index_granularity = 1024, non_replicated_deduplication_window = 1000;

CREATE MATERIALIZED VIEW IF NOT EXISTS events_by_type_v3_view TO events_by_type_v3 AS
SELECT event_type, subject_key, subject_id, occurred_at, position, event_id, fact_id, version_kind, source, region,
    department, reported_at, recorded_at, payload
FROM events_v2;
