-- credit-risk-class-d@2, a rule of the kind score: what it could not judge, and what its
-- exceptions suppress.
-- Facts that an indicator selects and cannot use: without an amount, or with one that is not to be
-- added up.
--
-- Its steps from the inside outwards; each stands by its name where its SELECT begins:
-- - ends: for each fact the knowledge points of its amendments: the next one ends a version.
-- - facts in force: the version of each fact that nothing known has ended.

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
        v.codes AS codes
    FROM
    (
        SELECT
            subject_key,
            subject_id,
            fact_id,
            identity(intDiv(toUnixTimestamp64Milli(occurred_at) + 2208988800000, 1000) - 2208988800) AS second,
            position AS known_from,
            version_kind,
            arrayDistinct(arrayFilter(code -> (code != ''), [if(((event_type IN ('PenaltyDecided')) AND ifNull(data_currency = 'CNY', 0)) AND (NOT isNotNull(data_fine_cents)), 'AMOUNT_MISSING', ''), if(((event_type IN ('PenaltyDecided')) AND ifNull(data_currency = 'CNY', 0)) AND isNotNull(data_fine_cents) AND (NOT (isNotNull(data_fine_cents) AND (abs(ifNull(data_fine_cents, 0)) <= 10000000000000) AND (abs(floor(((ifNull(data_fine_cents, 0) * toFloat64(1000000)) / toFloat64(1000000)) + 0.5)) <= 100000000000))), 'AMOUNT_UNUSABLE', '')])) AS codes
        FROM events_by_type_v3
        WHERE (version_kind IN ('original', 'correction')) AND notEmpty(arrayDistinct(arrayFilter(code -> (code != ''), [if(((event_type IN ('PenaltyDecided')) AND ifNull(data_currency = 'CNY', 0)) AND (NOT isNotNull(data_fine_cents)), 'AMOUNT_MISSING', ''), if(((event_type IN ('PenaltyDecided')) AND ifNull(data_currency = 'CNY', 0)) AND isNotNull(data_fine_cents) AND (NOT (isNotNull(data_fine_cents) AND (abs(ifNull(data_fine_cents, 0)) <= 10000000000000) AND (abs(floor(((ifNull(data_fine_cents, 0) * toFloat64(1000000)) / toFloat64(1000000)) + 0.5)) <= 100000000000))), 'AMOUNT_UNUSABLE', '')])))
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
ARRAY JOIN codes AS code
GROUP BY code
