-- By what subjects are found, one row per attribute and version: names with how they are read,
-- addresses and legal representatives, each as it is compared (`key`). `is_personal`: a person's,
-- or may be one's, as the fact itself tells.
-- Rows of superseded versions stay: a subject is found by its past names; other readers leave them
-- out with fact_ends. By attribute and key, so that who has the same address is read and nothing
-- else.
CREATE TABLE IF NOT EXISTS subject_lookup_v1
(
    subject_key  UInt64 DEFAULT cityHash64(subject_id),
    subject_id   String,
    attribute    LowCardinality(String),
    key          String,
    is_personal  UInt8,
    pinyin       String,
    initials     String,
    occurred_at  DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1)),
    reported_at  DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1)),
    position     UInt64 CODEC(Delta, ZSTD(1)),
    event_id     UUID,
    fact_id      UUID,
    version_kind LowCardinality(String),
    region       LowCardinality(String),
    department   LowCardinality(String)
)
ENGINE = MergeTree
ORDER BY (attribute, key, subject_key, occurred_at)
SETTINGS index_granularity = 1024, non_replicated_deduplication_window = 1000;
