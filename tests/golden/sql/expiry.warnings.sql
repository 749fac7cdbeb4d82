-- licence-expired-or-about-to@2, a rule of the kind expiry: its warnings over all facts, as known
-- now.
-- `W` of an expiry rule at a clock: what carries a validity that is due, and has nothing after it
-- that settles it.
--
-- Its steps from the inside outwards; each stands by its name where its SELECT begins:
-- - ends: for each fact the knowledge points of its amendments: the next one ends a version.
-- - facts in force: the version of each fact that nothing known has ended.
-- - warnings: validities that are due, where nothing renews or ends them and the subject is
-- active.

-- warnings
SELECT
    subject_id,
    toString(fact_id) AS anchor,
    concat(replaceOne(toString(fromUnixTimestamp64Milli((assumeNotNull(due) + 1) * 1000, 'UTC')), ' ', 'T'), 'Z') AS anchor_at,
    [anchor] AS evidence,
    toUInt64(1) AS evidence_count
FROM
(
    SELECT
        subject_id,
        fact_id,
        second,
        is_carrier,
        due,
        max(if(is_carrier, second, toInt64(-1000000000000))) OVER (PARTITION BY subject_key, tie) AS last_carrier,
        max(if(is_ending, second, toInt64(-1000000000000))) OVER (PARTITION BY subject_key, tie) AS last_ending,
        max(if(is_inactive, second, toInt64(-1000000000000))) OVER (PARTITION BY subject_key) AS last_inactive
    FROM
    (
        -- facts in force
        SELECT
            subject_key,
            subject_id,
            fact_id,
            second,
            v.is_carrier AS is_carrier,
            v.is_ending AS is_ending,
            v.is_inactive AS is_inactive,
            v.tie AS tie,
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
                toUInt8(((event_type IN ('LicenceGranted', 'LicenceRenewed')) AND isNotNull(data_licence_number))) AS is_carrier,
                toUInt8(((event_type IN ('LicenceRevoked')) AND isNotNull(data_licence_number))) AS is_ending,
                toUInt8((event_type IN ('SubjectDeregistered'))) AS is_inactive,
                ifNull(data_licence_number, '') AS tie,
                if(isNull(if(isNotNull(data_valid_to), ((((((intDiv(((toInt64OrZero(substring(ifNull(data_valid_to, ''), 1, 4)) + 400) - (toInt64OrZero(substring(ifNull(data_valid_to, ''), 6, 2)) <= 2)), 400) * 146097) + ((((modulo(((toInt64OrZero(substring(ifNull(data_valid_to, ''), 1, 4)) + 400) - (toInt64OrZero(substring(ifNull(data_valid_to, ''), 6, 2)) <= 2)), 400) * 365) + intDiv(modulo(((toInt64OrZero(substring(ifNull(data_valid_to, ''), 1, 4)) + 400) - (toInt64OrZero(substring(ifNull(data_valid_to, ''), 6, 2)) <= 2)), 400), 4)) - intDiv(modulo(((toInt64OrZero(substring(ifNull(data_valid_to, ''), 1, 4)) + 400) - (toInt64OrZero(substring(ifNull(data_valid_to, ''), 6, 2)) <= 2)), 400), 100)) + ((intDiv((153 * modulo(toInt64OrZero(substring(ifNull(data_valid_to, ''), 6, 2)) + 9, 12)) + 2, 5) + toInt64OrZero(substring(ifNull(data_valid_to, ''), 9, 2))) - 1))) - 865565) + 1) * 86400) - 28801), NULL)), NULL, greatest(assumeNotNull(if(isNotNull(data_valid_to), ((((((intDiv(((toInt64OrZero(substring(ifNull(data_valid_to, ''), 1, 4)) + 400) - (toInt64OrZero(substring(ifNull(data_valid_to, ''), 6, 2)) <= 2)), 400) * 146097) + ((((modulo(((toInt64OrZero(substring(ifNull(data_valid_to, ''), 1, 4)) + 400) - (toInt64OrZero(substring(ifNull(data_valid_to, ''), 6, 2)) <= 2)), 400) * 365) + intDiv(modulo(((toInt64OrZero(substring(ifNull(data_valid_to, ''), 1, 4)) + 400) - (toInt64OrZero(substring(ifNull(data_valid_to, ''), 6, 2)) <= 2)), 400), 4)) - intDiv(modulo(((toInt64OrZero(substring(ifNull(data_valid_to, ''), 1, 4)) + 400) - (toInt64OrZero(substring(ifNull(data_valid_to, ''), 6, 2)) <= 2)), 400), 100)) + ((intDiv((153 * modulo(toInt64OrZero(substring(ifNull(data_valid_to, ''), 6, 2)) + 9, 12)) + 2, 5) + toInt64OrZero(substring(ifNull(data_valid_to, ''), 9, 2))) - 1))) - 865565) + 1) * 86400) - 28801), NULL)) - 2592000, second - 1)) AS due
            FROM events_by_type_v3
            WHERE (version_kind IN ('original', 'correction')) AND (((event_type IN ('LicenceGranted', 'LicenceRenewed')) AND isNotNull(data_licence_number)) OR ((event_type IN ('LicenceRevoked')) AND isNotNull(data_licence_number)) OR (event_type IN ('SubjectDeregistered')))
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
WHERE is_carrier AND isNotNull(due) AND (due < 1780272000) AND 1 AND (last_carrier <= second) AND (last_ending < second) AND (last_inactive < second)
