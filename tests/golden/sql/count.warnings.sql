-- more-than-three-violations-in-one-year@2, a rule of the kind count: its warnings over all facts,
-- as known now.
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
    WHERE if(version_kind = 'original', ends[1], arrayFirst(e -> (e > known_from), ends)) = 0
) AS f
INNER JOIN
(
    -- anchors
    SELECT
        subject_key,
        any(subject_id) AS subject_id,
        second AS anchor,
        arrayJoin([intDiv(second + 2208988800, 31536000) - 1, intDiv(second + 2208988800, 31536000)]) AS piece
    FROM
    (
        -- sizes of windows
        SELECT
            subject_key,
            second,
            subject_id,
            sum(toUInt8(1)) OVER (PARTITION BY subject_key ORDER BY second ASC RANGE BETWEEN 31535999 PRECEDING AND CURRENT ROW) AS all_reached,
            sum(toUInt8(1)) OVER (PARTITION BY subject_key ORDER BY second ASC RANGE BETWEEN 31536000 PRECEDING AND 1 PRECEDING) AS all_before
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
            WHERE if(version_kind = 'original', ends[1], arrayFirst(e -> (e > known_from), ends)) = 0
        )
    )
    WHERE (all_reached >= 4) AND (all_before < 4) AND 1
    GROUP BY
        subject_key,
        second
) AS a ON (f.subject_key = a.subject_key) AND (f.piece = a.piece)
WHERE (f.second >= (a.anchor - 31536000)) AND (f.second <= a.anchor) AND (f.second > (a.anchor - 31536000))
GROUP BY
    a.subject_key,
    a.anchor
