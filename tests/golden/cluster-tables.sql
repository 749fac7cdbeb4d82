CREATE TABLE IF NOT EXISTS events_v2_local ON CLUSTER province
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
ENGINE = ReplicatedMergeTree
PARTITION BY intDiv(toYear(occurred_at), 10)
ORDER BY (subject_key, occurred_at, event_id)
SETTINGS index_granularity = 512, min_compress_block_size = 16384, max_compress_block_size = 65536,
    replicated_deduplication_window = 1000, replicated_deduplication_window_seconds = 2592000;

CREATE TABLE IF NOT EXISTS events_v2 ON CLUSTER province AS events_v2_local
ENGINE = Distributed(province, jianwei, events_v2_local, subject_key);

CREATE TABLE IF NOT EXISTS event_ordinals_v1_local ON CLUSTER province
(
    ordinal  UInt64 CODEC(Delta, ZSTD(1)),
    position UInt64 CODEC(Delta, ZSTD(1)),

    INDEX by_position position TYPE minmax GRANULARITY 1
)
ENGINE = ReplicatedMergeTree
ORDER BY ordinal
SETTINGS replicated_deduplication_window = 1000, replicated_deduplication_window_seconds = 2592000;

CREATE TABLE IF NOT EXISTS event_ordinals_v1 ON CLUSTER province AS event_ordinals_v1_local
ENGINE = Distributed(province, jianwei, event_ordinals_v1_local, cityHash64(ordinal));

CREATE TABLE IF NOT EXISTS events_by_type_v3_local ON CLUSTER province
(
    event_type   LowCardinality(String),
    subject_key  UInt64 CODEC(Delta, ZSTD(1)),
    subject_id   String CODEC(ZSTD(1)),
    occurred_at  DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1)),
    position     UInt64 CODEC(Delta, ZSTD(1)),
    event_id     UUID,
    fact_id      UUID,
    version_kind LowCardinality(String),
    source       LowCardinality(String),
    region       LowCardinality(String),
    department   LowCardinality(String),
    reported_at  DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1)),
    recorded_at  DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1)),
    payload      String CODEC(ZSTD(1))
)
ENGINE = ReplicatedMergeTree
ORDER BY (event_type, subject_key, occurred_at)
SETTINGS index_granularity = 1024, replicated_deduplication_window = 1000, replicated_deduplication_window_seconds = 2592000;

CREATE TABLE IF NOT EXISTS events_by_type_v3 ON CLUSTER province AS events_by_type_v3_local
ENGINE = Distributed(province, jianwei, events_by_type_v3_local, subject_key);

CREATE MATERIALIZED VIEW IF NOT EXISTS events_by_type_v3_view ON CLUSTER province TO events_by_type_v3_local AS
SELECT event_type, subject_key, subject_id, occurred_at, position, event_id, fact_id, version_kind, source, region,
    department, reported_at, recorded_at, payload
FROM events_v2_local;

CREATE TABLE IF NOT EXISTS fact_ends_v2_local ON CLUSTER province
(
    subject_key  UInt64,
    fact_id      UUID,
    event_id     UUID,
    version_kind LowCardinality(String),
    position     UInt64,
    reported_at  DateTime64(3, 'UTC')
)
ENGINE = ReplicatedMergeTree
ORDER BY (subject_key, fact_id)
SETTINGS replicated_deduplication_window = 1000, replicated_deduplication_window_seconds = 2592000;

CREATE TABLE IF NOT EXISTS fact_ends_v2 ON CLUSTER province AS fact_ends_v2_local
ENGINE = Distributed(province, jianwei, fact_ends_v2_local, subject_key);

CREATE MATERIALIZED VIEW IF NOT EXISTS fact_ends_v2_view ON CLUSTER province TO fact_ends_v2_local AS
SELECT subject_key, fact_id, event_id, version_kind, position, reported_at
FROM events_v2_local
WHERE version_kind IN ('correction', 'retraction');

CREATE TABLE IF NOT EXISTS daily_counts_v3_local ON CLUSTER province
(
    event_type LowCardinality(String),
    region     LowCardinality(String),
    department LowCardinality(String),
    day        Date32,
    versions   UInt64
)
ENGINE = ReplicatedSummingMergeTree
ORDER BY (event_type, region, day, department)
SETTINGS replicated_deduplication_window = 1000, replicated_deduplication_window_seconds = 2592000;

