-- One row per amendment: the knowledge points at which earlier versions of a fact ended. Small
-- beside the events, so that readers of the events join it instead of looking for later versions of
-- every row.
CREATE TABLE IF NOT EXISTS fact_ends_v2
(
    subject_key  UInt64,
    fact_id      UUID,
    event_id     UUID,
    version_kind LowCardinality(String),
    position     UInt64,
    reported_at  DateTime64(3, 'UTC')
)
ENGINE = MergeTree
ORDER BY (subject_key, fact_id)
SETTINGS non_replicated_deduplication_window = 1000;

CREATE MATERIALIZED VIEW IF NOT EXISTS fact_ends_v2_view TO fact_ends_v2 AS
SELECT subject_key, fact_id, event_id, version_kind, position, reported_at
FROM events_v2
WHERE version_kind IN ('correction', 'retraction');
