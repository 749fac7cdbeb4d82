-- penalty-decided-late@2, a rule of the kind deadline: what it could not judge, and what its
-- exceptions suppress.
-- Duties that could not be judged: their calendar is missing, they carry no due time, or nothing
-- that ties an answer to them.
--
-- Its steps from the inside outwards; each stands by its name where its SELECT begins:
-- - ends: for each fact the knowledge points of its amendments: the next one ends a version.
-- - facts in force: the version of each fact that nothing known has ended.
-- - outcomes: duties that cannot be judged, by the reason, counted.

-- outcomes
SELECT
    outcome,
    code,
    count() AS facts,
    groupArraySorted(10)(toString(fact_id)) AS sample
FROM
(
    SELECT
        'error' AS outcome,
        'CALENDAR_YEAR_MISSING' AS code,
        fact_id
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
            WHERE (version_kind IN ('original', 'correction')) AND (event_type IN ('ViolationFound')) AND isNotNull(data_case_number) AND 1 AND isNull(due)
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
    )
    UNION ALL
    SELECT
        'insufficient_data' AS outcome,
        'MATCH_FIELD_MISSING' AS code,
        fact_id
    FROM
    (
        -- facts in force
        SELECT
            subject_key,
            subject_id,
            fact_id,
            second
        FROM
        (
            SELECT
                subject_key,
                subject_id,
                fact_id,
                identity(intDiv(toUnixTimestamp64Milli(occurred_at) + 2208988800000, 1000) - 2208988800) AS second,
                position AS known_from,
                version_kind
            FROM events_by_type_v3
            WHERE (version_kind IN ('original', 'correction')) AND (event_type IN ('ViolationFound')) AND (NOT (isNotNull(data_case_number))) AND 1
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
    )
)
GROUP BY
    outcome,
    code