CREATE TABLE IF NOT EXISTS daily_counts_v3 ON CLUSTER province AS daily_counts_v3_local
ENGINE = Distributed(province, jianwei, daily_counts_v3_local);

CREATE MATERIALIZED VIEW IF NOT EXISTS daily_counts_v3_view ON CLUSTER province TO daily_counts_v3_local AS
SELECT event_type, region, department, toDate32(occurred_at) AS day, count() AS versions
FROM events_v2_local
WHERE version_kind IN ('original', 'correction')
GROUP BY event_type, region, department, day;

CREATE TABLE IF NOT EXISTS subject_activity_v3_local ON CLUSTER province
(
    subject_key       UInt64,
    region            LowCardinality(String),
    department        LowCardinality(String),
    subject_id        SimpleAggregateFunction(any, String),
    first_occurred_at SimpleAggregateFunction(min, DateTime64(3, 'UTC')),
    last_occurred_at  SimpleAggregateFunction(max, DateTime64(3, 'UTC')),
    last_position     SimpleAggregateFunction(max, UInt64),
    versions          SimpleAggregateFunction(sum, UInt64),
    last_region       AggregateFunction(argMax, String, Tuple(DateTime64(3, 'UTC'), UInt64))
)
ENGINE = ReplicatedAggregatingMergeTree
ORDER BY (subject_key, region, department)
SETTINGS replicated_deduplication_window = 1000, replicated_deduplication_window_seconds = 2592000;

CREATE TABLE IF NOT EXISTS subject_activity_v3 ON CLUSTER province AS subject_activity_v3_local
ENGINE = Distributed(province, jianwei, subject_activity_v3_local, subject_key);

CREATE MATERIALIZED VIEW IF NOT EXISTS subject_activity_v3_view ON CLUSTER province TO subject_activity_v3_local AS
SELECT
    subject_key,
    e.region AS region,
    e.department AS department,
    any(e.subject_id) AS subject_id,
    min(e.occurred_at) AS first_occurred_at,
    max(e.occurred_at) AS last_occurred_at,
    max(e.position) AS last_position,
    count() AS versions,
    argMaxStateIf(toString(e.region), (e.occurred_at, e.position), e.region != '') AS last_region
FROM events_v2_local AS e
WHERE e.version_kind IN ('original', 'correction')
GROUP BY subject_key, region, department;

CREATE TABLE IF NOT EXISTS source_activity_v3_local ON CLUSTER province
(
    source                   LowCardinality(String),
    day                      Date,
    region                   LowCardinality(String),
    department               LowCardinality(String),
    events                   SimpleAggregateFunction(sum, UInt64),
    amendments               SimpleAggregateFunction(sum, UInt64),
    last_occurred_at         SimpleAggregateFunction(max, DateTime64(3, 'UTC')),
    last_recorded_at         SimpleAggregateFunction(max, DateTime64(3, 'UTC')),
    reporting_delay_s_sum    SimpleAggregateFunction(sum, Int64),
    reporting_delay_s_max    SimpleAggregateFunction(max, Int64),
    recording_delay_s_sum    SimpleAggregateFunction(sum, Int64),
    recording_delay_s_max    SimpleAggregateFunction(max, Int64)
)
ENGINE = ReplicatedAggregatingMergeTree
ORDER BY (source, day, region, department)
SETTINGS replicated_deduplication_window = 1000, replicated_deduplication_window_seconds = 2592000;

CREATE TABLE IF NOT EXISTS source_activity_v3 ON CLUSTER province AS source_activity_v3_local
ENGINE = Distributed(province, jianwei, source_activity_v3_local);

CREATE MATERIALIZED VIEW IF NOT EXISTS source_activity_v3_view ON CLUSTER province TO source_activity_v3_local AS
SELECT
    source,
    toDate(e.recorded_at) AS day,
    e.region AS region,
    e.department AS department,
    count() AS events,
    countIf(e.version_kind != 'original') AS amendments,
    max(e.occurred_at) AS last_occurred_at,
    max(e.recorded_at) AS last_recorded_at,
    sum(dateDiff('second', e.occurred_at, e.reported_at)) AS reporting_delay_s_sum,
    max(dateDiff('second', e.occurred_at, e.reported_at)) AS reporting_delay_s_max,
    sum(dateDiff('second', e.occurred_at, e.recorded_at)) AS recording_delay_s_sum,
    max(dateDiff('second', e.occurred_at, e.recorded_at)) AS recording_delay_s_max
