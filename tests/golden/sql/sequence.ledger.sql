-- inspected-three-times-by-one-body@2, a rule of the kind sequence: when each of its warnings was
-- raised and withdrawn.
-- When each warning of a sequence stood. A version is led up to while it is known and one of the
-- step before is, near enough, that itself is led up to; so the intervals of a step follow from
-- those of the step before. Then the evidence is looked up backwards, as it was at the knowledge
-- point of raising.
--
-- Its steps from the inside outwards; each stands by its name where its SELECT begins:
-- - ends: for each fact the knowledge points of its amendments: the next one ends a version.
-- - versions: each version of a fact, with the knowledge points between which it is in force.
-- - changes: for each version, at which knowledge points it and what leads up to it are known.
-- - intervals: the changes added up in the order of knowing: from where to where the condition
-- holds.
-- - joined intervals: of the versions of one fact, intervals joined where one begins as another
-- ends.
-- - raised: the intervals of each fact of the last step.
-- - chain: to each interval the newest fact of the step before, as known when it was raised.
-- - ledger: each interval with its chain of facts.

-- ledger
SELECT
    subject_id,
    toString(fact_id) AS anchor,
    concat(replaceOne(toString(fromUnixTimestamp64Milli(anchor_second * 1000, 'UTC')), ' ', 'T'), 'Z') AS anchor_at,
    arrayMap(id -> UUIDNumToString(id), chain) AS evidence,
    length(chain) AS evidence_count,
    if(raised = toUInt64(18446744073709551615), NULL, toUInt64(raised)) AS raised_position,
    CAST(NULL, 'Nullable(String)') AS raised_reported_at,
    if(withdrawn = toUInt64(18446744073709551615), NULL, toUInt64(withdrawn)) AS withdrawn_position,
    CAST(NULL, 'Nullable(String)') AS withdrawn_reported_at
