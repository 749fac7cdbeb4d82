-- repeated-complaints@1, a rule of the kind count: its warnings over all facts, as known now.
-- `W` of a count rule: the instants at which the count comes true, then the facts in each one's
-- window.
--
-- Its steps from the inside outwards; each stands by its name where its SELECT begins:
-- - ends: for each fact the knowledge points of its amendments: the next one ends a version.
-- - facts in force: the version of each fact that nothing known has ended.
-- - sizes of windows: how many facts lie in the window up to each instant, and in that right
-- before it.
-- - anchors: instants at which so many lie in the window, and right before did not.
-- - warnings: each anchor with the facts of its window, the newest as evidence.
-- - what subjects were: to each row the latest that was said of its subject up to its second.
-- - exceptions: to each warning the first exception that holds for it.

SELECT
    subject_id,
    anchor,
    anchor_at,
    evidence,
    evidence_count
FROM
(
    -- exceptions
    SELECT
        *,
        multiIf(subject_is_60f97d3db3b35cea8209291d1e5a1de8, 'gone', '') AS suppressed_by
    FROM
    (
        -- what subjects were
        SELECT
            e.*,
            bitTest(s.truths, 0) AS subject_is_60f97d3db3b35cea8209291d1e5a1de8
        FROM
        (
            SELECT
                subject_id,
                anchor,
                anchor_at,
                evidence,
                evidence_count,
                cityHash64(subject_id) AS subject_key,
                (((((((intDiv(((toInt64OrZero(substring(anchor_at, 1, 4)) + 400) - (toInt64OrZero(substring(anchor_at, 6, 2)) <= 2)), 400) * 146097) + ((((modulo(((toInt64OrZero(substring(anchor_at, 1, 4)) + 400) - (toInt64OrZero(substring(anchor_at, 6, 2)) <= 2)), 400) * 365) + intDiv(modulo(((toInt64OrZero(substring(anchor_at, 1, 4)) + 400) - (toInt64OrZero(substring(anchor_at, 6, 2)) <= 2)), 400), 4)) - intDiv(modulo(((toInt64OrZero(substring(anchor_at, 1, 4)) + 400) - (toInt64OrZero(substring(anchor_at, 6, 2)) <= 2)), 400), 100)) + ((intDiv((153 * modulo(toInt64OrZero(substring(anchor_at, 6, 2)) + 9, 12)) + 2, 5) + toInt64OrZero(substring(anchor_at, 9, 2))) - 1))) - 865565) * 86400) + (toInt64OrZero(substring(anchor_at, 12, 2)) * 3600)) + (toInt64OrZero(substring(anchor_at, 15, 2)) * 60)) + toInt64OrZero(substring(anchor_at, 18, 2))) AS second
            FROM
            (
                -- warnings
                SELECT
                    any(a.subject_id) AS subject_id,
                    concat(replaceOne(toString(fromUnixTimestamp64Milli(a.anchor * 1000, 'UTC')), ' ', 'T'), 'Z') AS anchor,
                    anchor AS anchor_at,
                    arrayMap(id -> UUIDNumToString(id), (arraySlice(arraySort(groupArray((f.second, f.fact))), -200)).2) AS evidence,
                    count() AS evidence_count
                FROM
                (
                    -- facts in force
                    SELECT
                        subject_key,
                        subject_id,
                        fact_id,
                        second,
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
                    WHERE if(version_kind = 'original', ends[1], arrayFirst(e -> (e > known_from), ends)) = 0
                ) AS f
                INNER JOIN
                (
                    -- anchors
                    SELECT
                        subject_key,
                        any(subject_id) AS subject_id,
                        second AS anchor,
                        arrayJoin([intDiv(second + 2208988800, 2592000) - 1, intDiv(second + 2208988800, 2592000)]) AS piece
                    FROM
                    (
                        -- sizes of windows
                        SELECT
                            subject_key,
                            second,
                            subject_id,
                            sum(toUInt8(1)) OVER (PARTITION BY subject_key ORDER BY second ASC RANGE BETWEEN 2591999 PRECEDING AND CURRENT ROW) AS all_reached,
                            sum(toUInt8(1)) OVER (PARTITION BY subject_key ORDER BY second ASC RANGE BETWEEN 2592000 PRECEDING AND 1 PRECEDING) AS all_before
                        FROM
                        (
                            -- facts in force
                            SELECT
                                subject_key,
                                subject_id,
                                fact_id,
                                second,
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
                            WHERE if(version_kind = 'original', ends[1], arrayFirst(e -> (e > known_from), ends)) = 0
                        )
                    )
                    WHERE (all_reached >= 3) AND (all_before < 3) AND 1
                    GROUP BY
                        subject_key,
                        second
                ) AS a ON (f.subject_key = a.subject_key) AND (f.piece = a.piece)
                WHERE (f.second >= (a.anchor - 2592000)) AND (f.second <= a.anchor) AND (f.second > (a.anchor - 2592000))
                GROUP BY
                    a.subject_key,
                    a.anchor
            )
        ) AS e
        ASOF LEFT JOIN
        (
            SELECT
                subject_key,
                second AS since,
                any(latest) AS truths
            FROM
            (
                SELECT
                    subject_key,
                    second,
                    tupleElement(max(if(bitTest(says, 0), (toInt64(second), fact, bitAnd(truths, toUInt64(1))), (toInt64(-1000000000000), toFixedString('', 16), toUInt64(0)))) OVER (PARTITION BY subject_key ORDER BY second ASC RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW), 3) AS latest
                FROM
                (
                    -- facts in force
                    SELECT
                        subject_key,
                        subject_id,
                        fact_id,
                        second,
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
                    WHERE if(version_kind = 'original', ends[1], arrayFirst(e -> (e > known_from), ends)) = 0
                )
            )
            GROUP BY
                subject_key,
                since
        ) AS s ON (e.subject_key = s.subject_key) AND (e.second >= s.since)
    )
)
WHERE suppressed_by = ''
