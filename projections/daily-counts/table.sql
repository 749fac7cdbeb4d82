-- Versions of facts per type, place and day of occurrence. Superseded versions are in the count; queries.ts subtracts
-- them, because they are few and an incremental view cannot take back what it counted.
CREATE TABLE IF NOT EXISTS daily_counts_v1
(
    event_type LowCardinality(String),
    region     LowCardinality(String),
    day        Date32,
    versions   UInt64
)
ENGINE = SummingMergeTree
ORDER BY (event_type, region, day)
SETTINGS non_replicated_deduplication_window = 1000;

CREATE MATERIALIZED VIEW IF NOT EXISTS daily_counts_v1_view TO daily_counts_v1 AS
SELECT event_type, region, toDate32(occurred_at) AS day, count() AS versions
FROM events_v1
WHERE version_kind IN ('original', 'correction')
GROUP BY event_type, region, day;
