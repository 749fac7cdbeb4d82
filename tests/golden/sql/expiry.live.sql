-- licence-expired-or-about-to@2, a rule of the kind expiry: its warnings over what an evaluation
-- copied: the facts of whom news is about.
-- `W` of an expiry rule at a clock: what carries a validity that is due, and has nothing after it
-- that settles it.
--
-- Its steps from the inside outwards; each stands by its name where its SELECT begins:
-- - copied facts in force: of the versions that an evaluation copied, those that nothing known has
-- ended.
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
        -- copied facts in force
        SELECT
            subject_key,
            subject_id,
            fact_id,
            second,
            toUInt8(((event_type IN ('LicenceGranted', 'LicenceRenewed')) AND (JSONExtractRaw(payload, 'licence_number') NOT IN ('', 'null')))) AS is_carrier,
            toUInt8(((event_type IN ('LicenceRevoked')) AND (JSONExtractRaw(payload, 'licence_number') NOT IN ('', 'null')))) AS is_ending,
            toUInt8((event_type IN ('SubjectDeregistered'))) AS is_inactive,
            concat(JSONExtractRaw(payload, 'licence_number'), '\n') AS tie,
            if(isNull(if(JSONType(payload, 'valid_to') = 'String', ((((((intDiv(((toInt64OrZero(substring(JSONExtractString(payload, 'valid_to'), 1, 4)) + 400) - (toInt64OrZero(substring(JSONExtractString(payload, 'valid_to'), 6, 2)) <= 2)), 400) * 146097) + ((((modulo(((toInt64OrZero(substring(JSONExtractString(payload, 'valid_to'), 1, 4)) + 400) - (toInt64OrZero(substring(JSONExtractString(payload, 'valid_to'), 6, 2)) <= 2)), 400) * 365) + intDiv(modulo(((toInt64OrZero(substring(JSONExtractString(payload, 'valid_to'), 1, 4)) + 400) - (toInt64OrZero(substring(JSONExtractString(payload, 'valid_to'), 6, 2)) <= 2)), 400), 4)) - intDiv(modulo(((toInt64OrZero(substring(JSONExtractString(payload, 'valid_to'), 1, 4)) + 400) - (toInt64OrZero(substring(JSONExtractString(payload, 'valid_to'), 6, 2)) <= 2)), 400), 100)) + ((intDiv((153 * modulo(toInt64OrZero(substring(JSONExtractString(payload, 'valid_to'), 6, 2)) + 9, 12)) + 2, 5) + toInt64OrZero(substring(JSONExtractString(payload, 'valid_to'), 9, 2))) - 1))) - 865565) + 1) * 86400) - 28801), NULL)), NULL, greatest(assumeNotNull(if(JSONType(payload, 'valid_to') = 'String', ((((((intDiv(((toInt64OrZero(substring(JSONExtractString(payload, 'valid_to'), 1, 4)) + 400) - (toInt64OrZero(substring(JSONExtractString(payload, 'valid_to'), 6, 2)) <= 2)), 400) * 146097) + ((((modulo(((toInt64OrZero(substring(JSONExtractString(payload, 'valid_to'), 1, 4)) + 400) - (toInt64OrZero(substring(JSONExtractString(payload, 'valid_to'), 6, 2)) <= 2)), 400) * 365) + intDiv(modulo(((toInt64OrZero(substring(JSONExtractString(payload, 'valid_to'), 1, 4)) + 400) - (toInt64OrZero(substring(JSONExtractString(payload, 'valid_to'), 6, 2)) <= 2)), 400), 4)) - intDiv(modulo(((toInt64OrZero(substring(JSONExtractString(payload, 'valid_to'), 1, 4)) + 400) - (toInt64OrZero(substring(JSONExtractString(payload, 'valid_to'), 6, 2)) <= 2)), 400), 100)) + ((intDiv((153 * modulo(toInt64OrZero(substring(JSONExtractString(payload, 'valid_to'), 6, 2)) + 9, 12)) + 2, 5) + toInt64OrZero(substring(JSONExtractString(payload, 'valid_to'), 9, 2))) - 1))) - 865565) + 1) * 86400) - 28801), NULL)) - 2592000, second - 1)) AS due
        FROM copied_versions
        WHERE (known_until = toUInt64(18446744073709551615)) AND (((event_type IN ('LicenceGranted', 'LicenceRenewed')) AND (JSONExtractRaw(payload, 'licence_number') NOT IN ('', 'null'))) OR ((event_type IN ('LicenceRevoked')) AND (JSONExtractRaw(payload, 'licence_number') NOT IN ('', 'null'))) OR (event_type IN ('SubjectDeregistered')))
    )
)
WHERE is_carrier AND isNotNull(due) AND (due < 1780272000) AND 1 AND (last_carrier <= second) AND (last_ending < second) AND (last_inactive < second)
