-- decision-published@1, a rule of the kind deadline: its warnings over all facts, as known now.
-- `W` of a deadline rule at a clock: for each overdue duty the nearest answer, which must not be
-- in time.
--
-- Its steps from the inside outwards; each stands by its name where its SELECT begins:
-- - ends: for each fact the knowledge points of its amendments: the next one ends a version.
-- - facts in force: the version of each fact that nothing known has ended.
-- - warnings: duties that are overdue, without those of which the nearest answer is in time.
-- - fed or not: to each warning the types that its duty waits for and nobody feeds.

SELECT
    subject_id,
    anchor,
    anchor_at,
    evidence,
    evidence_count
FROM
(
    -- fed or not
    SELECT
        w.subject_id AS subject_id,
        w.anchor AS anchor,
        w.anchor_at AS anchor_at,
        w.evidence AS evidence,
        w.evidence_count AS evidence_count,
        d.source AS source,
        d.department AS department,
        d.region AS region,
        d.missing AS missing,
        d.unstated AS unstated
    FROM
    (
        -- warnings
        SELECT
            d.subject_id AS subject_id,
            toString(d.fact_id) AS anchor,
            concat(replaceOne(toString(fromUnixTimestamp64Milli(d.second * 1000, 'UTC')), ' ', 'T'), 'Z') AS anchor_at,
            [anchor] AS evidence,
            toUInt64(1) AS evidence_count
        FROM
        (
            -- facts in force
            SELECT
                subject_key,
                subject_id,
                fact_id,
                second,
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
                WHERE (version_kind IN ('original', 'correction')) AND (event_type IN ('PenaltyDecided')) AND isNotNull(data_decision_number) AND 1 AND (due < 1780272000)
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
        ) AS d
        ASOF LEFT JOIN
        (
            -- facts in force
            SELECT
                subject_key,
                subject_id,
                fact_id,
                second,
                v.tie AS tie,
                v.found AS found
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
                    1 AS found
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
            WHERE if(version_kind = 'original', ends[1], arrayFirst(e -> (e > known_from), ends)) = 0
        ) AS a ON (d.subject_key = a.subject_key) AND (d.tie = a.tie) AND (d.second <= a.second)
        WHERE (a.found = 0) OR (a.second > d.due)
    ) AS w
    INNER JOIN
    (
        SELECT
            subject_id,
            toString(fact_id) AS anchor,
            source,
            department,
            region,
            missing,
            unstated
        FROM
        (
            SELECT
                * EXCEPT entries,
                arrayConcat(if(NOT (arrayFold((reach, feed) -> if((feed.5) <= reach, greatest(reach, feed.6), reach), arrayFilter(feed -> (((feed.1) = 1) AND ((feed.2) = 0)), entries), toInt64(second)) > greatest(toInt64(due), toInt64(second))), ['DecisionPublished'], emptyArrayString())) AS missing,
                arrayConcat(if(0, ['DecisionPublished'], emptyArrayString())) AS unstated
            FROM
            (
                SELECT
                    *,
                    arrayMap(number -> (CAST([1], 'Array(UInt32)')[number], CAST([0], 'Array(UInt8)')[number], CAST([1], 'Array(UInt32)')[number], CAST([1], 'Array(UInt32)')[number], CAST([-1000000000000], 'Array(Int64)')[number], CAST([1000000000000], 'Array(Int64)')[number]), arraySort(arrayDistinct(arrayConcat(CAST([], 'Array(UInt32)'), [[1]][indexOf(['市场监管局'], toString(department))])))) AS entries
                FROM
                (
                    -- facts in force
                    SELECT
                        subject_key,
                        subject_id,
                        fact_id,
                        second,
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
                    WHERE if(version_kind = 'original', ends[1], arrayFirst(e -> (e > known_from), ends)) = 0
                )
            )
        )
    ) AS d ON (w.subject_id = d.subject_id) AND (w.anchor = d.anchor)
)
WHERE empty(missing)