FROM events_v2_local AS e
WHERE e.version_kind != 'record'
GROUP BY source, day, region, department;

CREATE TABLE IF NOT EXISTS source_refusals_v3_local ON CLUSTER province
(
    source          String,
    day             Date,
    refused         SimpleAggregateFunction(sum, UInt64),
    last_refused_at SimpleAggregateFunction(max, DateTime64(3, 'UTC'))
)
ENGINE = ReplicatedAggregatingMergeTree
ORDER BY (source, day)
SETTINGS replicated_deduplication_window = 1000, replicated_deduplication_window_seconds = 2592000;

CREATE TABLE IF NOT EXISTS source_refusals_v3 ON CLUSTER province AS source_refusals_v3_local
ENGINE = Distributed(province, jianwei, source_refusals_v3_local);

CREATE MATERIALIZED VIEW IF NOT EXISTS source_refusals_v3_view ON CLUSTER province TO source_refusals_v3_local AS
SELECT
    JSONExtractString(e.payload, 'of_source') AS source,
    toDate(e.recorded_at) AS day,
    count() AS refused,
    max(e.recorded_at) AS last_refused_at
FROM events_v2_local AS e
WHERE e.event_type = 'InputQuarantined'
GROUP BY source, day;

CREATE TABLE IF NOT EXISTS subject_facts_v3_local ON CLUSTER province
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
ENGINE = ReplicatedMergeTree
ORDER BY (attribute, subject_key, item, occurred_at)
SETTINGS index_granularity = 1024, replicated_deduplication_window = 1000, replicated_deduplication_window_seconds = 2592000;

CREATE TABLE IF NOT EXISTS subject_facts_v3 ON CLUSTER province AS subject_facts_v3_local
ENGINE = Distributed(province, jianwei, subject_facts_v3_local, subject_key);

CREATE TABLE IF NOT EXISTS subject_lookup_v1_local ON CLUSTER province
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
ENGINE = ReplicatedMergeTree
ORDER BY (attribute, key, subject_key, occurred_at)
SETTINGS index_granularity = 1024, replicated_deduplication_window = 1000, replicated_deduplication_window_seconds = 2592000;

CREATE TABLE IF NOT EXISTS subject_lookup_v1 ON CLUSTER province AS subject_lookup_v1_local
ENGINE = Distributed(province, jianwei, subject_lookup_v1_local, subject_key);

CREATE TABLE IF NOT EXISTS match_keys_v1_local ON CLUSTER province
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
ENGINE = ReplicatedMergeTree
ORDER BY (side, key, place, subject_key)
SETTINGS index_granularity = 1024, replicated_deduplication_window = 1000, replicated_deduplication_window_seconds = 2592000;

CREATE TABLE IF NOT EXISTS match_keys_v1 ON CLUSTER province AS match_keys_v1_local
ENGINE = Distributed(province, jianwei, match_keys_v1_local, subject_key);

CREATE TABLE IF NOT EXISTS subject_links_v1_local ON CLUSTER province
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
ENGINE = ReplicatedMergeTree
ORDER BY (subject_key, target_id, position)
SETTINGS index_granularity = 1024, replicated_deduplication_window = 1000, replicated_deduplication_window_seconds = 2592000;

CREATE TABLE IF NOT EXISTS subject_links_v1 ON CLUSTER province AS subject_links_v1_local
ENGINE = Distributed(province, jianwei, subject_links_v1_local, subject_key);

CREATE TABLE IF NOT EXISTS warning_places_v2_local ON CLUSTER province
(
    warning_id  UUID,
    subject_key UInt64,
    position    UInt64,
    rule_id     LowCardinality(String),
    region      LowCardinality(String),
    department  LowCardinality(String)
)
ENGINE = ReplicatedMergeTree
ORDER BY (region, warning_id)
SETTINGS replicated_deduplication_window = 1000, replicated_deduplication_window_seconds = 2592000;

