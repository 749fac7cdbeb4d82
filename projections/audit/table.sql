-- The audit: one row per record of what people and systems read, took and changed, never changed.
-- What a record says nothing about is empty; old, new and details are JSON without fields that name
-- persons.
CREATE TABLE IF NOT EXISTS audit_v2
(
    position    UInt64,
    event_id    UUID,
    action      LowCardinality(String),
    actor       String,
    object_kind LowCardinality(String),
    object      String,
    region      LowCardinality(String),
    department  LowCardinality(String),
    occurred_at DateTime64(3, 'UTC'),
    recorded_at DateTime64(3, 'UTC'),
    reason      String CODEC(ZSTD(1)),
    purpose     String CODEC(ZSTD(1)),
    old         String CODEC(ZSTD(1)),
    new         String CODEC(ZSTD(1)),
    details     String CODEC(ZSTD(1))
)
ENGINE = MergeTree
ORDER BY position
SETTINGS index_granularity = 1024, non_replicated_deduplication_window = 1000;
