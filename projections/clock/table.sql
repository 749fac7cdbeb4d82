-- The first position of each minute of the log's clock: turns a time of knowing into a position of
-- the log, and gives rules the time at a position, without reading the events.
CREATE TABLE IF NOT EXISTS clock_v2
(
    minute         DateTime('UTC'),
    first_position SimpleAggregateFunction(min, UInt64)
)
ENGINE = AggregatingMergeTree
ORDER BY minute
SETTINGS non_replicated_deduplication_window = 1000;

CREATE MATERIALIZED VIEW IF NOT EXISTS clock_v2_view TO clock_v2 AS
SELECT toStartOfMinute(recorded_at)::DateTime('UTC') AS minute, min(position) AS first_position
FROM events_v2
GROUP BY minute;
