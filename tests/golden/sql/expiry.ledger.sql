-- licence-expired-or-about-to@2, a rule of the kind expiry: when each of its warnings was raised
-- and withdrawn.
-- When each warning of an expiry rule stood. A version of a carrier warns from the later of two
-- knowledge points (it is known; the clock is beyond its `due`) until it ends, except where
-- something is known that settles it.
--
-- Its steps from the inside outwards; each stands by its name where its SELECT begins:
-- - ends: for each fact the knowledge points of its amendments: the next one ends a version.
-- - versions: each version of a fact, with the knowledge points between which it is in force.
-- - settled from: to each version the first knowledge point at which something settles it for
-- good.
-- - overdue from: the knowledge point at which each is known and time is beyond what is due.
-- - due validities: versions that came due before they ended or something settled them for good.
-- - changes: for each version that is due, at which knowledge points it warns and something
-- settles it.
-- - intervals: the changes added up in the order of knowing: from where to where the condition
-- holds.
-- - joined intervals: of the versions of one fact, intervals joined where one begins as another
-- ends.
-- - ledger: each interval as an entry: when the warning was raised, and when withdrawn.

-- ledger
SELECT
    subject_id,
    toString(fact_id) AS anchor,
    concat(replaceOne(toString(fromUnixTimestamp64Milli((joined.3) * 1000, 'UTC')), ' ', 'T'), 'Z') AS anchor_at,
    [anchor] AS evidence,
    toUInt64(1) AS evidence_count,
    if((joined.1) = toUInt64(18446744073709551615), NULL, toUInt64(joined.1)) AS raised_position,
    CAST(NULL, 'Nullable(String)') AS raised_reported_at,
    if((joined.2) = toUInt64(18446744073709551615), NULL, toUInt64(joined.2)) AS withdrawn_position,
    CAST(NULL, 'Nullable(String)') AS withdrawn_reported_at
