-- prepaid-cards-issued-while-listed@2, a rule of the kind count: its warnings over all facts, as
-- known now.
-- `W` of a count rule: the instants at which the count comes true, then the facts in each one's
-- window.
--
-- Its steps from the inside outwards; each stands by its name where its SELECT begins:
-- - ends: for each fact the knowledge points of its amendments: the next one ends a version.
-- - facts in force: the version of each fact that nothing known has ended.
-- - what subjects were: to each row the latest that was said of its subject up to its second.
-- - facts with their subject: the facts of which the subject was, when they happened, as the rule
-- asks.
-- - sizes of windows: how many facts lie in the window up to each instant, and in that right
-- before it.
-- - anchors: instants at which so many lie in the window, and right before did not.
-- - warnings: each anchor with the facts of its window, the newest as evidence.

-- warnings
SELECT
    any(a.subject_id) AS subject_id,
    concat(replaceOne(toString(fromUnixTimestamp64Milli(a.anchor * 1000, 'UTC')), ' ', 'T'), 'Z') AS anchor,
    anchor AS anchor_at,
    arrayMap(id -> UUIDNumToString(id), (arraySlice(arraySort(groupArray((f.second, f.fact))), -200)).2) AS evidence,
    count() AS evidence_count
FROM
(
    -- facts with their subject
    SELECT
        subject_key,
        subject_id,
        fact_id,
        second,
        UUIDToNum(fact_id) AS fact,
        intDiv(second + 2208988800, 86400) AS piece
    FROM
    (
        -- what subjects were
        SELECT
            e.*,
            bitTest(s.truths, 0) AS subject_is_8148518530045ab486222341a173d4a6,
            bitTest(s.truths, 1) AS subject_is_461002441dbc504598b7e01f960f26d5
        FROM
        (
            -- facts in force
            SELECT
                subject_key,
                subject_id,
                fact_id,
                second,
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
            WHERE if(version_kind = 'original', ends[1], arrayFirst(e -> (e > known_from), ends)) = 0
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
                    bitOr(tupleElement(max(if(bitTest(says, 0), (toInt64(second), fact, bitAnd(truths, toUInt64(1))), (toInt64(-1000000000000), toFixedString('', 16), toUInt64(0)))) OVER (PARTITION BY subject_key ORDER BY second ASC RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW), 3), tupleElement(max(if(bitTest(says, 1), (toInt64(second), fact, bitAnd(truths, toUInt64(2))), (toInt64(-1000000000000), toFixedString('', 16), toUInt64(0)))) OVER (PARTITION BY subject_key ORDER BY second ASC RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW), 3)) AS latest
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
                    WHERE if(version_kind = 'original', ends[1], arrayFirst(e -> (e > known_from), ends)) = 0
                )
            )
            GROUP BY
                subject_key,
                since
        ) AS s ON (e.subject_key = s.subject_key) AND (e.second >= s.since)
    )
    WHERE (event_type IN ('LicenceGranted', 'LicenceRenewed')) AND (ifNull(data_licence_type__code = 'prepaid_card', 0) AND (subject_is_8148518530045ab486222341a173d4a6 OR subject_is_461002441dbc504598b7e01f960f26d5))
) AS f
INNER JOIN
(
    -- anchors
    SELECT
        subject_key,
        any(subject_id) AS subject_id,
        second AS anchor,
        arrayJoin([intDiv(second + 2208988800, 86400) - 1, intDiv(second + 2208988800, 86400)]) AS piece
    FROM
    (
        -- sizes of windows
        SELECT
            subject_key,
            second,
            subject_id,
            sum(toUInt8(1)) OVER (PARTITION BY subject_key ORDER BY second ASC RANGE BETWEEN 86399 PRECEDING AND CURRENT ROW) AS all_reached,
            sum(toUInt8(1)) OVER (PARTITION BY subject_key ORDER BY second ASC RANGE BETWEEN 86400 PRECEDING AND 1 PRECEDING) AS all_before
        FROM
        (
            -- facts with their subject
            SELECT
                subject_key,
                subject_id,
                fact_id,
                second,
                UUIDToNum(fact_id) AS fact,
                intDiv(second + 2208988800, 86400) AS piece
            FROM
            (
                -- what subjects were
                SELECT
                    e.*,
                    bitTest(s.truths, 0) AS subject_is_8148518530045ab486222341a173d4a6,
                    bitTest(s.truths, 1) AS subject_is_461002441dbc504598b7e01f960f26d5
                FROM
                (
                    -- facts in force
                    SELECT
                        subject_key,
                        subject_id,
                        fact_id,
                        second,
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
                    WHERE if(version_kind = 'original', ends[1], arrayFirst(e -> (e > known_from), ends)) = 0
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
                            bitOr(tupleElement(max(if(bitTest(says, 0), (toInt64(second), fact, bitAnd(truths, toUInt64(1))), (toInt64(-1000000000000), toFixedString('', 16), toUInt64(0)))) OVER (PARTITION BY subject_key ORDER BY second ASC RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW), 3), tupleElement(max(if(bitTest(says, 1), (toInt64(second), fact, bitAnd(truths, toUInt64(2))), (toInt64(-1000000000000), toFixedString('', 16), toUInt64(0)))) OVER (PARTITION BY subject_key ORDER BY second ASC RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW), 3)) AS latest
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
                            WHERE if(version_kind = 'original', ends[1], arrayFirst(e -> (e > known_from), ends)) = 0
                        )
                    )
                    GROUP BY
                        subject_key,
                        since
                ) AS s ON (e.subject_key = s.subject_key) AND (e.second >= s.since)
            )
            WHERE (event_type IN ('LicenceGranted', 'LicenceRenewed')) AND (ifNull(data_licence_type__code = 'prepaid_card', 0) AND (subject_is_8148518530045ab486222341a173d4a6 OR subject_is_461002441dbc504598b7e01f960f26d5))
        )
    )
    WHERE (all_reached >= 1) AND (all_before < 1) AND 1
    GROUP BY
        subject_key,
        second
) AS a ON (f.subject_key = a.subject_key) AND (f.piece = a.piece)
WHERE (f.second >= (a.anchor - 86400)) AND (f.second <= a.anchor) AND (f.second > (a.anchor - 86400))
GROUP BY
    a.subject_key,
    a.anchor
