-- What each source sent on each day, by the log's clock, and how late: seconds from occurrence to
-- the department's report, and to this log.
CREATE TABLE IF NOT EXISTS source_activity_v3
(
    source                   LowCardinality(String),
    day                      Date,
    region                   LowCardinality(String),
    department               LowCardinality(String),
    events                   SimpleAggregateFunction(sum, UInt64),
    amendments               SimpleAggregateFunction(sum, UInt64),
    last_occurred_at         SimpleAggregateFunction(max, DateTime64(3, 'UTC')),
    last_recorded_at         SimpleAggregateFunction(max, DateTime64(3, 'UTC')),
    reporting_delay_s_sum    SimpleAggregateFunction(sum, Int64),
    reporting_delay_s_max    SimpleAggregateFunction(max, Int64),
    recording_delay_s_sum    SimpleAggregateFunction(sum, Int64),
    recording_delay_s_max    SimpleAggregateFunction(max, Int64)
)
ENGINE = AggregatingMergeTree
ORDER BY (source, day, region, department)
SETTINGS non_replicated_deduplication_window = 1000;

CREATE MATERIALIZED VIEW IF NOT EXISTS source_activity_v3_view TO source_activity_v3 AS
SELECT
    source,
    toDate(e.recorded_at) AS day,
    e.region AS region,
    e.department AS department,
    count() AS events,
    countIf(e.version_kind != 'original') AS amendments,
    max(e.occurred_at) AS last_occurred_at,
    max(e.recorded_at) AS last_recorded_at,
    sum(dateDiff('second', e.occurred_at, e.reported_at)) AS reporting_delay_s_sum,
    max(dateDiff('second', e.occurred_at, e.reported_at)) AS reporting_delay_s_max,
    sum(dateDiff('second', e.occurred_at, e.recorded_at)) AS recording_delay_s_sum,
    max(dateDiff('second', e.occurred_at, e.recorded_at)) AS recording_delay_s_max
FROM events_v2 AS e
WHERE e.version_kind != 'record'
GROUP BY source, day, region, department;

-- What intake refused, by the source it named; `source` is empty where none could be read.
CREATE TABLE IF NOT EXISTS source_refusals_v3
(
    source          String,
    day             Date,
    refused         SimpleAggregateFunction(sum, UInt64),
    last_refused_at SimpleAggregateFunction(max, DateTime64(3, 'UTC'))
)
ENGINE = AggregatingMergeTree
ORDER BY (source, day)
SETTINGS non_replicated_deduplication_window = 1000;

CREATE MATERIALIZED VIEW IF NOT EXISTS source_refusals_v3_view TO source_refusals_v3 AS
SELECT
    JSONExtractString(e.payload, 'of_source') AS source,
    toDate(e.recorded_at) AS day,
    count() AS refused,
    max(e.recorded_at) AS last_refused_at
FROM events_v2 AS e
WHERE e.event_type = 'InputQuarantined'
GROUP BY source, day;
