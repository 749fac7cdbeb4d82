-- more-than-three-violations-in-one-year@2, a rule of the kind count: when each of its warnings
-- was raised and withdrawn.
-- When each warning of a count rule stood. At a knowledge point `k` the anchor `t` is in `W` if
-- and only if a fact at `t` is known, at least N are known in (t − W, t], and fewer than N in [t −
-- W, t). So for each anchor that could ever be one, the knowledge points at which a version began
-- or ceased to be known are walked in order with these three sums (`docs/engines.md`).
--
-- Its steps from the inside outwards; each stands by its name where its SELECT begins:
-- - ends: for each fact the knowledge points of its amendments: the next one ends a version.
-- - versions: each version of a fact, with the knowledge points between which it is in force.
-- - sizes of windows: how many facts lie in the window up to each instant, and in that right
-- before it.
-- - candidates: instants that may ever have been anchors, judged by all that was ever known.
-- - changes: for each candidate, at which knowledge point each of its counts changes by how much.
-- - intervals: the changes added up in the order of knowing: from where to where the condition
-- holds.
-- - ledger: each interval with the facts of the window that were known when it began.

-- ledger
SELECT
    subject_id,
    concat(replaceOne(toString(fromUnixTimestamp64Milli(interval_anchor * 1000, 'UTC')), ' ', 'T'), 'Z') AS anchor,
    anchor AS anchor_at,
    arrayMap(id -> UUIDNumToString(id), (arraySlice(known, -200)).2) AS evidence,
    length(known) AS evidence_count,
    if(raised = toUInt64(18446744073709551615), NULL, toUInt64(raised)) AS raised_position,
    CAST(NULL, 'Nullable(String)') AS raised_reported_at,
    if(withdrawn = toUInt64(18446744073709551615), NULL, toUInt64(withdrawn)) AS withdrawn_position,
    CAST(NULL, 'Nullable(String)') AS withdrawn_reported_at
FROM
(
    SELECT
        subject_id,
        anchor AS interval_anchor,
        raised,
        withdrawn,
        arraySort(arrayFilter(member -> (((member.1) > (anchor - 31536000)) AND ((member.3) <= raised) AND ((member.4) > raised)), members)) AS known
    FROM
    (
        -- intervals
        SELECT
            subject_id,
            anchor,
            members,
            interval.1 AS raised,
            interval.2 AS withdrawn
        FROM
        (
            SELECT
                subject_id,
                anchor,
                members,
                arraySort(change -> (change.1), changes) AS ordered,
                arrayMap((a, b, c) -> toUInt8((a >= 4) AND (b < 4) AND (c > 0)), arrayCumSum(ordered.2), arrayCumSum(ordered.3), arrayCumSum(ordered.4)) AS after_change,
                arrayFilter((step, next) -> ((step.1) != next), arrayZip(ordered.1, after_change), arrayPushBack(arrayPopFront(ordered.1), toUInt64(18446744073709551615))) AS steps,
                (arrayFilter((step, state_before) -> ((step.2) > state_before), steps, arrayPushFront(arrayPopBack(steps.2), 0))).1 AS rises,
                (arrayFilter((step, state_before) -> ((step.2) < state_before), steps, arrayPushFront(arrayPopBack(steps.2), 0))).1 AS falls
            FROM
            (
                -- changes
                SELECT
                    any(a.subject_id) AS subject_id,
                    a.anchor AS anchor,
                    groupArray((f.second, f.fact, f.known_from, f.known_until)) AS members,
                    arrayConcat(groupArray((f.known_from, toInt32(f.second > (a.anchor - 31536000)), toInt32(f.second < a.anchor), toInt32(f.second = a.anchor))), groupArrayIf((f.known_until, -toInt32(f.second > (a.anchor - 31536000)), -toInt32(f.second < a.anchor), -toInt32(f.second = a.anchor)), f.known_until != toUInt64(18446744073709551615))) AS changes
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
                            UUIDToNum(fact_id) AS fact,
                            intDiv(second + 2208988800, 31536000) AS piece
                        FROM events_by_type_v3
                        WHERE (version_kind IN ('original', 'correction')) AND (event_type IN ('ViolationFound'))
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
                ) AS f
                INNER JOIN
                (
                    SELECT
                        subject_key,
                        subject_id,
                        anchor,
                        arrayJoin([intDiv(anchor + 2208988800, 31536000) - 1, intDiv(anchor + 2208988800, 31536000)]) AS piece
                    FROM
                    (
                        -- candidates
                        SELECT
                            subject_key,
                            subject_id,
                            anchor,
                            sample,
                            sum(entries) OVER (PARTITION BY subject_key) AS entries_of_subject
                        FROM
                        (
                            SELECT
                                subject_key,
                                any(subject_id) AS subject_id,
                                second AS anchor,
                                max(entries) AS entries,
                                min(fact_id) AS sample
                            FROM
                            (
                                -- sizes of windows
                                SELECT
                                    subject_key,
                                    second,
                                    subject_id,
                                    fact_id,
                                    entries,
                                    sum(toUInt8(1)) OVER (PARTITION BY subject_key ORDER BY second ASC RANGE BETWEEN 31535999 PRECEDING AND CURRENT ROW) AS all_reached,
                                    sum(toUInt8(1)) OVER (PARTITION BY subject_key ORDER BY second ASC RANGE BETWEEN 31536000 PRECEDING AND 1 PRECEDING) AS all_before,
                                    sum(toUInt8(settled)) OVER (PARTITION BY subject_key ORDER BY second ASC RANGE BETWEEN 31535999 PRECEDING AND CURRENT ROW) AS settled_reached,
                                    sum(toUInt8(settled)) OVER (PARTITION BY subject_key ORDER BY second ASC RANGE BETWEEN 31536000 PRECEDING AND 1 PRECEDING) AS settled_before
                                FROM
                                (
                                    SELECT
                                        *,
                                        (known_until = toUInt64(18446744073709551615)) AND (known_from <= min(known_from) OVER (PARTITION BY subject_key ORDER BY second DESC RANGE BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)) AS settled,
                                        count() OVER (PARTITION BY subject_key ORDER BY second ASC RANGE BETWEEN 31536000 PRECEDING AND CURRENT ROW) AS entries
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
                                                UUIDToNum(fact_id) AS fact,
                                                intDiv(second + 2208988800, 31536000) AS piece
                                            FROM events_by_type_v3
                                            WHERE (version_kind IN ('original', 'correction')) AND (event_type IN ('ViolationFound'))
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
                            WHERE (all_reached >= 4) AND (settled_before < 4) AND 1
                            GROUP BY
                                subject_key,
                                second
                        )
                    )
                    WHERE entries_of_subject <= 2000000
                ) AS a ON (f.subject_key = a.subject_key) AND (f.piece = a.piece)
                WHERE (f.second >= (a.anchor - 31536000)) AND (f.second <= a.anchor)
                GROUP BY
                    a.subject_key,
                    a.anchor
            )
        )
        ARRAY JOIN arrayZip(rises, arrayResize(falls, length(rises), toUInt64(18446744073709551615))) AS interval
    )
)
