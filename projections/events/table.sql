-- One row per event of the log; for facts, one row per version (docs/architecture.md). A
-- correction's row carries the replacement's type, time, place and data; a retraction's row carries
-- no payload and its own time. Records of the platform (warnings, alerts, rules, the clock) have
-- version_kind 'record'.
-- Rows lie by subject and time, in small granules, because people and rules ask about few subjects
-- at once. The key is a hash because 8 bytes sort faster than text of any length. docs/engines.md
-- has the measurements.
-- A partition holds ten years: an insert writes a part for each partition it touches, registers
-- reach back for decades, and nothing is ever dropped by time. By year, 40,000 events in one insert
-- made 27 parts and took half as long again.
-- Rules over all of history read few types of everybody: they find them side by side in
-- `events_by_type_v3`.
-- Every table refuses an insert token it has seen, so a batch that is sent again fills only what is
-- missing.
CREATE TABLE IF NOT EXISTS events_v2
(
    position        UInt64 CODEC(Delta, ZSTD(1)),
    event_id        UUID,
    fact_id         UUID,
    version_kind    LowCardinality(String),
    subject_key     UInt64 DEFAULT cityHash64(subject_id),
    subject_id      String,
    event_type      LowCardinality(String),
    schema_version  UInt16,
    source          LowCardinality(String),
    source_event_id String,
    region          LowCardinality(String),
    department      LowCardinality(String),
    occurred_at     DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1)),
    reported_at     DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1)),
    recorded_at     DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1)),
    correlation_id  String CODEC(ZSTD(1)),
    causation_id    String CODEC(ZSTD(1)),
    reason          String CODEC(ZSTD(1)),
    payload         String CODEC(ZSTD(1)),

    INDEX by_position position TYPE minmax GRANULARITY 1,
    INDEX by_event_id event_id TYPE bloom_filter(0.001) GRANULARITY 1,
    INDEX by_fact_id fact_id TYPE bloom_filter(0.001) GRANULARITY 1
)
ENGINE = MergeTree
PARTITION BY intDiv(toYear(occurred_at), 10)
ORDER BY (subject_key, occurred_at, event_id)
SETTINGS index_granularity = 512, min_compress_block_size = 16384, max_compress_block_size = 65536,
    non_replicated_deduplication_window = 1000;