CREATE TABLE IF NOT EXISTS warning_places_v2 ON CLUSTER province AS warning_places_v2_local
ENGINE = Distributed(province, jianwei, warning_places_v2_local, subject_key);

CREATE MATERIALIZED VIEW IF NOT EXISTS warning_places_v2_view ON CLUSTER province TO warning_places_v2_local AS
SELECT
    toUUIDOrZero(JSONExtractString(payload, 'warning_id')) AS warning_id,
    subject_key,
    position,
    JSONExtractString(payload, 'rule_id') AS rule_id,
    region,
    department
FROM events_v2_local
WHERE event_type IN ('WarningRaised', 'ShadowWarningRaised');

CREATE TABLE IF NOT EXISTS warnings_v1_local ON CLUSTER province
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
ENGINE = ReplicatedMergeTree
ORDER BY (subject_key, rule_id, rule_version, warning_id, position)
SETTINGS index_granularity = 1024, replicated_deduplication_window = 1000, replicated_deduplication_window_seconds = 2592000;

CREATE TABLE IF NOT EXISTS warnings_v1 ON CLUSTER province AS warnings_v1_local
ENGINE = Distributed(province, jianwei, warnings_v1_local, subject_key);

CREATE TABLE IF NOT EXISTS shadow_warnings_v1_local ON CLUSTER province
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
ENGINE = ReplicatedMergeTree
ORDER BY (subject_key, rule_id, rule_version, warning_id, position)
SETTINGS index_granularity = 1024, replicated_deduplication_window = 1000, replicated_deduplication_window_seconds = 2592000;

CREATE TABLE IF NOT EXISTS shadow_warnings_v1 ON CLUSTER province AS shadow_warnings_v1_local
ENGINE = Distributed(province, jianwei, shadow_warnings_v1_local, subject_key);

CREATE TABLE IF NOT EXISTS alert_events_v1_local ON CLUSTER province
(
    position     UInt64,
    event_id     UUID,
    alert_id     UUID,
    event_type   LowCardinality(String),
    subject_key  UInt64 DEFAULT cityHash64(subject_id),
    subject_id   String,
    occurred_at  DateTime64(3, 'UTC'),
    recorded_at  DateTime64(3, 'UTC'),
    actor        String,
    reason       String,
    rule_id      LowCardinality(String),
    rule_version UInt32,
    level        LowCardinality(String),
    due_at       Nullable(DateTime64(3, 'UTC')),
    warning_ids  Array(UUID),
    payload      String CODEC(ZSTD(1))
)
ENGINE = ReplicatedMergeTree
ORDER BY (alert_id, position)
SETTINGS index_granularity = 1024, replicated_deduplication_window = 1000, replicated_deduplication_window_seconds = 2592000;

CREATE TABLE IF NOT EXISTS alert_events_v1 ON CLUSTER province AS alert_events_v1_local
ENGINE = Distributed(province, jianwei, alert_events_v1_local, subject_key);

CREATE TABLE IF NOT EXISTS alerts_v1_local ON CLUSTER province
(
    raised_position      UInt64 CODEC(Delta, ZSTD(1)),
    alert_id             UUID,
    revision             UInt64,
    events               UInt64,
    last_position        UInt64,
    subject_key          UInt64 DEFAULT cityHash64(subject_id),
    subject_id           String,
    region               LowCardinality(String),
    department           LowCardinality(String),
    rule_id              LowCardinality(String),
    rule_version         UInt32,
    state                LowCardinality(String),
    level                LowCardinality(String),
    owner                LowCardinality(String),
    unit                 LowCardinality(String),
    finding              LowCardinality(String),
    closed_as            LowCardinality(String),
    claimed_by           String,
    closing_proposed_by  String,
    urged_by             String,
    supervised_by        String,
    merged_into          String,
    gathered_under       String,
    due_at               Nullable(DateTime64(3, 'UTC')),
    silenced_until       Nullable(DateTime64(3, 'UTC')),
    claimed_until        Nullable(DateTime64(3, 'UTC')),
    raised_at            DateTime64(3, 'UTC'),
    changed_at           DateTime64(3, 'UTC'),
    standing_warning_ids Array(UUID),
    further_subjects     Array(String),
    viewers              Array(String),
    watchers             Array(String),
    tags                 Array(String),
    open_parts           Array(String),
    open_links           Array(String),
    evidence             Array(String),
    evidence_changes     Array(String),
    merged_alerts        Array(String),

    INDEX by_alert_id alert_id TYPE bloom_filter(0.001) GRANULARITY 1
)
ENGINE = ReplicatedReplacingMergeTree(events)
ORDER BY raised_position
SETTINGS index_granularity = 128, min_compress_block_size = 16384, max_compress_block_size = 65536,
    replicated_deduplication_window = 1000, replicated_deduplication_window_seconds = 2592000;

