-- worker-paid-over-three-hundred-thousand@2, a rule of the kind sum: what it could not judge, and
-- what its exceptions suppress.
-- Selected facts that were not added up: without an amount, or with one that is no whole number
-- within the limit.
--
-- Its steps from the inside outwards; each stands by its name where its SELECT begins:
-- - ends: for each fact the knowledge points of its amendments: the next one ends a version.
-- - facts in force: the version of each fact that nothing known has ended.
-- - outcomes: facts without an amount that can be added up, by the reason, counted.

-- outcomes
SELECT
    'insufficient_data' AS outcome,
    code,
    count() AS facts,
    groupArraySorted(10)(toString(fact_id)) AS sample
FROM
(
    -- facts in force
    SELECT
        subject_key,
        subject_id,
        fact_id,
        second,
        v.code AS code
    FROM
    (
        SELECT
            subject_key,
            subject_id,
            fact_id,
            identity(intDiv(toUnixTimestamp64Milli(occurred_at) + 2208988800000, 1000) - 2208988800) AS second,
            position AS known_from,
            version_kind,
            if(isNotNull(data_value), 'AMOUNT_UNUSABLE', 'AMOUNT_MISSING') AS code
        FROM events_by_type_v3
        WHERE (version_kind IN ('original', 'correction')) AND (event_type IN ('ReadingReported')) AND ifNull(data_metric = 'worker_pay_month_yuan', 0) AND (NOT (isNotNull(data_value) AND (floor(ifNull(data_value, 0)) = ifNull(data_value, 0)) AND (abs(ifNull(data_value, 0)) <= 10000000000000)))
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
GROUP BY code
