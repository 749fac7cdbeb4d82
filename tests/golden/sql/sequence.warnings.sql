-- inspected-three-times-by-one-body@2, a rule of the kind sequence: its warnings over all facts,
-- as known now.
-- `W` of a sequence: facts of the last step, each with the nearest that leads up to it.
--
-- Its steps from the inside outwards; each stands by its name where its SELECT begins:
-- - ends: for each fact the knowledge points of its amendments: the next one ends a version.
-- - facts in force: the version of each fact that nothing known has ended.
-- - chains: one chain for each second in which some end.
-- - led up to: facts of a step, each with the nearest chain that ends before it.
-- - warnings: facts of the last step, each with the chain that leads up to it.

-- warnings
SELECT
    subject_id,
    toString(fact_id) AS anchor,
    concat(replaceOne(toString(fromUnixTimestamp64Milli(second * 1000, 'UTC')), ' ', 'T'), 'Z') AS anchor_at,
    arrayMap(id -> UUIDNumToString(id), arrayPushBack(chain_before, fact)) AS evidence,
    length(evidence) AS evidence_count
FROM
(
    -- led up to
    SELECT
        f.subject_key AS subject_key,
        f.subject_id AS subject_id,
        f.fact_id AS fact_id,
        f.second AS second,
        f.fact AS fact,
        f.tie AS tie,
        p.chain AS chain_before
    FROM
    (
        -- facts in force
        SELECT
            subject_key,
            subject_id,
            fact_id,
            second,
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
        WHERE if(version_kind = 'original', ends[1], arrayFirst(e -> (e > known_from), ends)) = 0
    ) AS f
    ASOF INNER JOIN
    (
        -- chains
        SELECT
            subject_key,
            tie,
            second,
            arrayPushBack(any(chain_before), max(fact)) AS chain
        FROM
        (
            -- led up to
            SELECT
                f.subject_key AS subject_key,
                f.subject_id AS subject_id,
                f.fact_id AS fact_id,
                f.second AS second,
                f.fact AS fact,
                f.tie AS tie,
                p.chain AS chain_before
            FROM
            (
                -- facts in force
                SELECT
                    subject_key,
                    subject_id,
                    fact_id,
                    second,
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
                WHERE if(version_kind = 'original', ends[1], arrayFirst(e -> (e > known_from), ends)) = 0
            ) AS f
            ASOF INNER JOIN
            (
                -- chains
                SELECT
                    subject_key,
                    tie,
                    second,
                    [max(fact)] AS chain
                FROM
                (
                    -- facts in force
                    SELECT
                        subject_key,
                        subject_id,
                        fact_id,
                        second,
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
                    WHERE if(version_kind = 'original', ends[1], arrayFirst(e -> (e > known_from), ends)) = 0
                )
                GROUP BY
                    subject_key,
                    tie,
                    second
            ) AS p ON (f.subject_key = p.subject_key) AND (f.tie = p.tie) AND (p.second < f.second)
            WHERE (f.second - p.second) <= 15724800
        )
        GROUP BY
            subject_key,
            tie,
            second
    ) AS p ON (f.subject_key = p.subject_key) AND (f.tie = p.tie) AND (p.second < f.second)
    WHERE (f.second - p.second) <= 15724800
)
