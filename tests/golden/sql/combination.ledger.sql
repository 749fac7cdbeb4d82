-- prepaid-merchant-gone@2, a rule of the kind combination: when each of its warnings was raised
-- and withdrawn.
-- When each warning of a combination stood: one count for each condition, at each point of
-- knowing.
--
-- Its steps from the inside outwards; each stands by its name where its SELECT begins:
-- - ends: for each fact the knowledge points of its amendments: the next one ends a version.
-- - versions: each version of a fact, with the knowledge points between which it is in force.
-- - candidates: instants that may ever have been anchors, judged by all that was ever known.
-- - changes: for each candidate, at which knowledge point each of its sums changes by how much.
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
        arraySort(arrayFilter(member -> (((member.1) > (anchor - 7776000)) AND ((member.3) <= raised) AND ((member.4) > raised)), members)) AS known
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
                arrayMap((reached_0, reached_1, reached_2, before_0, before_1, before_2, at_anchor) -> toUInt8(((reached_0 >= 1) AND (reached_1 >= 1) AND (reached_2 >= 1)) AND (NOT ((before_0 >= 1) AND (before_1 >= 1) AND (before_2 >= 1))) AND (at_anchor > 0)), arrayCumSum(ordered.2), arrayCumSum(ordered.3), arrayCumSum(ordered.4), arrayCumSum(ordered.5), arrayCumSum(ordered.6), arrayCumSum(ordered.7), arrayCumSum(ordered.8)) AS after_change,
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
                    arrayConcat(groupArray((f.known_from, f.amount_0 * (f.second > (a.anchor - 7776000)), f.amount_1 * (f.second > (a.anchor - 7776000)), f.amount_2 * (f.second > (a.anchor - 7776000)), f.amount_0 * (f.second < a.anchor), f.amount_1 * (f.second < a.anchor), f.amount_2 * (f.second < a.anchor), toInt64(f.second = a.anchor))), groupArrayIf((f.known_until, -(f.amount_0 * (f.second > (a.anchor - 7776000))), -(f.amount_1 * (f.second > (a.anchor - 7776000))), -(f.amount_2 * (f.second > (a.anchor - 7776000))), -(f.amount_0 * (f.second < a.anchor)), -(f.amount_1 * (f.second < a.anchor)), -(f.amount_2 * (f.second < a.anchor)), -(toInt64(f.second = a.anchor))), f.known_until != toUInt64(18446744073709551615))) AS changes
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
                        v.piece AS piece,
                        v.amount_0 AS amount_0,
                        v.amount_1 AS amount_1,
                        v.amount_2 AS amount_2
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
                            intDiv(second + 2208988800, 7776000) AS piece,
                            toInt64(((event_type IN ('InspectionConducted')) AND ifNull((data_check_result__code IN ('6', '7', '12')), 0))) AS amount_0,
                            toInt64(((event_type IN ('AbnormalOperationListed')) AND ifNull(data_reason__code = '4', 0))) AS amount_1,
                            toInt64(((event_type IN ('ComplaintReceived')) AND ifNull(data_category__code = 'prepaid_card', 0))) AS amount_2
                        FROM events_by_type_v3
                        WHERE (version_kind IN ('original', 'correction')) AND (((event_type IN ('InspectionConducted')) AND ifNull((data_check_result__code IN ('6', '7', '12')), 0)) OR ((event_type IN ('AbnormalOperationListed')) AND ifNull(data_reason__code = '4', 0)) OR ((event_type IN ('ComplaintReceived')) AND ifNull(data_category__code = 'prepaid_card', 0)))
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
                        arrayJoin([intDiv(anchor + 2208988800, 7776000) - 1, intDiv(anchor + 2208988800, 7776000)]) AS piece
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
                                SELECT
                                    subject_key,
                                    subject_id,
                                    fact_id,
                                    second,
                                    entries,
                                    sum(greatest(amount_0, 0)) OVER (PARTITION BY subject_key ORDER BY second ASC RANGE BETWEEN 7775999 PRECEDING AND CURRENT ROW) AS ever_0,
                                    sum(if(settled, amount_0, least(amount_0, 0))) OVER (PARTITION BY subject_key ORDER BY second ASC RANGE BETWEEN 7776000 PRECEDING AND 1 PRECEDING) AS surely_0,
                                    sum(greatest(amount_1, 0)) OVER (PARTITION BY subject_key ORDER BY second ASC RANGE BETWEEN 7775999 PRECEDING AND CURRENT ROW) AS ever_1,
                                    sum(if(settled, amount_1, least(amount_1, 0))) OVER (PARTITION BY subject_key ORDER BY second ASC RANGE BETWEEN 7776000 PRECEDING AND 1 PRECEDING) AS surely_1,
                                    sum(greatest(amount_2, 0)) OVER (PARTITION BY subject_key ORDER BY second ASC RANGE BETWEEN 7775999 PRECEDING AND CURRENT ROW) AS ever_2,
                                    sum(if(settled, amount_2, least(amount_2, 0))) OVER (PARTITION BY subject_key ORDER BY second ASC RANGE BETWEEN 7776000 PRECEDING AND 1 PRECEDING) AS surely_2
                                FROM
                                (
                                    SELECT
                                        *,
                                        (known_until = toUInt64(18446744073709551615)) AND (known_from <= min(known_from) OVER (PARTITION BY subject_key ORDER BY second DESC RANGE BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)) AS settled,
                                        count() OVER (PARTITION BY subject_key ORDER BY second ASC RANGE BETWEEN 7776000 PRECEDING AND CURRENT ROW) AS entries
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
                                            v.piece AS piece,
                                            v.amount_0 AS amount_0,
                                            v.amount_1 AS amount_1,
                                            v.amount_2 AS amount_2
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
                                                intDiv(second + 2208988800, 7776000) AS piece,
                                                toInt64(((event_type IN ('InspectionConducted')) AND ifNull((data_check_result__code IN ('6', '7', '12')), 0))) AS amount_0,
                                                toInt64(((event_type IN ('AbnormalOperationListed')) AND ifNull(data_reason__code = '4', 0))) AS amount_1,
                                                toInt64(((event_type IN ('ComplaintReceived')) AND ifNull(data_category__code = 'prepaid_card', 0))) AS amount_2
                                            FROM events_by_type_v3
                                            WHERE (version_kind IN ('original', 'correction')) AND (((event_type IN ('InspectionConducted')) AND ifNull((data_check_result__code IN ('6', '7', '12')), 0)) OR ((event_type IN ('AbnormalOperationListed')) AND ifNull(data_reason__code = '4', 0)) OR ((event_type IN ('ComplaintReceived')) AND ifNull(data_category__code = 'prepaid_card', 0)))
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
                            WHERE ((ever_0 >= 1) AND (ever_1 >= 1) AND (ever_2 >= 1)) AND (NOT ((surely_0 >= 1) AND (surely_1 >= 1) AND (surely_2 >= 1))) AND 1
                            GROUP BY
                                subject_key,
                                second
                        )
                    )
                    WHERE entries_of_subject <= 2000000
                ) AS a ON (f.subject_key = a.subject_key) AND (f.piece = a.piece)
                WHERE (f.second >= (a.anchor - 7776000)) AND (f.second <= a.anchor)
                GROUP BY
                    a.subject_key,
                    a.anchor
            )
        )
        ARRAY JOIN arrayZip(rises, arrayResize(falls, length(rises), toUInt64(18446744073709551615))) AS interval
    )
)
