-- silent-devices@1, a rule of the kind silence: what it could not judge, and what its exceptions
-- suppress.
-- Facts that name no device or source.
--
-- Its steps from the inside outwards; each stands by its name where its SELECT begins:
-- - ends: for each fact the knowledge points of its amendments: the next one ends a version.
-- - facts in force: the version of each fact that nothing known has ended.
-- - in no group: facts that lack a field by which groups are told apart, counted.

-- in no group
SELECT
    'insufficient_data' AS outcome,
    'GROUP_FIELD_MISSING' AS code,
    count() AS facts,
    groupArraySorted(10)(toString(fact_id)) AS sample
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
        WHERE (version_kind IN ('original', 'correction')) AND (event_type IN ('ReadingReported')) AND (NOT (isNotNull(data_device_id)))
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
GROUP BY outcome
