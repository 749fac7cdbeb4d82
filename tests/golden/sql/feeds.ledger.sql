-- decision-published@1, a rule of the kind deadline: when each of its warnings was raised and
-- withdrawn.
-- When each warning of a deadline rule stood. A version of a duty warns from the later of two
-- knowledge points (it is known; the clock is beyond its due second) until it ends, except where
-- an answer in time is known.
--
-- Its steps from the inside outwards; each stands by its name where its SELECT begins:
-- - ends: for each fact the knowledge points of its amendments: the next one ends a version.
-- - versions: each version of a fact, with the knowledge points between which it is in force.
-- - overdue from: the knowledge point at which each is known and time is beyond what is due.
-- - overdue duties: versions of duties that were in force when the clock was beyond what was due.
-- - changes: for each overdue version, at which knowledge points it warns and answers in time are
-- known.
-- - intervals: the changes added up in the order of knowing: from where to where the condition
-- holds.
-- - joined intervals: of the versions of one fact, intervals joined where one begins as another
-- ends.
-- - ledger: each interval as an entry: when the warning was raised, and when withdrawn.
-- - intervals of the ledger: the entries of the ledger below, as intervals between knowledge
-- points.
-- - remaining: what exemptions leave of each interval, as entries of a ledger.

-- remaining
SELECT
    subject_id,
    anchor,
    anchor_at,
    evidence,
    evidence_count,
    if((joined.1) = toUInt64(18446744073709551615), NULL, toUInt64(joined.1)) AS raised_position,
    CAST(NULL, 'Nullable(String)') AS raised_reported_at,
    if((joined.2) = toUInt64(18446744073709551615), NULL, toUInt64(joined.2)) AS withdrawn_position,
    CAST(NULL, 'Nullable(String)') AS withdrawn_reported_at
