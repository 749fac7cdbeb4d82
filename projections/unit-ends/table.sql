-- When units begin and end, and who has their work then: one row per event that said so, never
-- changed. Days are text, as in unit_spellings; '~' stands for no end.
CREATE TABLE IF NOT EXISTS unit_ends_v1
(
    position UInt64,
    unit_id  String,
    kind     LowCardinality(String),
    begins   String,
    ends     String,
    heir     String,
    is_split UInt8
)
ENGINE = MergeTree
ORDER BY (unit_id, position)
SETTINGS index_granularity = 1024, non_replicated_deduplication_window = 1000;
