-- The first position of each minute of the log's clock: turns a time of knowing into a position of
-- the log, and gives rules the time at a position, without reading the events.
CREATE TABLE IF NOT EXISTS clock_v1
(
    minute         DateTime('UTC'),
    first_position SimpleAggregateFunction(min, UInt64)
)
ENGINE = AggregatingMergeTree
ORDER BY minute
SETTINGS non_replicated_deduplication_window = 1000;

CREATE MATERIALIZED VIEW IF NOT EXISTS clock_v1_view TO clock_v1 AS
SELECT toStartOfMinute(recorded_at)::DateTime('UTC') AS minute, min(position) AS first_position
FROM events_v1
GROUP BY minute;
