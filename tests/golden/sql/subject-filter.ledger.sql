-- prepaid-cards-issued-while-listed@2, a rule of the kind count: when each of its warnings was
-- raised and withdrawn.
-- When each warning of a count rule stood. At a knowledge point `k` the anchor `t` is in `W` if
-- and only if a fact at `t` is known, at least N are known in (t − W, t], and fewer than N in [t −
-- W, t). So for each anchor that could ever be one, the knowledge points at which a version began
-- or ceased to be known are walked in order with these three sums (`docs/engines.md`).
--
-- Its steps from the inside outwards; each stands by its name where its SELECT begins:
-- - ends: for each fact the knowledge points of its amendments: the next one ends a version.
-- - versions: each version of a fact, with the knowledge points between which it is in force.
-- - truths: for each row, between which knowledge points which comparisons with its subject hold.
-- - cut by what subjects were: the versions, cut where what was known of their subject changes.
-- - versions with their subject: the versions, for the knowledge points at which their subject was
-- as the rule asks.
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
        arraySort(arrayFilter(member -> (((member.1) > (anchor - 86400)) AND ((member.3) <= raised) AND ((member.4) > raised)), members)) AS known
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
                arrayMap((a, b, c) -> toUInt8((a >= 1) AND (b < 1) AND (c > 0)), arrayCumSum(ordered.2), arrayCumSum(ordered.3), arrayCumSum(ordered.4)) AS after_change,
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
                    arrayConcat(groupArray((f.known_from, toInt32(f.second > (a.anchor - 86400)), toInt32(f.second < a.anchor), toInt32(f.second = a.anchor))), groupArrayIf((f.known_until, -toInt32(f.second > (a.anchor - 86400)), -toInt32(f.second < a.anchor), -toInt32(f.second = a.anchor)), f.known_until != toUInt64(18446744073709551615))) AS changes
                FROM
                (
                    -- versions with their subject
                    SELECT
                        subject_key,
                        subject_id,
                        fact_id,
                        second,
                        known_from,
                        known_until,
                        UUIDToNum(fact_id) AS fact,
                        intDiv(second + 2208988800, 86400) AS piece
                    FROM
                    (
                        -- cut by what subjects were
                        SELECT
                            * EXCEPT (pieces, piece, version_from, version_until),
                            greatest(version_from, piece.1) AS known_from,
                            least(version_until, piece.2) AS known_until,
                            bitTest(piece.3, 0) AS subject_is_8148518530045ab486222341a173d4a6,
                            bitTest(piece.3, 1) AS subject_is_461002441dbc504598b7e01f960f26d5
                        FROM
                        (
                            SELECT
                                e.* EXCEPT (known_from, known_until),
                                e.known_from AS version_from,
                                e.known_until AS version_until,
                                if(empty(p.pieces), [(0, toUInt64(18446744073709551615), toUInt64(0))], p.pieces) AS pieces
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
                                    v.event_type AS event_type,
                                    v.region AS region,
                                    v.department AS department,
                                    v.source AS source,
                                    v.reported_at AS reported_at,
                                    v.recorded_at AS recorded_at,
                                    v.data_licence_type__code AS data_licence_type__code
                                FROM
                                (
                                    SELECT
                                        subject_key,
                                        subject_id,
                                        fact_id,
                                        identity(intDiv(toUnixTimestamp64Milli(occurred_at) + 2208988800000, 1000) - 2208988800) AS second,
                                        position AS known_from,
                                        version_kind,
                                        event_type,
                                        region,
                                        department,
                                        source,
                                        reported_at,
                                        recorded_at,
                                        data_licence_type__code
                                    FROM events_by_type_v3
                                    WHERE (version_kind IN ('original', 'correction')) AND (event_type IN ('LicenceGranted', 'LicenceRenewed'))
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
                            ) AS e
                            ASOF LEFT JOIN
                            (
                                SELECT
                                    subject_key,
                                    second AS since,
                                    pieces
                                FROM
                                (
                                    -- truths
                                    SELECT
                                        subject_key,
                                        second,
                                        known_from,
                                        known_until,
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
                                                arrayMap(known_at -> bitOr(bitAnd(tupleElement(arrayLast(one -> (bitTest(one.5, 0) AND ((one.3) <= known_at) AND ((one.4) > known_at)), said), 6), toUInt64(1)), bitAnd(tupleElement(arrayLast(one -> (bitTest(one.5, 1) AND ((one.3) <= known_at) AND ((one.4) > known_at)), said), 6), toUInt64(2))), known_at_list) AS truths
                                            FROM
                                            (
                                                SELECT
                                                    *,
                                                    arraySort(arrayDistinct(arrayPushFront(arrayFilter(known_at -> ((known_at > known_from) AND (known_at < known_until)), arrayConcat(said.3, said.4)), known_from))) AS known_at_list
                                                FROM
                                                (
                                                    SELECT
                                                        r.subject_key AS subject_key,
                                                        r.second AS second,
                                                        r.known_from AS known_from,
                                                        any(r.known_until) AS known_until,
                                                        arraySort(groupArrayIf((c.second, c.fact, c.known_from, c.known_until, c.says, c.truths), (c.known_from > 0) AND (c.second <= r.second) AND (c.known_until > r.known_from) AND (NOT ((c.next_second <= r.second) AND (c.next_from <= r.known_from) AND (c.next_until >= r.known_until) AND (bitAnd(c.says, c.next_says) = c.says))))) AS said
                                                    FROM
                                                    (
                                                        SELECT
                                                            e.subject_key AS subject_key,
                                                            c.since AS second,
                                                            min(e.known_from) AS known_from,
                                                            toUInt64(18446744073709551615) AS known_until
                                                        FROM
                                                        (
                                                            SELECT
                                                                subject_key,
                                                                second,
                                                                known_from
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
                                                                    v.event_type AS event_type,
                                                                    v.region AS region,
                                                                    v.department AS department,
                                                                    v.source AS source,
                                                                    v.reported_at AS reported_at,
                                                                    v.recorded_at AS recorded_at,
                                                                    v.data_licence_type__code AS data_licence_type__code
                                                                FROM
                                                                (
                                                                    SELECT
                                                                        subject_key,
                                                                        subject_id,
                                                                        fact_id,
                                                                        identity(intDiv(toUnixTimestamp64Milli(occurred_at) + 2208988800000, 1000) - 2208988800) AS second,
                                                                        position AS known_from,
                                                                        version_kind,
                                                                        event_type,
                                                                        region,
                                                                        department,
                                                                        source,
                                                                        reported_at,
                                                                        recorded_at,
                                                                        data_licence_type__code
                                                                    FROM events_by_type_v3
                                                                    WHERE (version_kind IN ('original', 'correction')) AND (event_type IN ('LicenceGranted', 'LicenceRenewed'))
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
                                                        ) AS e
                                                        ASOF INNER JOIN
                                                        (
                                                            SELECT DISTINCT
                                                                subject_key,
                                                                second AS since
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
                                                                        (toUInt64(((event_type = 'AbnormalOperationListed') OR (event_type = 'AbnormalOperationRemoved'))) * toUInt64(1)) + (toUInt64(((event_type = 'SeriousViolationListed') OR (event_type = 'SeriousViolationRemoved'))) * toUInt64(2)) AS says,
                                                                        (toUInt64(multiIf(event_type = 'AbnormalOperationListed', toUInt8(1), event_type = 'AbnormalOperationRemoved', toUInt8(0), 0)) * toUInt64(1)) + (toUInt64(multiIf(event_type = 'SeriousViolationListed', toUInt8(1), event_type = 'SeriousViolationRemoved', toUInt8(0), 0)) * toUInt64(2)) AS truths
                                                                    FROM events_by_type_v3
                                                                    WHERE (version_kind IN ('original', 'correction')) AND (event_type IN ('AbnormalOperationListed', 'AbnormalOperationRemoved', 'SeriousViolationListed', 'SeriousViolationRemoved'))
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
                                                        ) AS c ON (e.subject_key = c.subject_key) AND (e.second >= c.since)
                                                        GROUP BY
                                                            subject_key,
                                                            second
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
                                                                    (toUInt64(((event_type = 'AbnormalOperationListed') OR (event_type = 'AbnormalOperationRemoved'))) * toUInt64(1)) + (toUInt64(((event_type = 'SeriousViolationListed') OR (event_type = 'SeriousViolationRemoved'))) * toUInt64(2)) AS says,
                                                                    (toUInt64(multiIf(event_type = 'AbnormalOperationListed', toUInt8(1), event_type = 'AbnormalOperationRemoved', toUInt8(0), 0)) * toUInt64(1)) + (toUInt64(multiIf(event_type = 'SeriousViolationListed', toUInt8(1), event_type = 'SeriousViolationRemoved', toUInt8(0), 0)) * toUInt64(2)) AS truths
                                                                FROM events_by_type_v3
                                                                WHERE (version_kind IN ('original', 'correction')) AND (event_type IN ('AbnormalOperationListed', 'AbnormalOperationRemoved', 'SeriousViolationListed', 'SeriousViolationRemoved'))
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
                                                        r.second,
                                                        r.known_from
                                                )
                                            )
                                        )
                                    )
                                )
                            ) AS p ON (e.subject_key = p.subject_key) AND (e.second >= p.since)
                        )
                        ARRAY JOIN pieces AS piece
                        WHERE ((piece.1) < version_until) AND ((piece.2) > version_from)
                    )
                    WHERE (event_type IN ('LicenceGranted', 'LicenceRenewed')) AND (ifNull(data_licence_type__code = 'prepaid_card', 0) AND (subject_is_8148518530045ab486222341a173d4a6 OR subject_is_461002441dbc504598b7e01f960f26d5))
                ) AS f
                INNER JOIN
                (
                    SELECT
                        subject_key,
                        subject_id,
                        anchor,
                        arrayJoin([intDiv(anchor + 2208988800, 86400) - 1, intDiv(anchor + 2208988800, 86400)]) AS piece
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
                                    sum(toUInt8(1)) OVER (PARTITION BY subject_key ORDER BY second ASC RANGE BETWEEN 86399 PRECEDING AND CURRENT ROW) AS all_reached,
                                    sum(toUInt8(1)) OVER (PARTITION BY subject_key ORDER BY second ASC RANGE BETWEEN 86400 PRECEDING AND 1 PRECEDING) AS all_before,
                                    sum(toUInt8(settled)) OVER (PARTITION BY subject_key ORDER BY second ASC RANGE BETWEEN 86399 PRECEDING AND CURRENT ROW) AS settled_reached,
                                    sum(toUInt8(settled)) OVER (PARTITION BY subject_key ORDER BY second ASC RANGE BETWEEN 86400 PRECEDING AND 1 PRECEDING) AS settled_before
                                FROM
                                (
                                    SELECT
                                        *,
                                        (known_until = toUInt64(18446744073709551615)) AND (known_from <= min(known_from) OVER (PARTITION BY subject_key ORDER BY second DESC RANGE BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)) AS settled,
                                        count() OVER (PARTITION BY subject_key ORDER BY second ASC RANGE BETWEEN 86400 PRECEDING AND CURRENT ROW) AS entries
                                    FROM
                                    (
                                        -- versions with their subject
                                        SELECT
                                            subject_key,
                                            subject_id,
                                            fact_id,
                                            second,
                                            known_from,
                                            known_until,
                                            UUIDToNum(fact_id) AS fact,
                                            intDiv(second + 2208988800, 86400) AS piece
                                        FROM
                                        (
                                            -- cut by what subjects were
                                            SELECT
                                                * EXCEPT (pieces, piece, version_from, version_until),
                                                greatest(version_from, piece.1) AS known_from,
                                                least(version_until, piece.2) AS known_until,
                                                bitTest(piece.3, 0) AS subject_is_8148518530045ab486222341a173d4a6,
                                                bitTest(piece.3, 1) AS subject_is_461002441dbc504598b7e01f960f26d5
                                            FROM
                                            (
                                                SELECT
                                                    e.* EXCEPT (known_from, known_until),
                                                    e.known_from AS version_from,
                                                    e.known_until AS version_until,
                                                    if(empty(p.pieces), [(0, toUInt64(18446744073709551615), toUInt64(0))], p.pieces) AS pieces
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
                                                        v.event_type AS event_type,
                                                        v.region AS region,
                                                        v.department AS department,
                                                        v.source AS source,
                                                        v.reported_at AS reported_at,
                                                        v.recorded_at AS recorded_at,
                                                        v.data_licence_type__code AS data_licence_type__code
                                                    FROM
                                                    (
                                                        SELECT
                                                            subject_key,
                                                            subject_id,
                                                            fact_id,
                                                            identity(intDiv(toUnixTimestamp64Milli(occurred_at) + 2208988800000, 1000) - 2208988800) AS second,
                                                            position AS known_from,
                                                            version_kind,
                                                            event_type,
                                                            region,
                                                            department,
                                                            source,
                                                            reported_at,
                                                            recorded_at,
                                                            data_licence_type__code
                                                        FROM events_by_type_v3
                                                        WHERE (version_kind IN ('original', 'correction')) AND (event_type IN ('LicenceGranted', 'LicenceRenewed'))
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
                                                ) AS e
                                                ASOF LEFT JOIN
                                                (
                                                    SELECT
                                                        subject_key,
                                                        second AS since,
                                                        pieces
                                                    FROM
                                                    (
                                                        -- truths
                                                        SELECT
                                                            subject_key,
                                                            second,
                                                            known_from,
                                                            known_until,
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
                                                                    arrayMap(known_at -> bitOr(bitAnd(tupleElement(arrayLast(one -> (bitTest(one.5, 0) AND ((one.3) <= known_at) AND ((one.4) > known_at)), said), 6), toUInt64(1)), bitAnd(tupleElement(arrayLast(one -> (bitTest(one.5, 1) AND ((one.3) <= known_at) AND ((one.4) > known_at)), said), 6), toUInt64(2))), known_at_list) AS truths
                                                                FROM
                                                                (
                                                                    SELECT
                                                                        *,
                                                                        arraySort(arrayDistinct(arrayPushFront(arrayFilter(known_at -> ((known_at > known_from) AND (known_at < known_until)), arrayConcat(said.3, said.4)), known_from))) AS known_at_list
                                                                    FROM
                                                                    (
                                                                        SELECT
                                                                            r.subject_key AS subject_key,
                                                                            r.second AS second,
                                                                            r.known_from AS known_from,
                                                                            any(r.known_until) AS known_until,
                                                                            arraySort(groupArrayIf((c.second, c.fact, c.known_from, c.known_until, c.says, c.truths), (c.known_from > 0) AND (c.second <= r.second) AND (c.known_until > r.known_from) AND (NOT ((c.next_second <= r.second) AND (c.next_from <= r.known_from) AND (c.next_until >= r.known_until) AND (bitAnd(c.says, c.next_says) = c.says))))) AS said
                                                                        FROM
                                                                        (
                                                                            SELECT
                                                                                e.subject_key AS subject_key,
                                                                                c.since AS second,
                                                                                min(e.known_from) AS known_from,
                                                                                toUInt64(18446744073709551615) AS known_until
                                                                            FROM
                                                                            (
                                                                                SELECT
                                                                                    subject_key,
                                                                                    second,
                                                                                    known_from
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
                                                                                        v.event_type AS event_type,
                                                                                        v.region AS region,
                                                                                        v.department AS department,
                                                                                        v.source AS source,
                                                                                        v.reported_at AS reported_at,
                                                                                        v.recorded_at AS recorded_at,
                                                                                        v.data_licence_type__code AS data_licence_type__code
                                                                                    FROM
                                                                                    (
                                                                                        SELECT
                                                                                            subject_key,
                                                                                            subject_id,
                                                                                            fact_id,
                                                                                            identity(intDiv(toUnixTimestamp64Milli(occurred_at) + 2208988800000, 1000) - 2208988800) AS second,
                                                                                            position AS known_from,
                                                                                            version_kind,
                                                                                            event_type,
                                                                                            region,
                                                                                            department,
                                                                                            source,
                                                                                            reported_at,
                                                                                            recorded_at,
                                                                                            data_licence_type__code
                                                                                        FROM events_by_type_v3
                                                                                        WHERE (version_kind IN ('original', 'correction')) AND (event_type IN ('LicenceGranted', 'LicenceRenewed'))
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
                                                                            ) AS e
                                                                            ASOF INNER JOIN
                                                                            (
                                                                                SELECT DISTINCT
                                                                                    subject_key,
                                                                                    second AS since
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
                                                                                            (toUInt64(((event_type = 'AbnormalOperationListed') OR (event_type = 'AbnormalOperationRemoved'))) * toUInt64(1)) + (toUInt64(((event_type = 'SeriousViolationListed') OR (event_type = 'SeriousViolationRemoved'))) * toUInt64(2)) AS says,
                                                                                            (toUInt64(multiIf(event_type = 'AbnormalOperationListed', toUInt8(1), event_type = 'AbnormalOperationRemoved', toUInt8(0), 0)) * toUInt64(1)) + (toUInt64(multiIf(event_type = 'SeriousViolationListed', toUInt8(1), event_type = 'SeriousViolationRemoved', toUInt8(0), 0)) * toUInt64(2)) AS truths
                                                                                        FROM events_by_type_v3
                                                                                        WHERE (version_kind IN ('original', 'correction')) AND (event_type IN ('AbnormalOperationListed', 'AbnormalOperationRemoved', 'SeriousViolationListed', 'SeriousViolationRemoved'))
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
                                                                            ) AS c ON (e.subject_key = c.subject_key) AND (e.second >= c.since)
                                                                            GROUP BY
                                                                                subject_key,
                                                                                second
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
                                                                                        (toUInt64(((event_type = 'AbnormalOperationListed') OR (event_type = 'AbnormalOperationRemoved'))) * toUInt64(1)) + (toUInt64(((event_type = 'SeriousViolationListed') OR (event_type = 'SeriousViolationRemoved'))) * toUInt64(2)) AS says,
                                                                                        (toUInt64(multiIf(event_type = 'AbnormalOperationListed', toUInt8(1), event_type = 'AbnormalOperationRemoved', toUInt8(0), 0)) * toUInt64(1)) + (toUInt64(multiIf(event_type = 'SeriousViolationListed', toUInt8(1), event_type = 'SeriousViolationRemoved', toUInt8(0), 0)) * toUInt64(2)) AS truths
                                                                                    FROM events_by_type_v3
                                                                                    WHERE (version_kind IN ('original', 'correction')) AND (event_type IN ('AbnormalOperationListed', 'AbnormalOperationRemoved', 'SeriousViolationListed', 'SeriousViolationRemoved'))
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
                                                                            r.second,
                                                                            r.known_from
                                                                    )
                                                                )
                                                            )
                                                        )
                                                    )
                                                ) AS p ON (e.subject_key = p.subject_key) AND (e.second >= p.since)
                                            )
                                            ARRAY JOIN pieces AS piece
                                            WHERE ((piece.1) < version_until) AND ((piece.2) > version_from)
                                        )
                                        WHERE (event_type IN ('LicenceGranted', 'LicenceRenewed')) AND (ifNull(data_licence_type__code = 'prepaid_card', 0) AND (subject_is_8148518530045ab486222341a173d4a6 OR subject_is_461002441dbc504598b7e01f960f26d5))
                                    )
                                )
                            )
                            WHERE (all_reached >= 1) AND (settled_before < 1) AND 1
                            GROUP BY
                                subject_key,
                                second
                        )
                    )
                    WHERE entries_of_subject <= 2000000
                ) AS a ON (f.subject_key = a.subject_key) AND (f.piece = a.piece)
                WHERE (f.second >= (a.anchor - 86400)) AND (f.second <= a.anchor)
                GROUP BY
                    a.subject_key,
                    a.anchor
            )
        )
        ARRAY JOIN arrayZip(rises, arrayResize(falls, length(rises), toUInt64(18446744073709551615))) AS interval
    )
)
