-- The second way into the events: by type, place and time, without payloads. For feeds, trends and
-- surges.
CREATE TABLE IF NOT EXISTS events_by_type_v2
(
    event_type   LowCardinality(String),
    region       LowCardinality(String),
    occurred_at  DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1)),
    subject_key  UInt64,
    position     UInt64 CODEC(Delta, ZSTD(1)),
    event_id     UUID,
    fact_id      UUID,
    version_kind LowCardinality(String),
    source       LowCardinality(String),
    reported_at  DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1)),
    department   LowCardinality(String)
)
ENGINE = MergeTree
ORDER BY (event_type, region, occurred_at)
SETTINGS non_replicated_deduplication_window = 1000;

CREATE MATERIALIZED VIEW IF NOT EXISTS events_by_type_v2_view TO events_by_type_v2 AS
SELECT event_type, region, occurred_at, subject_key, position, event_id, fact_id, version_kind, source, reported_at,
    department
FROM events_v1;
