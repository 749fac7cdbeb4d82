-- Duties as they stand: one row a duty, as the fold of the language makes it of the events of its
-- stream (events/duty/duty.ts). The due queue as people see it and the share of duties that were
-- met in time are read from here.
-- Each insert of the projector writes a row for every duty that the range touched, with the number
-- of events that made it; of several rows of a duty, that with the most is the duty.
CREATE TABLE IF NOT EXISTS duties_v1
(
    opened_position    UInt64 CODEC(Delta, ZSTD(1)),
    duty_id            UUID,
    revision           UInt64,
    events             UInt64,
    last_position      UInt64,
    subject_key        UInt64 DEFAULT cityHash64(subject_id),
    subject_id         String,
    region             LowCardinality(String),
    department         LowCardinality(String),
    kind               LowCardinality(String),
    title_en           LowCardinality(String),
    title_zh           LowCardinality(String),
    about              LowCardinality(String),
    about_id           UUID,
    part               LowCardinality(String),
    limit_id           LowCardinality(String),
    limit_version      UInt32,
    utc_offset_minutes Int32,
    state              LowCardinality(String),
    unit               LowCardinality(String),
    owner              LowCardinality(String),
    opened_at          DateTime64(3, 'UTC'),
    due_at             Nullable(DateTime64(3, 'UTC')),
    calendar_missing   Nullable(Int32),
    paused_since       Nullable(DateTime64(3, 'UTC')),
    ended_at           Nullable(DateTime64(3, 'UTC')),
    extensions         UInt32,
    pauses             UInt32,
    marks              Array(LowCardinality(String)),
    escalated          Array(LowCardinality(String)),
    is_breached        Bool,
    is_late            Bool,
    cancelled_as       LowCardinality(String),

    INDEX by_duty_id duty_id TYPE bloom_filter(0.001) GRANULARITY 1
)
ENGINE = ReplacingMergeTree(events)
ORDER BY opened_position
SETTINGS index_granularity = 1024, non_replicated_deduplication_window = 1000;