CREATE TABLE IF NOT EXISTS alerts_v1 ON CLUSTER province AS alerts_v1_local
ENGINE = Distributed(province, jianwei, alerts_v1_local, subject_key);

CREATE TABLE IF NOT EXISTS duties_v1_local ON CLUSTER province
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
ENGINE = ReplicatedReplacingMergeTree(events)
ORDER BY opened_position
SETTINGS index_granularity = 1024, replicated_deduplication_window = 1000, replicated_deduplication_window_seconds = 2592000;

CREATE TABLE IF NOT EXISTS duties_v1 ON CLUSTER province AS duties_v1_local
ENGINE = Distributed(province, jianwei, duties_v1_local, subject_key);

CREATE TABLE IF NOT EXISTS audit_v2_local ON CLUSTER province
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
ENGINE = ReplicatedMergeTree
ORDER BY position
SETTINGS index_granularity = 1024, replicated_deduplication_window = 1000, replicated_deduplication_window_seconds = 2592000;

CREATE TABLE IF NOT EXISTS audit_v2 ON CLUSTER province AS audit_v2_local
ENGINE = Distributed(province, jianwei, audit_v2_local, cityHash64(position));

CREATE TABLE IF NOT EXISTS unit_spellings_v1_local ON CLUSTER province
(
    position   UInt64,
    unit_id    String,
    spelling   String,
    region     String,
    prefix     String,
    narrow     Int16,
    valid_from String,
    valid_to   String,
    is_removed UInt8
)
ENGINE = ReplicatedMergeTree
ORDER BY (spelling, unit_id, position)
SETTINGS index_granularity = 1024, replicated_deduplication_window = 1000, replicated_deduplication_window_seconds = 2592000;

CREATE TABLE IF NOT EXISTS unit_spellings_v1 ON CLUSTER province AS unit_spellings_v1_local
ENGINE = Distributed(province, jianwei, unit_spellings_v1_local, cityHash64(spelling));

CREATE TABLE IF NOT EXISTS unit_ends_v1_local ON CLUSTER province
(
    position UInt64,
    unit_id  String,
    kind     LowCardinality(String),
    begins   String,
    ends     String,
    heir     String,
    is_split UInt8
)
ENGINE = ReplicatedMergeTree
ORDER BY (unit_id, position)
SETTINGS index_granularity = 1024, replicated_deduplication_window = 1000, replicated_deduplication_window_seconds = 2592000;

CREATE TABLE IF NOT EXISTS unit_ends_v1 ON CLUSTER province AS unit_ends_v1_local
ENGINE = Distributed(province, jianwei, unit_ends_v1_local, cityHash64(unit_id));

CREATE TABLE IF NOT EXISTS clock_v2_local ON CLUSTER province
(
    minute         DateTime('UTC'),
    first_position SimpleAggregateFunction(min, UInt64)
)
ENGINE = ReplicatedAggregatingMergeTree
ORDER BY minute
SETTINGS replicated_deduplication_window = 1000, replicated_deduplication_window_seconds = 2592000;

CREATE TABLE IF NOT EXISTS clock_v2 ON CLUSTER province AS clock_v2_local
ENGINE = Distributed(province, jianwei, clock_v2_local);

CREATE MATERIALIZED VIEW IF NOT EXISTS clock_v2_view ON CLUSTER province TO clock_v2_local AS
SELECT toStartOfMinute(recorded_at)::DateTime('UTC') AS minute, min(position) AS first_position
FROM events_v2_local
GROUP BY minute;