FROM
(
    SELECT
        any(subject_id) AS subject_id,
        any(anchor_at) AS anchor_at,
        any(evidence) AS evidence,
        any(evidence_count) AS evidence_count,
        anchor,
        groupArray(raised) AS beginnings,
        groupArray(withdrawn) AS ends
    FROM
    (
        -- intervals
        SELECT
            subject_id,
            anchor_at,
            evidence,
            evidence_count,
            subject_key,
            anchor,
            began,
            interval.1 AS raised,
            interval.2 AS withdrawn
        FROM
        (
            SELECT
                subject_id,
                anchor_at,
                evidence,
                evidence_count,
                subject_key,
                anchor,
                began,
                arraySort(change -> (change.1), changes) AS ordered,
                arrayMap((holds, excepted) -> toUInt8((holds > 0) AND (excepted = 0)), arrayCumSum(ordered.2), arrayCumSum(ordered.3)) AS after_change,
                arrayFilter((step, next) -> ((step.1) != next), arrayZip(ordered.1, after_change), arrayPushBack(arrayPopFront(ordered.1), toUInt64(18446744073709551615))) AS steps,
                (arrayFilter((step, state_before) -> ((step.2) > state_before), steps, arrayPushFront(arrayPopBack(steps.2), 0))).1 AS rises,
                (arrayFilter((step, state_before) -> ((step.2) < state_before), steps, arrayPushFront(arrayPopBack(steps.2), 0))).1 AS falls
            FROM
            (
                SELECT
                    subject_id,
                    anchor_at,
                    evidence,
                    evidence_count,
                    subject_key,
                    anchor,
                    began,
                    arrayConcat([(known_from, toInt32(1), toInt32(0))], if(known_until = toUInt64(18446744073709551615), [], [(known_until, toInt32(-1), toInt32(0))]), arrayMap(change -> (change.1, toInt32(0), change.2), exempt)) AS changes
                FROM
                (
                    SELECT
                        l.* EXCEPT (second, known_from, known_until),
                        v.exempt AS exempt,
                        greatest(l.known_from, v.version_from) AS known_from,
                        least(l.known_until, v.version_until) AS known_until
                    FROM
                    (
                        -- intervals of the ledger
                        SELECT
                            subject_id,
                            anchor_at,
                            evidence,
                            evidence_count,
                            anchor,
                            cityHash64(subject_id) AS subject_key,
                            (((((((intDiv(((toInt64OrZero(substring(anchor_at, 1, 4)) + 400) - (toInt64OrZero(substring(anchor_at, 6, 2)) <= 2)), 400) * 146097) + ((((modulo(((toInt64OrZero(substring(anchor_at, 1, 4)) + 400) - (toInt64OrZero(substring(anchor_at, 6, 2)) <= 2)), 400) * 365) + intDiv(modulo(((toInt64OrZero(substring(anchor_at, 1, 4)) + 400) - (toInt64OrZero(substring(anchor_at, 6, 2)) <= 2)), 400), 4)) - intDiv(modulo(((toInt64OrZero(substring(anchor_at, 1, 4)) + 400) - (toInt64OrZero(substring(anchor_at, 6, 2)) <= 2)), 400), 100)) + ((intDiv((153 * modulo(toInt64OrZero(substring(anchor_at, 6, 2)) + 9, 12)) + 2, 5) + toInt64OrZero(substring(anchor_at, 9, 2))) - 1))) - 865565) * 86400) + (toInt64OrZero(substring(anchor_at, 12, 2)) * 3600)) + (toInt64OrZero(substring(anchor_at, 15, 2)) * 60)) + toInt64OrZero(substring(anchor_at, 18, 2))) AS second,
                            if(isNull(raised_position), toUInt64(18446744073709551615), toUInt64(assumeNotNull(raised_position))) AS known_from,
                            if(isNull(withdrawn_position), toUInt64(18446744073709551615), toUInt64(assumeNotNull(withdrawn_position))) AS known_until,
                            known_from AS began
                        FROM
                        (
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
                                    arraySort(groupArray((raised, second))) AS beginnings,
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
                                        second,
                                        interval.1 AS raised,
                                        interval.2 AS withdrawn
                                    FROM
                                    (
                                        SELECT
                                            subject_key,
                                            subject_id,
                                            fact_id,
                                            second,
                                            arraySort(change -> (change.1), changes) AS ordered,
                                            arrayMap((a, b, c) -> toUInt8((a > 0) AND (b = 0)), arrayCumSum(ordered.2), arrayCumSum(ordered.3), arrayCumSum(ordered.4)) AS after_change,
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
                                                any(d.second) AS second,
                                                arrayConcat([(d.overdue_from, toInt32(1), toInt32(0), toInt32(0))], if(d.known_until = toUInt64(18446744073709551615), [], [(d.known_until, toInt32(-1), toInt32(0), toInt32(0))]), if(countIf((a.known_from > 0) AND (a.second >= d.second) AND (a.second <= d.due) AND (a.known_until = toUInt64(18446744073709551615))) = 0, [], [(minIf(a.known_from, (a.known_from > 0) AND (a.second >= d.second) AND (a.second <= d.due) AND (a.known_until = toUInt64(18446744073709551615))), toInt32(0), toInt32(1), toInt32(0))]), groupArrayIf((a.known_from, toInt32(0), toInt32(1), toInt32(0)), (a.known_from > 0) AND (a.second >= d.second) AND (a.second <= d.due) AND (a.known_until != toUInt64(18446744073709551615))), groupArrayIf((a.known_until, toInt32(0), toInt32(-1), toInt32(0)), (a.known_from > 0) AND (a.second >= d.second) AND (a.second <= d.due) AND (a.known_until != toUInt64(18446744073709551615)))) AS changes
                                            FROM
                                            (
                                                SELECT
                                                    *,
                                                    arrayJoin(range(toUInt64(intDiv(greatest(0, second + 2208988800), 172800)), greatest(toUInt64(intDiv(greatest(0, second + 2208988800), 172800)), toUInt64(intDiv(greatest(0, due + 2208988800), 172800))) + 1)) AS piece
                                                FROM
                                                (
                                                    -- overdue duties
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
                                                                    -- versions
                                                                    SELECT
                                                                        subject_key,
                                                                        subject_id,
                                                                        fact_id,
                                                                        second,
                                                                        known_from,
                                                                        if(version_kind = 'original', ends[1], arrayFirst(e -> (e > known_from), ends)) AS next_end,
                                                                        if(next_end = 0, toUInt64(18446744073709551615), next_end) AS known_until,
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
                                                                            toNullable(second + 172800) AS due,
                                                                            ifNull(data_decision_number, '') AS tie
                                                                        FROM events_by_type_v3
                                                                        WHERE (version_kind IN ('original', 'correction')) AND (event_type IN ('PenaltyDecided')) AND isNotNull(data_decision_number) AND 1 AND isNotNull(due)
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
                                                    WHERE overdue_from < known_until
                                                )
                                            ) AS d
                                            LEFT JOIN
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
                                                    v.tie AS tie,
                                                    v.piece AS piece
                                                FROM
                                                (
                                                    SELECT
                                                        subject_key,
                                                        subject_id,
                                                        fact_id,
                                                        identity(intDiv(toUnixTimestamp64Milli(occurred_at) + 2208988800000, 1000) - 2208988800) AS second,
                                                        position AS known_from,
                                                        version_kind,
                                                        ifNull(data_decision_number, '') AS tie,
                                                        toUInt64(intDiv(greatest(0, second + 2208988800), 172800)) AS piece
                                                    FROM events_by_type_v3
                                                    WHERE (version_kind IN ('original', 'correction')) AND (event_type IN ('DecisionPublished')) AND isNotNull(data_decision_number)
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
                                            ) AS a ON (d.subject_key = a.subject_key) AND (d.tie = a.tie) AND (d.piece = a.piece)
                                            GROUP BY
                                                d.subject_key,
                                                d.fact_id,
                                                d.overdue_from,
                                                d.known_until
                                            HAVING countIf((a.known_from > 0) AND (a.second >= d.second) AND (a.second <= d.due) AND (a.known_until = toUInt64(18446744073709551615)) AND (a.known_from <= d.overdue_from)) = 0
                                        )
                                    )
                                    ARRAY JOIN arrayZip(rises, arrayResize(falls, length(rises), toUInt64(18446744073709551615))) AS interval
                                )
                                GROUP BY
                                    subject_key,
                                    fact_id,
                                    second
                            )
                            ARRAY JOIN arrayZip(first_beginnings.1, last_ends, first_beginnings.2) AS joined
                        )
                    ) AS l
                    INNER JOIN
                    (
                        SELECT
                            subject_key,
                            toString(fact_id) AS anchor,
                            known_from AS version_from,
                            known_until AS version_until,
                            exempt
                        FROM
                        (
                            SELECT
                                * EXCEPT (numbers, turns),
                                arrayMap((point, change) -> (CAST([7], 'Array(UInt64)')[point], change), turns, arrayPopFront(arrayDifference(arrayPushFront(arrayMap(point -> toInt32(arrayMap(entries -> (if(([1][point]) = 1, NOT (arrayFold((reach, feed) -> if((feed.5) <= reach, greatest(reach, feed.6), reach), arrayFilter(feed -> (((feed.1) = 1) AND ((feed.2) = 0)), entries), toInt64(second)) > greatest(toInt64(due), toInt64(second))), arrayExists(feed -> (((feed.1) = 1) AND ((feed.2) = 1)), entries))), [arrayMap(number -> (CAST([1], 'Array(UInt32)')[number], CAST([0], 'Array(UInt8)')[number], CAST([1], 'Array(UInt32)')[number], CAST([2], 'Array(UInt32)')[number], CAST([-1000000000000], 'Array(Int64)')[number], CAST([1000000000000], 'Array(Int64)')[number]), arrayFilter(number -> (((CAST([1], 'Array(UInt32)')[number]) <= point) AND (point < (CAST([2], 'Array(UInt32)')[number]))), numbers))])[1]), turns), toInt32(0))))) AS exempt
                            FROM
                            (
                                SELECT
                                    *,
                                    arraySort(arrayDistinct(arrayFilter(point -> (point <= 1), arrayConcat(CAST([1], 'Array(UInt32)'), arrayMap(number -> (CAST([1], 'Array(UInt32)')[number]), numbers), arrayMap(number -> (CAST([2], 'Array(UInt32)')[number]), numbers))))) AS turns
                                FROM
                                (
                                    SELECT
                                        *,
                                        arraySort(arrayDistinct(arrayConcat(CAST([], 'Array(UInt32)'), [[1]][indexOf(['市场监管局'], toString(department))]))) AS numbers
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
                                            v.due AS due,
                                            v.event_type AS event_type,
                                            v.department AS department,
                                            v.region AS region,
                                            v.source AS source
                                        FROM
                                        (
                                            SELECT
                                                subject_key,
                                                subject_id,
                                                fact_id,
                                                identity(intDiv(toUnixTimestamp64Milli(occurred_at) + 2208988800000, 1000) - 2208988800) AS second,
                                                position AS known_from,
                                                version_kind,
                                                ifNull(toNullable(second + 172800), second) AS due,
                                                event_type,
                                                department,
                                                region,
                                                source
                                            FROM events_by_type_v3
                                            WHERE (version_kind IN ('original', 'correction')) AND (event_type IN ('PenaltyDecided'))
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
                        )
                    ) AS v ON (l.subject_key = v.subject_key) AND (l.anchor = v.anchor)
                    WHERE (v.version_from < l.known_until) AND (v.version_until > l.known_from)
                )
            )
        )
        ARRAY JOIN arrayZip(rises, arrayResize(falls, length(rises), toUInt64(18446744073709551615))) AS interval
    )
    GROUP BY
        subject_key,
        anchor,
        began
)
ARRAY JOIN arrayZip(arraySort(arrayFilter(known_at -> (NOT has(ends, known_at)), beginnings)), arraySort(arrayFilter(known_at -> (NOT has(beginnings, known_at)), ends))) AS joined
