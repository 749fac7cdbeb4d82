-- The ledger: one complete row per warning raised or withdrawn, never changed. A warning stands
-- while its last row says so.
CREATE TABLE IF NOT EXISTS warnings_v1
(
    position      UInt64,
    event_id      UUID,
    movement      LowCardinality(String),
    warning_id    UUID,
    rule_id       LowCardinality(String),
    rule_version  UInt32,
    level         LowCardinality(String),
    subject_key   UInt64 DEFAULT cityHash64(subject_id),
    subject_id    String,
    anchor        String,
    anchor_at     DateTime64(3, 'UTC'),
    evidence      Array(UUID),
    seen_position UInt64,
    clock         DateTime64(3, 'UTC'),
    recorded_at   DateTime64(3, 'UTC')
)
ENGINE = MergeTree
ORDER BY (subject_key, rule_id, rule_version, warning_id, position)
SETTINGS index_granularity = 1024, non_replicated_deduplication_window = 1000;
