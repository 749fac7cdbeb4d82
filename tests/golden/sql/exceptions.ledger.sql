-- repeated-complaints@1, a rule of the kind count: when each of its warnings was raised and
-- withdrawn.
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
-- - intervals of the ledger: the entries of the ledger below, as intervals between knowledge
-- points.
-- - truths: for each row, between which knowledge points which comparisons with its subject hold.
-- - exempt by subject: to each interval the knowledge points at which the subject began or ceased
-- to be excepted.
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
                    -- exempt by subject
                    SELECT
                        * EXCEPT (pieces, excepted),
                        arrayMap((piece, is, was) -> (piece.1, is - was), pieces, excepted, arrayPushFront(arrayPopBack(excepted), toInt32(0))) AS exempt
                    FROM
                    (
                        SELECT
                            *,
                            arrayMap(subject_is_60f97d3db3b35cea8209291d1e5a1de8 -> toInt32(subject_is_60f97d3db3b35cea8209291d1e5a1de8), arrayMap(piece -> bitTest(piece.3, 0), pieces)) AS excepted
                        FROM
                        (
                            -- truths
                            SELECT
                                subject_key,
                                anchor,
                                known_from,
                                subject_id,
                                anchor_at,
                                evidence,
                                evidence_count,
                                second,
                                known_until,
                                began,
                                arrayZip(steps.1, arrayPushBack(arrayPopFront(steps.1), known_until), steps.2) AS pieces
                            FROM
                            (
                                SELECT
                                    *,
                                    arrayFilter((state, before) -> ((state.2) != before), arrayZip(known_at_list, truths), arrayPushFront(arrayPopBack(truths), bitNot(truths[1]))) AS steps
                                FROM
                                (
                                    SELECT
                                        *,
                                        arrayMap(known_at -> bitAnd(tupleElement(arrayLast(one -> (bitTest(one.5, 0) AND ((one.3) <= known_at) AND ((one.4) > known_at)), said), 6), toUInt64(1)), known_at_list) AS truths
                                    FROM
                                    (
                                        SELECT
                                            *,
                                            arraySort(arrayDistinct(arrayPushFront(arrayFilter(known_at -> ((known_at > known_from) AND (known_at < known_until)), arrayConcat(said.3, said.4)), known_from))) AS known_at_list
                                        FROM
                                        (
                                            SELECT
                                                r.subject_key AS subject_key,
                                                r.anchor AS anchor,
                                                r.known_from AS known_from,
                                                any(r.subject_id) AS subject_id,
                                                any(r.anchor_at) AS anchor_at,
                                                any(r.evidence) AS evidence,
                                                any(r.evidence_count) AS evidence_count,
                                                any(r.second) AS second,
                                                any(r.known_until) AS known_until,
                                                any(r.began) AS began,
                                                arraySort(groupArrayIf((c.second, c.fact, c.known_from, c.known_until, c.says, c.truths), (c.known_from > 0) AND (c.second <= r.second) AND (c.known_until > r.known_from) AND (NOT ((c.next_second <= r.second) AND (c.next_from <= r.known_from) AND (c.next_until >= r.known_until) AND (bitAnd(c.says, c.next_says) = c.says))))) AS said
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
                                                            arraySort(arrayFilter(member -> (((member.1) > (anchor - 2592000)) AND ((member.3) <= raised) AND ((member.4) > raised)), members)) AS known
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
                                                                    arrayMap((a, b, c) -> toUInt8((a >= 3) AND (b < 3) AND (c > 0)), arrayCumSum(ordered.2), arrayCumSum(ordered.3), arrayCumSum(ordered.4)) AS after_change,
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
                                                                        arrayConcat(groupArray((f.known_from, toInt32(f.second > (a.anchor - 2592000)), toInt32(f.second < a.anchor), toInt32(f.second = a.anchor))), groupArrayIf((f.known_until, -toInt32(f.second > (a.anchor - 2592000)), -toInt32(f.second < a.anchor), -toInt32(f.second = a.anchor)), f.known_until != toUInt64(18446744073709551615))) AS changes
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
                                                                                intDiv(second + 2208988800, 2592000) AS piece
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
                                                                    ) AS f
                                                                    INNER JOIN
                                                                    (
                                                                        SELECT
                                                                            subject_key,
                                                                            subject_id,
                                                                            anchor,
                                                                            arrayJoin([intDiv(anchor + 2208988800, 2592000) - 1, intDiv(anchor + 2208988800, 2592000)]) AS piece
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
                                                                                        sum(toUInt8(1)) OVER (PARTITION BY subject_key ORDER BY second ASC RANGE BETWEEN 2591999 PRECEDING AND CURRENT ROW) AS all_reached,
                                                                                        sum(toUInt8(1)) OVER (PARTITION BY subject_key ORDER BY second ASC RANGE BETWEEN 2592000 PRECEDING AND 1 PRECEDING) AS all_before,
                                                                                        sum(toUInt8(settled)) OVER (PARTITION BY subject_key ORDER BY second ASC RANGE BETWEEN 2591999 PRECEDING AND CURRENT ROW) AS settled_reached,
                                                                                        sum(toUInt8(settled)) OVER (PARTITION BY subject_key ORDER BY second ASC RANGE BETWEEN 2592000 PRECEDING AND 1 PRECEDING) AS settled_before
                                                                                    FROM
                                                                                    (
                                                                                        SELECT
                                                                                            *,
                                                                                            (known_until = toUInt64(18446744073709551615)) AND (known_from <= min(known_from) OVER (PARTITION BY subject_key ORDER BY second DESC RANGE BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)) AS settled,
                                                                                            count() OVER (PARTITION BY subject_key ORDER BY second ASC RANGE BETWEEN 2592000 PRECEDING AND CURRENT ROW) AS entries
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
                                                                                                    intDiv(second + 2208988800, 2592000) AS piece
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
                                                                                    )
                                                                                )
                                                                                WHERE (all_reached >= 3) AND (settled_before < 3) AND 1
                                                                                GROUP BY
                                                                                    subject_key,
                                                                                    second
                                                                            )
                                                                        )
                                                                        WHERE entries_of_subject <= 2000000
                                                                    ) AS a ON (f.subject_key = a.subject_key) AND (f.piece = a.piece)
                                                                    WHERE (f.second >= (a.anchor - 2592000)) AND (f.second <= a.anchor)
                                                                    GROUP BY
                                                                        a.subject_key,
                                                                        a.anchor
                                                                )
                                                            )
                                                            ARRAY JOIN arrayZip(rises, arrayResize(falls, length(rises), toUInt64(18446744073709551615))) AS interval
                                                        )
                                                    )
                                                )
                                            ) AS r
                                            LEFT JOIN
                                            (
                                                SELECT
                                                    subject_key,
                                                    second,
                                                    fact,
                                                    known_from,
                                                    known_until,
                                                    says,
                                                    truths,
                                                    leadInFrame(second, 1, toInt64(1000000000000)) OVER (PARTITION BY subject_key ORDER BY second ASC, fact ASC ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) AS next_second,
                                                    leadInFrame(known_from) OVER (PARTITION BY subject_key ORDER BY second ASC, fact ASC ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) AS next_from,
                                                    leadInFrame(known_until) OVER (PARTITION BY subject_key ORDER BY second ASC, fact ASC ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) AS next_until,
                                                    leadInFrame(says) OVER (PARTITION BY subject_key ORDER BY second ASC, fact ASC ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) AS next_says
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
                                                        v.says AS says,
                                                        v.truths AS truths
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
                                                            toUInt64(((event_type = 'SubjectRegistered') OR (event_type = 'SubjectDeregistered'))) * toUInt64(1) AS says,
                                                            toUInt64(multiIf(event_type = 'SubjectRegistered', toUInt8(0), event_type = 'SubjectDeregistered', toUInt8(1), 0)) * toUInt64(1) AS truths
                                                        FROM events_by_type_v3
                                                        WHERE (version_kind IN ('original', 'correction')) AND (event_type IN ('SubjectRegistered', 'SubjectDeregistered'))
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
                                            ) AS c ON r.subject_key = c.subject_key
                                            GROUP BY
                                                r.subject_key,
                                                r.anchor,
                                                r.known_from
                                        )
                                    )
                                )
                            )
                        )
                    )
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
