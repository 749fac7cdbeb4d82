-- By what parties are found that may be the same, one row per key and version: those that facts
-- name (side `named`) and those of registers (`registered`). Rows of superseded versions stay:
-- whoever is found is compared as facts in force say who it is.
CREATE TABLE IF NOT EXISTS match_keys_v1
(
    side        LowCardinality(String),
    key         String,
    place       LowCardinality(String),
    subject_key UInt64 DEFAULT cityHash64(subject_id),
    subject_id  String,
    position    UInt64 CODEC(Delta, ZSTD(1)),
    event_id    UUID,
    region      LowCardinality(String),
    department  LowCardinality(String),

    INDEX by_position position TYPE minmax GRANULARITY 1
)
ENGINE = MergeTree
ORDER BY (side, key, place, subject_key)
SETTINGS index_granularity = 1024, non_replicated_deduplication_window = 1000;