FROM
(
    -- chain
    SELECT
        w.subject_key AS subject_key,
        w.fact_id AS fact_id,
        w.raised AS raised,
        any(w.subject_id) AS subject_id,
        any(w.withdrawn) AS withdrawn,
        any(w.anchor_second) AS anchor_second,
        any(w.tie) AS tie,
        max((p.second, p.fact)) AS newest,
        newest.1 AS earliest,
        arrayPushFront(any(w.chain), newest.2) AS chain
    FROM
    (
        SELECT
            *,
            arrayJoin([intDiv(earliest + 2208988800, 15724800) - 1, intDiv(earliest + 2208988800, 15724800)]) AS piece
        FROM
        (
            -- chain
            SELECT
                w.subject_key AS subject_key,
                w.fact_id AS fact_id,
                w.raised AS raised,
                any(w.subject_id) AS subject_id,
                any(w.withdrawn) AS withdrawn,
                any(w.anchor_second) AS anchor_second,
                any(w.tie) AS tie,
                max((p.second, p.fact)) AS newest,
                newest.1 AS earliest,
                arrayPushFront(any(w.chain), newest.2) AS chain
            FROM
            (
                SELECT
                    *,
                    arrayJoin([intDiv(earliest + 2208988800, 15724800) - 1, intDiv(earliest + 2208988800, 15724800)]) AS piece
                FROM
                (
                    -- raised
                    SELECT
                        subject_key,
                        subject_id,
                        fact_id,
                        (joined.1).1 AS raised,
                        joined.2 AS withdrawn,
                        ((joined.1).2).1 AS anchor_second,
                        anchor_second AS earliest,
                        ((joined.1).2).2 AS tie,
                        [((joined.1).2).3] AS chain
                    FROM
                    (
                        -- joined intervals
                        SELECT
                            subject_key,
                            any(subject_id) AS subject_id,
                            fact_id,
                            arraySort(groupArray((raised, (second, tie, fact)))) AS beginnings,
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
                                fact,
                                tie,
                                interval.1 AS raised,
                                interval.2 AS withdrawn
                            FROM
                            (
                                SELECT
                                    subject_key,
                                    subject_id,
                                    fact_id,
                                    second,
                                    fact,
                                    tie,
                                    arraySort(change -> (change.1), changes) AS ordered,
                                    arrayMap((known, preceded) -> toUInt8((known > 0) AND (preceded > 0)), arrayCumSum(ordered.2), arrayCumSum(ordered.3)) AS after_change,
                                    arrayFilter((step, next) -> ((step.1) != next), arrayZip(ordered.1, after_change), arrayPushBack(arrayPopFront(ordered.1), toUInt64(18446744073709551615))) AS steps,
                                    (arrayFilter((step, state_before) -> ((step.2) > state_before), steps, arrayPushFront(arrayPopBack(steps.2), 0))).1 AS rises,
                                    (arrayFilter((step, state_before) -> ((step.2) < state_before), steps, arrayPushFront(arrayPopBack(steps.2), 0))).1 AS falls
                                FROM
                                (
                                    -- changes
                                    SELECT
                                        v.subject_key AS subject_key,
                                        any(v.subject_id) AS subject_id,
                                        v.fact_id AS fact_id,
                                        any(v.second) AS second,
                                        any(v.fact) AS fact,
                                        any(v.tie) AS tie,
                                        arrayConcat([(v.known_from, toInt32(1), toInt32(0))], if(v.known_until = toUInt64(18446744073709551615), [], [(v.known_until, toInt32(-1), toInt32(0))]), if(countIf(p.withdrawn = toUInt64(18446744073709551615)) = 0, [], [(minIf(p.raised, p.withdrawn = toUInt64(18446744073709551615)), toInt32(0), toInt32(1))]), groupArrayIf((p.raised, toInt32(0), toInt32(1)), p.withdrawn != toUInt64(18446744073709551615)), groupArrayIf((p.withdrawn, toInt32(0), toInt32(-1)), p.withdrawn != toUInt64(18446744073709551615))) AS changes
                                    FROM
                                    (
                                        SELECT
                                            *,
                                            arrayJoin([intDiv(second + 2208988800, 15724800) - 1, intDiv(second + 2208988800, 15724800)]) AS piece
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
                                                    UUIDToNum(fact_id) AS fact,
                                                    toString(department) AS tie
                                                FROM events_by_type_v3
                                                WHERE (version_kind IN ('original', 'correction')) AND (event_type IN ('InspectionConducted')) AND (toString(department) != '') AND 1
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
                                    ) AS v
                                    INNER JOIN
                                    (
                                        SELECT
                                            *,
                                            intDiv(second + 2208988800, 15724800) AS piece
                                        FROM
                                        (
                                            -- intervals
                                            SELECT
                                                subject_key,
                                                subject_id,
                                                fact_id,
                                                second,
                                                fact,
                                                tie,
                                                interval.1 AS raised,
                                                interval.2 AS withdrawn
                                            FROM
                                            (
                                                SELECT
                                                    subject_key,
                                                    subject_id,
                                                    fact_id,
                                                    second,
                                                    fact,
                                                    tie,
                                                    arraySort(change -> (change.1), changes) AS ordered,
                                                    arrayMap((known, preceded) -> toUInt8((known > 0) AND (preceded > 0)), arrayCumSum(ordered.2), arrayCumSum(ordered.3)) AS after_change,
                                                    arrayFilter((step, next) -> ((step.1) != next), arrayZip(ordered.1, after_change), arrayPushBack(arrayPopFront(ordered.1), toUInt64(18446744073709551615))) AS steps,
                                                    (arrayFilter((step, state_before) -> ((step.2) > state_before), steps, arrayPushFront(arrayPopBack(steps.2), 0))).1 AS rises,
                                                    (arrayFilter((step, state_before) -> ((step.2) < state_before), steps, arrayPushFront(arrayPopBack(steps.2), 0))).1 AS falls
                                                FROM
                                                (
                                                    -- changes
                                                    SELECT
                                                        v.subject_key AS subject_key,
                                                        any(v.subject_id) AS subject_id,
                                                        v.fact_id AS fact_id,
                                                        any(v.second) AS second,
                                                        any(v.fact) AS fact,
                                                        any(v.tie) AS tie,
                                                        arrayConcat([(v.known_from, toInt32(1), toInt32(0))], if(v.known_until = toUInt64(18446744073709551615), [], [(v.known_until, toInt32(-1), toInt32(0))]), if(countIf(p.withdrawn = toUInt64(18446744073709551615)) = 0, [], [(minIf(p.raised, p.withdrawn = toUInt64(18446744073709551615)), toInt32(0), toInt32(1))]), groupArrayIf((p.raised, toInt32(0), toInt32(1)), p.withdrawn != toUInt64(18446744073709551615)), groupArrayIf((p.withdrawn, toInt32(0), toInt32(-1)), p.withdrawn != toUInt64(18446744073709551615))) AS changes
                                                    FROM
                                                    (
                                                        SELECT
                                                            *,
                                                            arrayJoin([intDiv(second + 2208988800, 15724800) - 1, intDiv(second + 2208988800, 15724800)]) AS piece
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
                                                                    UUIDToNum(fact_id) AS fact,
                                                                    toString(department) AS tie
                                                                FROM events_by_type_v3
                                                                WHERE (version_kind IN ('original', 'correction')) AND (event_type IN ('InspectionConducted')) AND (toString(department) != '') AND 1
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
                                                    ) AS v
                                                    INNER JOIN
                                                    (
                                                        SELECT
                                                            *,
                                                            intDiv(second + 2208988800, 15724800) AS piece
                                                        FROM
                                                        (
                                                            SELECT
                                                                subject_key,
                                                                subject_id,
                                                                fact_id,
                                                                second,
                                                                fact,
                                                                tie,
                                                                known_from AS raised,
                                                                known_until AS withdrawn
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
                                                                        UUIDToNum(fact_id) AS fact,
                                                                        toString(department) AS tie
                                                                    FROM events_by_type_v3
                                                                    WHERE (version_kind IN ('original', 'correction')) AND (event_type IN ('InspectionConducted')) AND (toString(department) != '') AND 1
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
                                                    ) AS p ON (v.subject_key = p.subject_key) AND (v.tie = p.tie) AND (v.piece = p.piece)
                                                    WHERE (p.second < v.second) AND (p.second >= (v.second - 15724800))
                                                    GROUP BY
                                                        v.subject_key,
                                                        v.fact_id,
                                                        v.known_from,
                                                        v.known_until
                                                )
                                            )
                                            ARRAY JOIN arrayZip(rises, arrayResize(falls, length(rises), toUInt64(18446744073709551615))) AS interval
                                        )
                                    ) AS p ON (v.subject_key = p.subject_key) AND (v.tie = p.tie) AND (v.piece = p.piece)
                                    WHERE (p.second < v.second) AND (p.second >= (v.second - 15724800))
                                    GROUP BY
                                        v.subject_key,
                                        v.fact_id,
                                        v.known_from,
                                        v.known_until
                                )
                            )
                            ARRAY JOIN arrayZip(rises, arrayResize(falls, length(rises), toUInt64(18446744073709551615))) AS interval
                        )
                        GROUP BY
                            subject_key,
                            fact_id,
                            second
                    )
                    ARRAY JOIN arrayZip(first_beginnings, last_ends) AS joined
                )
            ) AS w
            INNER JOIN
            (
                SELECT
                    *,
                    intDiv(second + 2208988800, 15724800) AS piece
                FROM
                (
                    -- intervals
                    SELECT
                        subject_key,
                        subject_id,
                        fact_id,
                        second,
                        fact,
                        tie,
                        interval.1 AS raised,
                        interval.2 AS withdrawn
                    FROM
                    (
                        SELECT
                            subject_key,
                            subject_id,
                            fact_id,
                            second,
                            fact,
                            tie,
                            arraySort(change -> (change.1), changes) AS ordered,
                            arrayMap((known, preceded) -> toUInt8((known > 0) AND (preceded > 0)), arrayCumSum(ordered.2), arrayCumSum(ordered.3)) AS after_change,
                            arrayFilter((step, next) -> ((step.1) != next), arrayZip(ordered.1, after_change), arrayPushBack(arrayPopFront(ordered.1), toUInt64(18446744073709551615))) AS steps,
                            (arrayFilter((step, state_before) -> ((step.2) > state_before), steps, arrayPushFront(arrayPopBack(steps.2), 0))).1 AS rises,
                            (arrayFilter((step, state_before) -> ((step.2) < state_before), steps, arrayPushFront(arrayPopBack(steps.2), 0))).1 AS falls
                        FROM
                        (
                            -- changes
                            SELECT
                                v.subject_key AS subject_key,
                                any(v.subject_id) AS subject_id,
                                v.fact_id AS fact_id,
                                any(v.second) AS second,
                                any(v.fact) AS fact,
                                any(v.tie) AS tie,
                                arrayConcat([(v.known_from, toInt32(1), toInt32(0))], if(v.known_until = toUInt64(18446744073709551615), [], [(v.known_until, toInt32(-1), toInt32(0))]), if(countIf(p.withdrawn = toUInt64(18446744073709551615)) = 0, [], [(minIf(p.raised, p.withdrawn = toUInt64(18446744073709551615)), toInt32(0), toInt32(1))]), groupArrayIf((p.raised, toInt32(0), toInt32(1)), p.withdrawn != toUInt64(18446744073709551615)), groupArrayIf((p.withdrawn, toInt32(0), toInt32(-1)), p.withdrawn != toUInt64(18446744073709551615))) AS changes
                            FROM
                            (
                                SELECT
                                    *,
                                    arrayJoin([intDiv(second + 2208988800, 15724800) - 1, intDiv(second + 2208988800, 15724800)]) AS piece
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
                                            UUIDToNum(fact_id) AS fact,
                                            toString(department) AS tie
                                        FROM events_by_type_v3
                                        WHERE (version_kind IN ('original', 'correction')) AND (event_type IN ('InspectionConducted')) AND (toString(department) != '') AND 1
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
                            ) AS v
                            INNER JOIN
                            (
                                SELECT
                                    *,
                                    intDiv(second + 2208988800, 15724800) AS piece
                                FROM
                                (
                                    SELECT
                                        subject_key,
                                        subject_id,
                                        fact_id,
                                        second,
                                        fact,
                                        tie,
                                        known_from AS raised,
                                        known_until AS withdrawn
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
                                                UUIDToNum(fact_id) AS fact,
                                                toString(department) AS tie
                                            FROM events_by_type_v3
                                            WHERE (version_kind IN ('original', 'correction')) AND (event_type IN ('InspectionConducted')) AND (toString(department) != '') AND 1
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
                            ) AS p ON (v.subject_key = p.subject_key) AND (v.tie = p.tie) AND (v.piece = p.piece)
                            WHERE (p.second < v.second) AND (p.second >= (v.second - 15724800))
                            GROUP BY
                                v.subject_key,
                                v.fact_id,
                                v.known_from,
                                v.known_until
                        )
                    )
                    ARRAY JOIN arrayZip(rises, arrayResize(falls, length(rises), toUInt64(18446744073709551615))) AS interval
                )
            ) AS p ON (w.subject_key = p.subject_key) AND (w.tie = p.tie) AND (w.piece = p.piece)
            WHERE (p.second < w.earliest) AND (p.second >= (w.earliest - 15724800)) AND (p.raised <= w.raised) AND (p.withdrawn > w.raised)
            GROUP BY
                w.subject_key,
                w.fact_id,
                w.raised
        )
    ) AS w
    INNER JOIN
    (
        SELECT
            *,
            intDiv(second + 2208988800, 15724800) AS piece
        FROM
        (
            SELECT
                subject_key,
                subject_id,
                fact_id,
                second,
                fact,
                tie,
                known_from AS raised,
                known_until AS withdrawn
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
                        UUIDToNum(fact_id) AS fact,
                        toString(department) AS tie
                    FROM events_by_type_v3
                    WHERE (version_kind IN ('original', 'correction')) AND (event_type IN ('InspectionConducted')) AND (toString(department) != '') AND 1
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
    ) AS p ON (w.subject_key = p.subject_key) AND (w.tie = p.tie) AND (w.piece = p.piece)
    WHERE (p.second < w.earliest) AND (p.second >= (w.earliest - 15724800)) AND (p.raised <= w.raised) AND (p.withdrawn > w.raised)
    GROUP BY
        w.subject_key,
        w.fact_id,
        w.raised
)
