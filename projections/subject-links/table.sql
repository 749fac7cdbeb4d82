-- What became of links between subjects that are known by name only and those of registers, one
-- row per event. The last row of a pair says how it stands.
CREATE TABLE IF NOT EXISTS subject_links_v1
(
    subject_key UInt64 DEFAULT cityHash64(subject_id),
    subject_id  String,
    target_id   String,
    state       LowCardinality(String),
    score       Float64,
    reasons     String CODEC(ZSTD(1)),
    actor       String,
    reason      String CODEC(ZSTD(1)),
    occurred_at DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1)),
    position    UInt64 CODEC(Delta, ZSTD(1)),
    event_id    UUID,
    region      LowCardinality(String),
    department  LowCardinality(String)
)
ENGINE = MergeTree
ORDER BY (subject_key, target_id, position)
SETTINGS index_granularity = 1024, non_replicated_deduplication_window = 1000;
