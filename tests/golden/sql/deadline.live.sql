-- penalty-decided-late@2, a rule of the kind deadline: its warnings over what an evaluation
-- copied: the facts of whom news is about.
-- `W` of a deadline rule at a clock: for each overdue duty the nearest answer, which must not be
-- in time.
--
-- Its steps from the inside outwards; each stands by its name where its SELECT begins:
-- - copied facts in force: of the versions that an evaluation copied, those that nothing known has
-- ended.
-- - warnings: duties that are overdue, without those of which the nearest answer is in time.

-- warnings
SELECT
    d.subject_id AS subject_id,
    toString(d.fact_id) AS anchor,
    concat(replaceOne(toString(fromUnixTimestamp64Milli(d.second * 1000, 'UTC')), ' ', 'T'), 'Z') AS anchor_at,
    [anchor] AS evidence,
    toUInt64(1) AS evidence_count
FROM
(
    -- copied facts in force
    SELECT
        subject_key,
        subject_id,
        fact_id,
        second,
        toNullable((((((intDiv(second + 2209017600, 86400) - 25567) + 90) + 1) * 86400) - 28801)) AS due,
        concat(JSONExtractRaw(payload, 'case_number'), '\n') AS tie
    FROM copied_versions
    WHERE (known_until = toUInt64(18446744073709551615)) AND (event_type IN ('ViolationFound')) AND (JSONExtractRaw(payload, 'case_number') NOT IN ('', 'null')) AND 1 AND (due < 1780272000)
) AS d
ASOF LEFT JOIN
(
    -- copied facts in force
    SELECT
        subject_key,
        subject_id,
        fact_id,
        second,
        concat(JSONExtractRaw(payload, 'case_number'), '\n') AS tie,
        1 AS found
    FROM copied_versions
    WHERE (known_until = toUInt64(18446744073709551615)) AND (event_type IN ('PenaltyDecided')) AND (JSONExtractRaw(payload, 'case_number') NOT IN ('', 'null'))
) AS a ON (d.subject_key = a.subject_key) AND (d.tie = a.tie) AND (d.second <= a.second)
WHERE (a.found = 0) OR (a.second > d.due)
