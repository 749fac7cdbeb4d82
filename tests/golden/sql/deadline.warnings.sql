-- penalty-decided-late@2, a rule of the kind deadline: its warnings over all facts, as known now.
-- `W` of a deadline rule at a clock: for each overdue duty the nearest answer, which must not be
-- in time.
--
-- Its steps from the inside outwards; each stands by its name where its SELECT begins:
-- - ends: for each fact the knowledge points of its amendments: the next one ends a version.
-- - facts in force: the version of each fact that nothing known has ended.
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
    -- facts in force
    SELECT
        subject_key,
        subject_id,
        fact_id,
        second,
        v.due AS due,
        v.tie AS tie
    FROM
    (
        SELECT
            subject_key,
            subject_id,
            fact_id,
            identity(intDiv(toUnixTimestamp64Milli(occurred_at) + 2208988800000, 1000) - 2208988800) AS second,
            position AS known_from,
            version_kind,
            toNullable((((((intDiv(second + 2209017600, 86400) - 25567) + 90) + 1) * 86400) - 28801)) AS due,
            ifNull(data_case_number, '') AS tie
        FROM events_by_type_v3
        WHERE (version_kind IN ('original', 'correction')) AND (event_type IN ('ViolationFound')) AND isNotNull(data_case_number) AND 1 AND (due < 1780272000)
    ) AS v
    LEFT JOIN
    (
        -- ends
        SELECT
            subject_key,
            fact_id,
            arraySort(groupArray(position)) AS ends
        FROM fact_ends_v2
        WHERE 1
        GROUP BY
            subject_key,
            fact_id
    ) AS e USING (subject_key, fact_id)
    WHERE if(version_kind = 'original', ends[1], arrayFirst(e -> (e > known_from), ends)) = 0
) AS d
ASOF LEFT JOIN
(
    -- facts in force
    SELECT
        subject_key,
        subject_id,
        fact_id,
        second,
        v.tie AS tie,
        v.found AS found
    FROM
    (
        SELECT
            subject_key,
            subject_id,
            fact_id,
            identity(intDiv(toUnixTimestamp64Milli(occurred_at) + 2208988800000, 1000) - 2208988800) AS second,
            position AS known_from,
            version_kind,
            ifNull(data_case_number, '') AS tie,
            1 AS found
        FROM events_by_type_v3
        WHERE (version_kind IN ('original', 'correction')) AND (event_type IN ('PenaltyDecided')) AND isNotNull(data_case_number)
    ) AS v
    LEFT JOIN
    (
        -- ends
        SELECT
            subject_key,
            fact_id,
            arraySort(groupArray(position)) AS ends
        FROM fact_ends_v2
        WHERE 1
        GROUP BY
            subject_key,
            fact_id
    ) AS e USING (subject_key, fact_id)
    WHERE if(version_kind = 'original', ends[1], arrayFirst(e -> (e > known_from), ends)) = 0
) AS a ON (d.subject_key = a.subject_key) AND (d.tie = a.tie) AND (d.second <= a.second)
WHERE (a.found = 0) OR (a.second > d.due)
