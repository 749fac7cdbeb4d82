-- complaints-above-peers@2, a rule of the kind peer: its warnings over the facts of whom news is
-- about.
-- `W` of a peer rule at a clock: what was found at each snapshot that the clock has passed.
--
-- Its steps from the inside outwards; each stands by its name where its SELECT begins:
-- - ends: for each fact the knowledge points of its amendments: the next one ends a version.
-- - versions: each version of a fact, with the knowledge points between which it is in force.
-- - counted facts: the facts that count, each with the snapshots that it is part of.
-- - members: who is in the register at which snapshots, and what its peers have in common.
-- - levels: for each subject, over which snapshots its number stays the same and is not 0.
-- - groups: for each group and snapshot the numbers that are not 0, and how many members there
-- are.
-- - standing out: members far above the median of their group at a snapshot and not at the one
-- before.
-- - warnings: who stands out, with the facts that were part of the snapshot.

WITH
    (
        SELECT arraySort(groupArray((known_at, reached)))
        FROM
        (
            SELECT
                known_at,
                max(snapshot) AS reached
            FROM
            (
                SELECT
                    snapshot,
                    min(first_known_at) OVER (ORDER BY snapshot ASC ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING) AS known_at
                FROM
                (
                    SELECT
                        toInt64(toRelativeMonthNum(addDays(toDate32('1970-01-01'), least(greatest(intDiv(toInt64(toUnixTimestamp(minute)) + 2419228800, 86400), 2433), 148529) - 28000)) - 1) AS snapshot,
                        min(first_position) AS first_known_at
                    FROM clock_v2
                    GROUP BY snapshot
                )
            )
            GROUP BY known_at
        )
    ) AS clock,
    arrayPushFront(clock.1, toUInt64(0)) AS clock_known_at,
    arrayPushFront(clock.2, toInt64(-1000000)) AS clock_snapshots,
    toInt64(24317) AS last_snapshot
SELECT
    subject_id,
    anchor,
    anchor AS anchor_at,
    evidence,
    evidence_count
