-- annual-report-missed@2, a rule of the kind silence: when each of its warnings was raised and
-- withdrawn.
-- When each warning of a silence rule stood. A version of a report warns from the later of two
-- knowledge points (it is known; the clock is beyond its silence) until it ends, while enough
-- reports before it are known and nothing that settles it.
--
-- Its steps from the inside outwards; each stands by its name where its SELECT begins:
-- - ends: for each fact the knowledge points of its amendments: the next one ends a version.
-- - versions: each version of a fact, with the knowledge points between which it is in force.
-- - overdue from: the knowledge point at which each is known and time is beyond what is due.
-- - candidates: versions of reports that came due and may have warned, judged by all that was ever
-- known.
-- - changes: for each candidate, at which knowledge points it warns, is settled and was regular.
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
                arrayMap((warns, settled, reports) -> toUInt8((warns > 0) AND (settled = 0) AND (reports >= 1)), arrayCumSum(ordered.2), arrayCumSum(ordered.3), arrayCumSum(ordered.4)) AS after_change,
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
                    arrayConcat([(d.overdue_from, toInt64(1), toInt64(countIf(((f.known_until = toUInt64(18446744073709551615)) AND (f.known_from <= d.overdue_from)) AND ((f.second > d.second) OR ((f.second = d.second) AND ((f.is_report = 0) OR (f.fact > d.fact)))))), toInt64(countIf(((f.known_until = toUInt64(18446744073709551615)) AND (f.known_from <= d.overdue_from)) AND (f.is_report AND (f.second <= d.second)))))], if(d.known_until = toUInt64(18446744073709551615), [], [(d.known_until, toInt64(-1), toInt64(0), toInt64(0))]), groupArrayIf((f.known_from, toInt64(0), toInt64(((f.second > d.second) OR ((f.second = d.second) AND ((f.is_report = 0) OR (f.fact > d.fact))))), toInt64((f.is_report AND (f.second <= d.second)))), NOT ((f.known_until = toUInt64(18446744073709551615)) AND (f.known_from <= d.overdue_from))), groupArrayIf((f.known_until, toInt64(0), -toInt64(((f.second > d.second) OR ((f.second = d.second) AND ((f.is_report = 0) OR (f.fact > d.fact))))), -toInt64((f.is_report AND (f.second <= d.second)))), (NOT ((f.known_until = toUInt64(18446744073709551615)) AND (f.known_from <= d.overdue_from))) AND (f.known_until != toUInt64(18446744073709551615)))) AS changes
                FROM
                (
                    SELECT
                        *,
                        arrayJoin(range(toUInt64(intDiv(greatest(second - 47174400, toInt64(-2208988800)) + 2208988800, 47174400)), toUInt64(intDiv(due + 2208988800, 47174400)) + 1)) AS piece
                    FROM
                    (
                        -- candidates
                        SELECT
                            *,
                            fact_id AS sample,
                            sum(entries) OVER (PARTITION BY subject_key) AS entries_of_subject
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
                                    SELECT
                                        *,
                                        second + 47174400 AS due
                                    FROM
                                    (
                                        SELECT
                                            *,
                                            sum(is_report) OVER (PARTITION BY subject_key, tie ORDER BY second ASC RANGE BETWEEN 86399 PRECEDING AND CURRENT ROW) AS reports_ever,
                                            count() OVER (PARTITION BY subject_key, tie ORDER BY second ASC RANGE BETWEEN 86400 PRECEDING AND 47174400 FOLLOWING) AS entries,
                                            min(if(is_report AND (known_until = toUInt64(18446744073709551615)), (second, known_from, told), (toInt64(1000000000000), toUInt64(18446744073709551615), toInt64(1000000000000)))) OVER (PARTITION BY subject_key, tie ORDER BY second DESC RANGE BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS follower
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
                                                v.is_report AS is_report,
                                                v.tie AS tie,
                                                v.told AS told
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
                                                    toUInt8(event_type IN ('AnnualReportFiled')) AS is_report,
                                                    '' AS tie,
                                                    identity(intDiv(toUnixTimestamp64Milli(recorded_at) + 2208988800000, 1000) - 2208988800) AS told
                                                FROM events_by_type_v3
                                                WHERE (version_kind IN ('original', 'correction')) AND ((event_type IN ('AnnualReportFiled')) OR (event_type IN ('SubjectDeregistered'))) AND 1 AND 1
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
                                    WHERE is_report AND (reports_ever >= 1) AND 1 AND (NOT (((follower.2) > 0) AND ((follower.1) <= due) AND ((follower.3) <= due)))
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
                        WHERE (overdue_from < known_until) AND (NOT (((follower.2) > 0) AND ((follower.1) <= due) AND ((follower.2) <= overdue_from)))
                    )
                    WHERE entries_of_subject <= 2000000
                ) AS d
                INNER JOIN
                (
                    SELECT
                        *,
                        toUInt64(intDiv(second + 2208988800, 47174400)) AS piece
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
                            v.is_report AS is_report,
                            v.tie AS tie,
                            v.told AS told
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
                                toUInt8(event_type IN ('AnnualReportFiled')) AS is_report,
                                '' AS tie,
                                identity(intDiv(toUnixTimestamp64Milli(recorded_at) + 2208988800000, 1000) - 2208988800) AS told
                            FROM events_by_type_v3
                            WHERE (version_kind IN ('original', 'correction')) AND ((event_type IN ('AnnualReportFiled')) OR (event_type IN ('SubjectDeregistered'))) AND 1 AND 1
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
                ) AS f ON (d.subject_key = f.subject_key) AND (d.tie = f.tie) AND (d.piece = f.piece)
                WHERE (f.second > (d.second - 86400)) AND (f.second <= d.due) AND (f.is_report OR (f.second >= d.second))
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
        second
)
ARRAY JOIN arrayZip(first_beginnings.1, last_ends, first_beginnings.2) AS joined
