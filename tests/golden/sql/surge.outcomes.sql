-- hotline-topic-surge@1, a rule of the kind surge: what it could not judge, and what its
-- exceptions suppress.
-- Facts in no group, and facts at which so many lie in the window that the baseline would have
-- decided, had there been a whole one.
--
-- Its steps from the inside outwards; each stands by its name where its SELECT begins:
-- - ends: for each fact the knowledge points of its amendments: the next one ends a version.
-- - facts in force: the version of each fact that nothing known has ended.
-- - by group: the same with the group of each fact as its subject.
-- - counts: to each fact how many lie in window and baseline, at its instant and right before.
-- - in no group: facts that lack a field by which groups are told apart, counted.
-- - baseline too short: facts at which the group reaches back less far than a baseline, counted.

-- baseline too short
SELECT
    'insufficient_data' AS outcome,
    'BASELINE_TOO_SHORT' AS code,
    count() AS facts,
    groupArraySorted(10)(toString(fact_id)) AS sample
FROM
(
    -- counts
    SELECT
        subject_key,
        subject_id,
        fact_id,
        second,
        count() OVER (PARTITION BY subject_key ORDER BY second ASC RANGE BETWEEN 604799 PRECEDING AND CURRENT ROW) AS reached,
        count() OVER (PARTITION BY subject_key ORDER BY second ASC RANGE BETWEEN 5443199 PRECEDING AND 604800 PRECEDING) AS base,
        count() OVER (PARTITION BY subject_key ORDER BY second ASC RANGE BETWEEN 604800 PRECEDING AND 1 PRECEDING) AS reached_before,
        count() OVER (PARTITION BY subject_key ORDER BY second ASC RANGE BETWEEN 5443200 PRECEDING AND 604801 PRECEDING) AS base_before,
        min(second) OVER (PARTITION BY subject_key) <= (second - 5443200) AS judged
    FROM
    (
        -- by group
        SELECT
            cityHash64(group_id) AS subject_key,
            group_id AS subject_id,
            fact_id,
            second,
            fact,
            piece
        FROM
        (
            -- facts in force
            SELECT
                subject_key,
                subject_id,
                fact_id,
                second,
                v.fact AS fact,
                v.piece AS piece,
                v.group_id AS group_id
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
                    intDiv(second + 2208988800, 604800) AS piece,
                    concat('group:region=', if(match(substringUTF8(toString(region), 1, 6), '^[\\x{20}-\\x{7e}\\x{c0}-\\x{24f}\\x{3001}-\\x{3011}\\x{3400}-\\x{4dbf}\\x{4e00}-\\x{9fff}\\x{ff08}-\\x{ff09}\\x{ff0c}-\\x{ff0c}\\x{ff1a}-\\x{ff1b}]*$') AND (lengthUTF8(replaceAll(replaceAll(replaceAll(replaceAll(substringUTF8(toString(region), 1, 6), '~', '~7E'), ';', '~3B'), '=', '~3D'), ' ', '~20')) <= 50) AND (length(replaceRegexpAll(substringUTF8(toString(region), 1, 6), '[^0-9]', '')) <= 14), replaceAll(replaceAll(replaceAll(replaceAll(substringUTF8(toString(region), 1, 6), '~', '~7E'), ';', '~3B'), '=', '~3D'), ' ', '~20'), concat('~~', translate(concat(substring(lower(hex(SHA1(concat(unhex('43468dc97bda57ba8a005fdc8ce08bd9'), substringUTF8(toString(region), 1, 6))))), 1, 12), substring(lower(hex(SHA1(concat(unhex('43468dc97bda57ba8a005fdc8ce08bd9'), substringUTF8(toString(region), 1, 6))))), 14, 3)), '0123456789abcdef', 'abcdefghijklmnop'))), ';data.category.code=', if(match(ifNull(data_category__code, ''), '^[\\x{20}-\\x{7e}\\x{c0}-\\x{24f}\\x{3001}-\\x{3011}\\x{3400}-\\x{4dbf}\\x{4e00}-\\x{9fff}\\x{ff08}-\\x{ff09}\\x{ff0c}-\\x{ff0c}\\x{ff1a}-\\x{ff1b}]*$') AND (lengthUTF8(replaceAll(replaceAll(replaceAll(replaceAll(ifNull(data_category__code, ''), '~', '~7E'), ';', '~3B'), '=', '~3D'), ' ', '~20')) <= 50) AND (length(replaceRegexpAll(ifNull(data_category__code, ''), '[^0-9]', '')) <= 14), replaceAll(replaceAll(replaceAll(replaceAll(ifNull(data_category__code, ''), '~', '~7E'), ';', '~3B'), '=', '~3D'), ' ', '~20'), concat('~~', translate(concat(substring(lower(hex(SHA1(concat(unhex('43468dc97bda57ba8a005fdc8ce08bd9'), ifNull(data_category__code, ''))))), 1, 12), substring(lower(hex(SHA1(concat(unhex('43468dc97bda57ba8a005fdc8ce08bd9'), ifNull(data_category__code, ''))))), 14, 3)), '0123456789abcdef', 'abcdefghijklmnop')))) AS group_id
                FROM events_by_type_v3
                WHERE (version_kind IN ('original', 'correction')) AND (event_type IN ('TicketDispatched')) AND ((toString(region) != '') AND isNotNull(data_category__code))
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
WHERE (NOT judged) AND (reached >= 5) AND 1
GROUP BY outcome
UNION ALL
-- in no group
SELECT
    'insufficient_data' AS outcome,
    'GROUP_FIELD_MISSING' AS code,
    count() AS facts,
    groupArraySorted(10)(toString(fact_id)) AS sample
FROM
(
    -- facts in force
    SELECT
        subject_key,
        subject_id,
        fact_id,
        second
    FROM
    (
        SELECT
            subject_key,
            subject_id,
            fact_id,
            identity(intDiv(toUnixTimestamp64Milli(occurred_at) + 2208988800000, 1000) - 2208988800) AS second,
            position AS known_from,
            version_kind
        FROM events_by_type_v3
        WHERE (version_kind IN ('original', 'correction')) AND (event_type IN ('TicketDispatched')) AND (NOT ((toString(region) != '') AND isNotNull(data_category__code)))
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
GROUP BY outcome