FROM
(
    -- warnings
    SELECT
        any(f.subject_id) AS subject_id,
        s.snapshot AS snapshot,
        concat(replaceOne(toString(fromUnixTimestamp64Milli(((toInt64(toInt32(makeDate32(intDiv(((s.snapshot) * 1), 12), modulo(((s.snapshot) * 1), 12) + 1, 1))) * 86400) - 28800) * 1000, 'UTC')), ' ', 'T'), 'Z') AS anchor,
        arrayMap(id -> UUIDNumToString(id), (arraySlice(arraySort(groupArray((f.second, f.fact))), -200)).2) AS evidence,
        count() AS evidence_count
    FROM
    (
        -- counted facts
        SELECT
            subject_key,
            subject_id,
            fact,
            second,
            amount,
            greatest(toInt64(toRelativeMonthNum(addDays(toDate32('1970-01-01'), least(greatest(intDiv(second + 2419228800, 86400), 2433), 148529) - 28000)) - 1) + 1, (transform(roundDown(known_from, clock_known_at), clock_known_at, clock_snapshots, toInt64(-1000000)) + 1)) AS first_in,
            least(last_snapshot + 1, if(known_until = toUInt64(18446744073709551615), last_snapshot + 1, (transform(roundDown(known_until, clock_known_at), clock_known_at, clock_snapshots, toInt64(-1000000)) + 1)), (toInt64(toRelativeMonthNum(addDays(toDate32('1970-01-01'), least(greatest(intDiv(second + 2419228800, 86400), 2433), 148529) - 28000)) - 1) + 1) + 3) AS end_in
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
                v.fact AS fact,
                v.amount AS amount
            FROM
            (
                SELECT
                    subject_key,
                    subject_id,
                    fact_id,
                    identity(intDiv(toUnixTimestamp64Milli(occurred_at) + 2208988800000, 1000) - 2208988800) AS second,
                    position AS known_from,
                    version_kind,
                    UUIDToNum(fact_id) AS fact,
                    toInt64(1) AS amount
                FROM events_by_type_v3
                WHERE (version_kind IN ('original', 'correction')) AND (event_type IN ('ComplaintReceived'))
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
        WHERE first_in < end_in
    ) AS f
    INNER JOIN
    (
        -- standing out
        SELECT
            subject_key,
            arrayJoin(arrayFilter(one -> (NOT has(snapshots, one - 1)), snapshots)) AS snapshot
        FROM
        (
            SELECT
                subject_key,
                groupArray(snapshot) AS snapshots
            FROM
            (
                SELECT
                    snapshot,
                    arrayJoin(outstanding.2) AS subject_key
                FROM
                (
                    SELECT
                        snapshot,
                        members - length(numbers) AS zeros,
                        intDiv(members + 1, 2) AS lower,
                        intDiv(members, 2) + 1 AS upper,
                        arrayCount(number -> (number < 0), numbers) AS negatives,
                        multiIf(lower <= negatives, numbers[lower], lower <= (negatives + zeros), toInt64(0), numbers[lower - zeros]) + multiIf(upper <= negatives, numbers[upper], upper <= (negatives + zeros), toInt64(0), numbers[upper - zeros]) AS median_x2,
                        arraySort(arrayMap(number -> abs((2 * number) - median_x2), numbers)) AS deviations,
                        abs(median_x2) AS deviation_of_zero,
                        arrayCount(deviation -> (deviation < deviation_of_zero), deviations) AS nearer,
                        multiIf(lower <= nearer, deviations[lower], lower <= (nearer + zeros), deviation_of_zero, deviations[lower - zeros]) + multiIf(upper <= nearer, deviations[upper], upper <= (nearer + zeros), deviation_of_zero, deviations[upper - zeros]) AS deviation_x4,
                        arrayFilter(one -> (((one.1) >= 3) AND ((((2 * toInt128(one.1)) - median_x2) * 200000000) >= (greatest(toInt128(deviation_x4) * 14826, toInt128(40000)) * 35000))), ones) AS outstanding
                    FROM
                    (
                        SELECT
                            snapshot,
                            members,
                            ones,
                            arraySort(unsorted) AS numbers
                        FROM
                        (
                            -- groups
                            SELECT
                                snapshot,
                                unsorted,
                                ones,
                                sum(entered) OVER (PARTITION BY peers ORDER BY snapshot ASC ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS members
                            FROM
                            (
                                SELECT
                                    peers,
                                    step.1 AS snapshot,
                                    sum(step.2) AS entered,
                                    groupArrayIf(step.3, (step.3) != 0) AS unsorted,
                                    groupArrayIf((step.3, subject_key), (step.3) >= 3) AS ones
                                FROM
                                (
                                    SELECT
                                        toLowCardinality(m.peers) AS peers,
                                        m.subject_key AS subject_key,
                                        arrayConcat([(m.first_in, toInt64(1), toInt64(0)), (m.end_in, toInt64(-1), toInt64(0))], arrayFlatten(arrayMap(level -> arrayMap(one -> (one, toInt64(0), level.3), range(greatest(level.1, m.first_in), least(level.2, m.end_in))), l.levels))) AS steps
                                    FROM
                                    (
                                        SELECT
                                            peers,
                                            subject_key,
                                            first_in,
                                            end_in
                                        FROM
                                        (
                                            -- members
                                            SELECT
                                                subject_key,
                                                latest_registration.2 AS registered_by,
                                                piece.1 AS first_in,
                                                piece.2 AS end_in,
                                                [if(lengthUTF8(splitByChar('@', latest_0.4)[1]) < 3, '', concat(substringUTF8(splitByChar('@', latest_0.4)[1], 1, 3), substring(latest_0.4, length(splitByChar('@', latest_0.4)[1]) + 1))), if(lengthUTF8(splitByChar('@', latest_1.4)[1]) < 4, '', concat(substringUTF8(splitByChar('@', latest_1.4)[1], 1, 4), substring(latest_1.4, length(splitByChar('@', latest_1.4)[1]) + 1)))] AS common,
                                                if(has(common, ''), '', toString(common)) AS peers
                                            FROM
                                            (
                                                SELECT
                                                    subject_key,
                                                    piece,
                                                    arrayFilter(s -> (((s.5) <= (piece.1)) AND ((s.6) > (piece.1))), statements) AS known,
                                                    arrayLast(s -> ((s.3) = 'registration'), known) AS latest_registration,
                                                    arrayLast(s -> ((s.3) = 'industry_code'), known) AS latest_0,
                                                    arrayLast(s -> ((s.3) = 'region'), known) AS latest_1
                                                FROM
                                                (
                                                    SELECT
                                                        subject_key,
                                                        arraySort(groupArray((second, fact, said, value, first_in, end_in))) AS statements,
                                                        arraySort(arrayDistinct(arrayConcat(statements.5, statements.6))) AS borders
                                                    FROM
                                                    (
                                                        SELECT
                                                            *,
                                                            greatest(toInt64(toRelativeMonthNum(addDays(toDate32('1970-01-01'), least(greatest(intDiv(second + 2419228800, 86400), 2433), 148529) - 28000)) - 1) + 1, (transform(roundDown(known_from, clock_known_at), clock_known_at, clock_snapshots, toInt64(-1000000)) + 1)) AS first_in,
                                                            least(last_snapshot + 1, if(known_until = toUInt64(18446744073709551615), last_snapshot + 1, (transform(roundDown(known_until, clock_known_at), clock_known_at, clock_snapshots, toInt64(-1000000)) + 1))) AS end_in
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
                                                                v.fact AS fact,
                                                                v.said AS said,
                                                                v.value AS value
                                                            FROM
                                                            (
                                                                SELECT
                                                                    subject_key,
                                                                    subject_id,
                                                                    fact_id,
                                                                    identity(intDiv(toUnixTimestamp64Milli(occurred_at) + 2208988800000, 1000) - 2208988800) AS second,
                                                                    position AS known_from,
                                                                    version_kind,
                                                                    UUIDToNum(fact_id) AS fact,
                                                                    toString(attribute) AS said,
                                                                    value
                                                                FROM subject_facts_v3
                                                                WHERE (version_kind IN ('original', 'correction')) AND (attribute IN ('registration', 'industry_code', 'region'))
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
                                                        WHERE first_in < end_in
                                                    )
                                                    GROUP BY subject_key
                                                )
                                                ARRAY JOIN arrayZip(arrayPopBack(borders), arrayPopFront(borders)) AS piece
                                            )
                                            WHERE (latest_registration.4) = 'registered'
                                        )
                                        WHERE peers != ''
                                    ) AS m
                                    LEFT JOIN
                                    (
                                        SELECT
                                            subject_key,
                                            levels
                                        FROM
                                        (
                                            -- levels
                                            SELECT
                                                subject_key,
                                                arraySort(groupArray((snapshot, change))) AS changes,
                                                arrayFilter(level -> ((level.3) != 0), arrayZip(changes.1, arrayPushBack(arrayPopFront(changes.1), toInt64(0)), arrayCumSum(changes.2))) AS levels
                                            FROM
                                            (
                                                SELECT
                                                    subject_key,
                                                    step.1 AS snapshot,
                                                    sum(step.2) AS change
                                                FROM
                                                (
                                                    SELECT
                                                        subject_key,
                                                        first_in,
                                                        end_in,
                                                        sum(amount) AS amount
                                                    FROM
                                                    (
                                                        -- counted facts
                                                        SELECT
                                                            subject_key,
                                                            subject_id,
                                                            fact,
                                                            second,
                                                            amount,
                                                            greatest(toInt64(toRelativeMonthNum(addDays(toDate32('1970-01-01'), least(greatest(intDiv(second + 2419228800, 86400), 2433), 148529) - 28000)) - 1) + 1, (transform(roundDown(known_from, clock_known_at), clock_known_at, clock_snapshots, toInt64(-1000000)) + 1)) AS first_in,
                                                            least(last_snapshot + 1, if(known_until = toUInt64(18446744073709551615), last_snapshot + 1, (transform(roundDown(known_until, clock_known_at), clock_known_at, clock_snapshots, toInt64(-1000000)) + 1)), (toInt64(toRelativeMonthNum(addDays(toDate32('1970-01-01'), least(greatest(intDiv(second + 2419228800, 86400), 2433), 148529) - 28000)) - 1) + 1) + 3) AS end_in
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
                                                                v.fact AS fact,
                                                                v.amount AS amount
                                                            FROM
                                                            (
                                                                SELECT
                                                                    subject_key,
                                                                    subject_id,
                                                                    fact_id,
                                                                    identity(intDiv(toUnixTimestamp64Milli(occurred_at) + 2208988800000, 1000) - 2208988800) AS second,
                                                                    position AS known_from,
                                                                    version_kind,
                                                                    UUIDToNum(fact_id) AS fact,
                                                                    toInt64(1) AS amount
                                                                FROM events_by_type_v3
                                                                WHERE (version_kind IN ('original', 'correction')) AND (event_type IN ('ComplaintReceived'))
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
                                                        WHERE first_in < end_in
                                                    )
                                                    GROUP BY
                                                        subject_key,
                                                        first_in,
                                                        end_in
                                                )
                                                ARRAY JOIN [(first_in, amount), (end_in, -amount)] AS step
                                                GROUP BY
                                                    subject_key,
                                                    snapshot
                                            )
                                            GROUP BY subject_key
                                        )
                                    ) AS l ON m.subject_key = l.subject_key
                                )
                                ARRAY JOIN steps AS step
                                GROUP BY
                                    peers,
                                    snapshot
                            )
                        )
                        WHERE members >= 5
                    )
                )
            )
            WHERE 1
            GROUP BY subject_key
        )
        WHERE 1
    ) AS s ON f.subject_key = s.subject_key
    WHERE (f.first_in <= s.snapshot) AND (f.end_in > s.snapshot)
    GROUP BY
        s.subject_key,
        s.snapshot
)
