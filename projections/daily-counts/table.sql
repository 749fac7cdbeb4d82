-- Versions of facts per type, place, department and day of occurrence. Superseded versions are in
-- the count; queries.ts subtracts them, because they are few and an incremental view cannot take
-- back what it counted.
CREATE TABLE IF NOT EXISTS daily_counts_v3
(
    event_type LowCardinality(String),
    region     LowCardinality(String),
    department LowCardinality(String),
    day        Date32,
    versions   UInt64
)
ENGINE = SummingMergeTree
ORDER BY (event_type, region, day, department)
SETTINGS non_replicated_deduplication_window = 1000;

CREATE MATERIALIZED VIEW IF NOT EXISTS daily_counts_v3_view TO daily_counts_v3 AS
SELECT event_type, region, department, toDate32(occurred_at) AS day, count() AS versions
FROM events_v2
WHERE version_kind IN ('original', 'correction')
GROUP BY event_type, region, department, day;
