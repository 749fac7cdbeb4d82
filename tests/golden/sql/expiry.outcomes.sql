-- licence-expired-or-about-to@2, a rule of the kind expiry: what it could not judge, and what its
-- exceptions suppress.
-- Validities that nothing can be tied to, because a field of `match` is missing.
--
-- Its steps from the inside outwards; each stands by its name where its SELECT begins:
-- - ends: for each fact the knowledge points of its amendments: the next one ends a version.
-- - facts in force: the version of each fact that nothing known has ended.
-- - outcomes: validities to which nothing can be tied, counted.

-- outcomes
SELECT
    'insufficient_data' AS outcome,
    'MATCH_FIELD_MISSING' AS code,
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
        v.due AS due
    FROM
    (
        SELECT
            subject_key,
            subject_id,
            fact_id,
            identity(intDiv(toUnixTimestamp64Milli(occurred_at) + 2208988800000, 1000) - 2208988800) AS second,
            position AS known_from,
            version_kind,
            if(isNull(if(isNotNull(data_valid_to), ((((((intDiv(((toInt64OrZero(substring(ifNull(data_valid_to, ''), 1, 4)) + 400) - (toInt64OrZero(substring(ifNull(data_valid_to, ''), 6, 2)) <= 2)), 400) * 146097) + ((((modulo(((toInt64OrZero(substring(ifNull(data_valid_to, ''), 1, 4)) + 400) - (toInt64OrZero(substring(ifNull(data_valid_to, ''), 6, 2)) <= 2)), 400) * 365) + intDiv(modulo(((toInt64OrZero(substring(ifNull(data_valid_to, ''), 1, 4)) + 400) - (toInt64OrZero(substring(ifNull(data_valid_to, ''), 6, 2)) <= 2)), 400), 4)) - intDiv(modulo(((toInt64OrZero(substring(ifNull(data_valid_to, ''), 1, 4)) + 400) - (toInt64OrZero(substring(ifNull(data_valid_to, ''), 6, 2)) <= 2)), 400), 100)) + ((intDiv((153 * modulo(toInt64OrZero(substring(ifNull(data_valid_to, ''), 6, 2)) + 9, 12)) + 2, 5) + toInt64OrZero(substring(ifNull(data_valid_to, ''), 9, 2))) - 1))) - 865565) + 1) * 86400) - 28801), NULL)), NULL, greatest(assumeNotNull(if(isNotNull(data_valid_to), ((((((intDiv(((toInt64OrZero(substring(ifNull(data_valid_to, ''), 1, 4)) + 400) - (toInt64OrZero(substring(ifNull(data_valid_to, ''), 6, 2)) <= 2)), 400) * 146097) + ((((modulo(((toInt64OrZero(substring(ifNull(data_valid_to, ''), 1, 4)) + 400) - (toInt64OrZero(substring(ifNull(data_valid_to, ''), 6, 2)) <= 2)), 400) * 365) + intDiv(modulo(((toInt64OrZero(substring(ifNull(data_valid_to, ''), 1, 4)) + 400) - (toInt64OrZero(substring(ifNull(data_valid_to, ''), 6, 2)) <= 2)), 400), 4)) - intDiv(modulo(((toInt64OrZero(substring(ifNull(data_valid_to, ''), 1, 4)) + 400) - (toInt64OrZero(substring(ifNull(data_valid_to, ''), 6, 2)) <= 2)), 400), 100)) + ((intDiv((153 * modulo(toInt64OrZero(substring(ifNull(data_valid_to, ''), 6, 2)) + 9, 12)) + 2, 5) + toInt64OrZero(substring(ifNull(data_valid_to, ''), 9, 2))) - 1))) - 865565) + 1) * 86400) - 28801), NULL)) - 2592000, second - 1)) AS due
        FROM events_by_type_v3
        WHERE (version_kind IN ('original', 'correction')) AND (event_type IN ('LicenceGranted', 'LicenceRenewed')) AND isNotNull(due) AND 1 AND (NOT (isNotNull(data_licence_number)))
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
