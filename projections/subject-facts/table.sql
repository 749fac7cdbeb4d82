-- What facts say about the subject itself, one row per attribute and version: name, state,
-- industry, credit class, listings, licences. `item` tells apart what a subject has several of,
-- such as licences by their number.
-- Rows of superseded versions stay; readers leave them out with fact_ends. By attribute first, so
-- that a search by name reads names and nothing else.
CREATE TABLE IF NOT EXISTS subject_facts_v3
(
    subject_key  UInt64 DEFAULT cityHash64(subject_id),
    subject_id   String,
    attribute    LowCardinality(String),
    item         String,
    value        String,
    occurred_at  DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1)),
    reported_at  DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1)),
    position     UInt64 CODEC(Delta, ZSTD(1)),
    event_id     UUID,
    fact_id      UUID,
    version_kind LowCardinality(String),
    source       LowCardinality(String),
    region       LowCardinality(String),
    department   LowCardinality(String)
)
ENGINE = MergeTree
ORDER BY (attribute, subject_key, item, occurred_at)
SETTINGS index_granularity = 1024, non_replicated_deduplication_window = 1000;
