-- How events name units: one row per spelling that an event said, never changed. Of a unit, a
-- spelling and a region the last row that is known holds. Days are text, so that every year has
-- one: '' lies before all of them and '~' behind.
CREATE TABLE IF NOT EXISTS unit_spellings_v1
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
ENGINE = MergeTree
ORDER BY (spelling, unit_id, position)
SETTINGS index_granularity = 1024, non_replicated_deduplication_window = 1000;
