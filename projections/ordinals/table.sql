-- The number of each event in the log's order, and where the event is. Positions of a log may have
-- gaps, so they cannot say whether an event is missing; numbers have none. Ordered by number, both
-- columns grow and take next to no room.
CREATE TABLE IF NOT EXISTS event_ordinals_v1
(
    ordinal  UInt64 CODEC(Delta, ZSTD(1)),
    position UInt64 CODEC(Delta, ZSTD(1)),

    INDEX by_position position TYPE minmax GRANULARITY 1
)
ENGINE = MergeTree
ORDER BY ordinal
SETTINGS non_replicated_deduplication_window = 1000;
