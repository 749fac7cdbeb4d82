-- How active each subject is in each place, for each department, by all versions of its facts that
-- were ever reported, retracted ones too: for ranking and for lists, not for judgements.
CREATE TABLE IF NOT EXISTS subject_activity_v3
(
    subject_key       UInt64,
    region            LowCardinality(String),
    department        LowCardinality(String),
    subject_id        SimpleAggregateFunction(any, String),
    first_occurred_at SimpleAggregateFunction(min, DateTime64(3, 'UTC')),
    last_occurred_at  SimpleAggregateFunction(max, DateTime64(3, 'UTC')),
    last_position     SimpleAggregateFunction(max, UInt64),
    versions          SimpleAggregateFunction(sum, UInt64),
    last_region       AggregateFunction(argMax, String, Tuple(DateTime64(3, 'UTC'), UInt64))
)
ENGINE = AggregatingMergeTree
ORDER BY (subject_key, region, department)
SETTINGS non_replicated_deduplication_window = 1000;

CREATE MATERIALIZED VIEW IF NOT EXISTS subject_activity_v3_view TO subject_activity_v3 AS
SELECT
    subject_key,
    e.region AS region,
    e.department AS department,
    any(e.subject_id) AS subject_id,
    min(e.occurred_at) AS first_occurred_at,
    max(e.occurred_at) AS last_occurred_at,
    max(e.position) AS last_position,
    count() AS versions,
    argMaxStateIf(toString(e.region), (e.occurred_at, e.position), e.region != '') AS last_region
FROM events_v2 AS e
WHERE e.version_kind IN ('original', 'correction')
GROUP BY subject_key, region, department;