FROM
(
    -- joined intervals
    SELECT
        subject_key,
        any(subject_id) AS subject_id,
        fact_id,
        arraySort(groupArray((raised, due + 1))) AS beginnings,
        arraySort(groupArray(withdrawn)) AS ends,
        arrayFilter(beginning -> (NOT has(ends, beginning.1)), beginnings) AS first_beginnings,
        arrayFilter(end -> (NOT has(beginnings.1, end)), ends) AS last_ends
    FROM
    (
        -- intervals
        SELECT
            subject_key,
            subject_id,
            fact_id,
            due,
            interval.1 AS raised,
            interval.2 AS withdrawn
        FROM
        (
            SELECT
                subject_key,
                subject_id,
                fact_id,
                due,
                arraySort(change -> (change.1), changes) AS ordered,
                arrayMap((warns, settled) -> toUInt8((warns > 0) AND (settled = 0)), arrayCumSum(ordered.2), arrayCumSum(ordered.3)) AS after_change,
                arrayFilter((step, next) -> ((step.1) != next), arrayZip(ordered.1, after_change), arrayPushBack(arrayPopFront(ordered.1), toUInt64(18446744073709551615))) AS steps,
                (arrayFilter((step, state_before) -> ((step.2) > state_before), steps, arrayPushFront(arrayPopBack(steps.2), 0))).1 AS rises,
                (arrayFilter((step, state_before) -> ((step.2) < state_before), steps, arrayPushFront(arrayPopBack(steps.2), 0))).1 AS falls
            FROM
            (
                -- changes
                SELECT
                    d.subject_key AS subject_key,
                    any(d.subject_id) AS subject_id,
                    d.fact_id AS fact_id,
                    any(d.due) AS due,
                    arrayConcat([(d.overdue_from, toInt32(1), toInt32(0))], if(d.known_until = toUInt64(18446744073709551615), [], [(d.known_until, toInt32(-1), toInt32(0))]), if(any(d.settled_from) = toUInt64(18446744073709551615), [], [(any(d.settled_from), toInt32(0), toInt32(1))]), groupArrayIf((s.known_from, toInt32(0), toInt32(1)), (s.known_from > 0) AND ((s.is_carrier AND (s.tie = d.tie) AND (s.second > d.second)) OR (s.is_ending AND (s.tie = d.tie) AND (s.second >= d.second)) OR (s.is_inactive AND (s.second >= d.second)))), groupArrayIf((s.known_until, toInt32(0), toInt32(-1)), (s.known_from > 0) AND ((s.is_carrier AND (s.tie = d.tie) AND (s.second > d.second)) OR (s.is_ending AND (s.tie = d.tie) AND (s.second >= d.second)) OR (s.is_inactive AND (s.second >= d.second))))) AS changes
                FROM
                (
                    -- due validities
                    SELECT *
                    FROM
                    (
                        -- overdue from
                        SELECT
                            v.*,
                            greatest(v.known_from, c.first_position) AS overdue_from
                        FROM
                        (
                            SELECT
                                *,
                                1 AS one
                            FROM
                            (
                                SELECT * REPLACE (assumeNotNull(due) AS due)
                                FROM
                                (
                                    SELECT *
                                    FROM
                                    (
                                        -- settled from
                                        SELECT
                                            * EXCEPT (renewed, ended, gone),
                                            least(if(renewed = 0, toUInt64(18446744073709551615), renewed), ended, gone) AS settled_from
                                        FROM
                                        (
                                            SELECT
                                                *,
                                                min(if(is_carrier AND (known_until = toUInt64(18446744073709551615)), known_from, toUInt64(18446744073709551615))) OVER (PARTITION BY subject_key, tie ORDER BY second DESC RANGE BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS renewed,
                                                min(if(is_ending AND (known_until = toUInt64(18446744073709551615)), known_from, toUInt64(18446744073709551615))) OVER (PARTITION BY subject_key, tie ORDER BY second DESC RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS ended,
                                                min(if(is_inactive AND (known_until = toUInt64(18446744073709551615)), known_from, toUInt64(18446744073709551615))) OVER (PARTITION BY subject_key ORDER BY second DESC RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS gone
                                            FROM
                                            (
                                                -- versions
                                                SELECT
                                                    subject_key,
                                                    subject_id,
                                                    fact_id,
                                                    second,
                                                    known_from,
                                                    if(version_kind = 'original', ends[1], arrayFirst(e -> (e > known_from), ends)) AS next_end,
                                                    if(next_end = 0, toUInt64(18446744073709551615), next_end) AS known_until,
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
                                                WHERE known_from < known_until
                                            )
                                        )
                                    )
                                    WHERE is_carrier AND isNotNull(due) AND 1
                                )
                            )
                        ) AS v
                        ASOF INNER JOIN
                        (
                            SELECT
                                1 AS one,
                                toInt64(toUnixTimestamp(minute)) AS clock,
                                min(first_position) AS first_position
                            FROM clock_v2
                            GROUP BY minute
                        ) AS c ON (v.one = c.one) AND (v.due < c.clock)
                    )
                    WHERE (overdue_from < known_until) AND (settled_from > overdue_from)
                ) AS d
                LEFT JOIN
                (
                    SELECT *
                    FROM
                    (
                        -- versions
                        SELECT
                            subject_key,
                            subject_id,
                            fact_id,
                            second,
                            known_from,
                            if(version_kind = 'original', ends[1], arrayFirst(e -> (e > known_from), ends)) AS next_end,
                            if(next_end = 0, toUInt64(18446744073709551615), next_end) AS known_until,
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
                        WHERE known_from < known_until
                    )
                    WHERE known_until != toUInt64(18446744073709551615)
                ) AS s ON d.subject_key = s.subject_key
                GROUP BY
                    d.subject_key,
                    d.fact_id,
                    d.overdue_from,
                    d.known_until
            )
        )
        ARRAY JOIN arrayZip(rises, arrayResize(falls, length(rises), toUInt64(18446744073709551615))) AS interval
    )
    GROUP BY
        subject_key,
        fact_id,
        due + 1
)
ARRAY JOIN arrayZip(first_beginnings.1, last_ends, first_beginnings.2) AS joined
