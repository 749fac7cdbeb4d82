-- Where each warning lies: the place that the event says which raised it. It decides who may see
-- the warning (projections/scope), and nothing else. A warning may be raised again elsewhere when
-- its facts are corrected: then it has two places, and whoever saw it there goes on seeing it.
CREATE TABLE IF NOT EXISTS warning_places_v2
(
    warning_id  UUID,
    subject_key UInt64,
    position    UInt64,
    rule_id     LowCardinality(String),
    region      LowCardinality(String),
    department  LowCardinality(String)
)
ENGINE = MergeTree
ORDER BY (region, warning_id)
SETTINGS non_replicated_deduplication_window = 1000;

CREATE MATERIALIZED VIEW IF NOT EXISTS warning_places_v2_view TO warning_places_v2 AS
SELECT
    toUUIDOrZero(JSONExtractString(payload, 'warning_id')) AS warning_id,
    subject_key,
    position,
    JSONExtractString(payload, 'rule_id') AS rule_id,
    region,
    department
FROM events_v2
WHERE event_type IN ('WarningRaised', 'ShadowWarningRaised');
