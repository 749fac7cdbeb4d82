-- hotline-topic-surge@1, a rule of the kind surge: its warnings over all facts, as known now.
-- `W` of a surge: the instants at which it comes true, then the facts in each one's window.
--
-- Its steps from the inside outwards; each stands by its name where its SELECT begins:
-- - ends: for each fact the knowledge points of its amendments: the next one ends a version.
-- - facts in force: the version of each fact that nothing known has ended.
-- - by group: the same with the group of each fact as its subject.
-- - counts: to each fact how many lie in window and baseline, at its instant and right before.
-- - anchors: instants at which the window stands out from its baseline, and right before did not.
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
) AS f
INNER JOIN
(
    -- anchors
    SELECT
        subject_key,
        any(subject_id) AS subject_id,
        second AS anchor,
        arrayJoin([intDiv(second + 2208988800, 604800) - 1, intDiv(second + 2208988800, 604800)]) AS piece
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
    WHERE judged AND ((reached >= 5) AND if(base <= 1000, reached >= ([1, 3, 4, 4, 5, 5, 6, 6, 6, 7, 7, 7, 7, 8, 8, 8, 9, 9, 9, 9, 10, 10, 10, 10, 11, 11, 11, 11, 12, 12, 12, 12, 12, 13, 13, 13, 13, 14, 14, 14, 14, 14, 15, 15, 15, 15, 15, 16, 16, 16, 16, 16, 17, 17, 17, 17, 17, 18, 18, 18, 18, 18, 19, 19, 19, 19, 19, 20, 20, 20, 20, 20, 21, 21, 21, 21, 21, 22, 22, 22, 22, 22, 22, 23, 23, 23, 23, 23, 24, 24, 24, 24, 24, 24, 25, 25, 25, 25, 25, 26, 26, 26, 26, 26, 26, 27, 27, 27, 27, 27, 28, 28, 28, 28, 28, 28, 29, 29, 29, 29, 29, 29, 30, 30, 30, 30, 30, 31, 31, 31, 31, 31, 31, 32, 32, 32, 32, 32, 32, 33, 33, 33, 33, 33, 33, 34, 34, 34, 34, 34, 34, 35, 35, 35, 35, 35, 35, 36, 36, 36, 36, 36, 36, 37, 37, 37, 37, 37, 37, 38, 38, 38, 38, 38, 38, 39, 39, 39, 39, 39, 39, 40, 40, 40, 40, 40, 40, 41, 41, 41, 41, 41, 41, 42, 42, 42, 42, 42, 42, 43, 43, 43, 43, 43, 43, 44, 44, 44, 44, 44, 44, 45, 45, 45, 45, 45, 45, 46, 46, 46, 46, 46, 46, 47, 47, 47, 47, 47, 47, 48, 48, 48, 48, 48, 48, 48, 49, 49, 49, 49, 49, 49, 50, 50, 50, 50, 50, 50, 51, 51, 51, 51, 51, 51, 52, 52, 52, 52, 52, 52, 52, 53, 53, 53, 53, 53, 53, 54, 54, 54, 54, 54, 54, 55, 55, 55, 55, 55, 55, 55, 56, 56, 56, 56, 56, 56, 57, 57, 57, 57, 57, 57, 58, 58, 58, 58, 58, 58, 58, 59, 59, 59, 59, 59, 59, 60, 60, 60, 60, 60, 60, 60, 61, 61, 61, 61, 61, 61, 62, 62, 62, 62, 62, 62, 63, 63, 63, 63, 63, 63, 63, 64, 64, 64, 64, 64, 64, 65, 65, 65, 65, 65, 65, 65, 66, 66, 66, 66, 66, 66, 67, 67, 67, 67, 67, 67, 67, 68, 68, 68, 68, 68, 68, 69, 69, 69, 69, 69, 69, 69, 70, 70, 70, 70, 70, 70, 71, 71, 71, 71, 71, 71, 71, 72, 72, 72, 72, 72, 72, 73, 73, 73, 73, 73, 73, 73, 74, 74, 74, 74, 74, 74, 75, 75, 75, 75, 75, 75, 75, 76, 76, 76, 76, 76, 76, 76, 77, 77, 77, 77, 77, 77, 78, 78, 78, 78, 78, 78, 78, 79, 79, 79, 79, 79, 79, 80, 80, 80, 80, 80, 80, 80, 81, 81, 81, 81, 81, 81, 81, 82, 82, 82, 82, 82, 82, 83, 83, 83, 83, 83, 83, 83, 84, 84, 84, 84, 84, 84, 85, 85, 85, 85, 85, 85, 85, 86, 86, 86, 86, 86, 86, 86, 87, 87, 87, 87, 87, 87, 88, 88, 88, 88, 88, 88, 88, 89, 89, 89, 89, 89, 89, 89, 90, 90, 90, 90, 90, 90, 90, 91, 91, 91, 91, 91, 91, 92, 92, 92, 92, 92, 92, 92, 93, 93, 93, 93, 93, 93, 93, 94, 94, 94, 94, 94, 94, 95, 95, 95, 95, 95, 95, 95, 96, 96, 96, 96, 96, 96, 96, 97, 97, 97, 97, 97, 97, 97, 98, 98, 98, 98, 98, 98, 99, 99, 99, 99, 99, 99, 99, 100, 100, 100, 100, 100, 100, 100, 101, 101, 101, 101, 101, 101, 101, 102, 102, 102, 102, 102, 102, 103, 103, 103, 103, 103, 103, 103, 104, 104, 104, 104, 104, 104, 104, 105, 105, 105, 105, 105, 105, 105, 106, 106, 106, 106, 106, 106, 106, 107, 107, 107, 107, 107, 107, 108, 108, 108, 108, 108, 108, 108, 109, 109, 109, 109, 109, 109, 109, 110, 110, 110, 110, 110, 110, 110, 111, 111, 111, 111, 111, 111, 111, 112, 112, 112, 112, 112, 112, 113, 113, 113, 113, 113, 113, 113, 114, 114, 114, 114, 114, 114, 114, 115, 115, 115, 115, 115, 115, 115, 116, 116, 116, 116, 116, 116, 116, 117, 117, 117, 117, 117, 117, 117, 118, 118, 118, 118, 118, 118, 118, 119, 119, 119, 119, 119, 119, 120, 120, 120, 120, 120, 120, 120, 121, 121, 121, 121, 121, 121, 121, 122, 122, 122, 122, 122, 122, 122, 123, 123, 123, 123, 123, 123, 123, 124, 124, 124, 124, 124, 124, 124, 125, 125, 125, 125, 125, 125, 125, 126, 126, 126, 126, 126, 126, 126, 127, 127, 127, 127, 127, 127, 127, 128, 128, 128, 128, 128, 128, 129, 129, 129, 129, 129, 129, 129, 130, 130, 130, 130, 130, 130, 130, 131, 131, 131, 131, 131, 131, 131, 132, 132, 132, 132, 132, 132, 132, 133, 133, 133, 133, 133, 133, 133, 134, 134, 134, 134, 134, 134, 134, 135, 135, 135, 135, 135, 135, 135, 136, 136, 136, 136, 136, 136, 136, 137, 137, 137, 137, 137, 137, 137, 138, 138, 138, 138, 138, 138, 138, 139, 139, 139, 139, 139, 139, 139, 140, 140, 140, 140, 140, 140, 140, 141, 141, 141, 141, 141, 141, 141, 142, 142, 142, 142, 142, 142, 142, 143, 143, 143, 143, 143, 143, 144, 144, 144, 144, 144, 144, 144, 145, 145, 145, 145, 145, 145, 145, 146, 146, 146, 146, 146, 146, 146, 147, 147, 147, 147, 147, 147, 147, 148, 148, 148, 148, 148, 148, 148, 149, 149, 149, 149, 149, 149, 149, 150, 150, 150, 150, 150, 150, 150, 151, 151, 151, 151, 151, 151, 151, 152, 152, 152, 152, 152, 152, 152, 153, 153, 153, 153, 153, 153, 153, 154, 154, 154, 154, 154, 154, 154, 155, 155, 155, 155, 155, 155, 155, 156, 156, 156, 156, 156, 156, 156, 157, 157, 157, 157, 157, 157, 157, 158, 158, 158, 158, 158, 158, 158, 159, 159, 159, 159, 159, 159, 159, 160, 160, 160, 160, 160, 160, 160, 161, 161, 161, 161, 161, 161, 161, 162, 162, 162, 162][base + 1]), toFloat64(reached) >= ((((toFloat64(base) * 604800) / 4838400) + (3.090232306167813 * sqrt((toFloat64(base) * 604800) / 4838400))) + 1.92492261768054))) AND (NOT ((reached_before >= 5) AND if(base_before <= 1000, reached_before >= ([1, 3, 4, 4, 5, 5, 6, 6, 6, 7, 7, 7, 7, 8, 8, 8, 9, 9, 9, 9, 10, 10, 10, 10, 11, 11, 11, 11, 12, 12, 12, 12, 12, 13, 13, 13, 13, 14, 14, 14, 14, 14, 15, 15, 15, 15, 15, 16, 16, 16, 16, 16, 17, 17, 17, 17, 17, 18, 18, 18, 18, 18, 19, 19, 19, 19, 19, 20, 20, 20, 20, 20, 21, 21, 21, 21, 21, 22, 22, 22, 22, 22, 22, 23, 23, 23, 23, 23, 24, 24, 24, 24, 24, 24, 25, 25, 25, 25, 25, 26, 26, 26, 26, 26, 26, 27, 27, 27, 27, 27, 28, 28, 28, 28, 28, 28, 29, 29, 29, 29, 29, 29, 30, 30, 30, 30, 30, 31, 31, 31, 31, 31, 31, 32, 32, 32, 32, 32, 32, 33, 33, 33, 33, 33, 33, 34, 34, 34, 34, 34, 34, 35, 35, 35, 35, 35, 35, 36, 36, 36, 36, 36, 36, 37, 37, 37, 37, 37, 37, 38, 38, 38, 38, 38, 38, 39, 39, 39, 39, 39, 39, 40, 40, 40, 40, 40, 40, 41, 41, 41, 41, 41, 41, 42, 42, 42, 42, 42, 42, 43, 43, 43, 43, 43, 43, 44, 44, 44, 44, 44, 44, 45, 45, 45, 45, 45, 45, 46, 46, 46, 46, 46, 46, 47, 47, 47, 47, 47, 47, 48, 48, 48, 48, 48, 48, 48, 49, 49, 49, 49, 49, 49, 50, 50, 50, 50, 50, 50, 51, 51, 51, 51, 51, 51, 52, 52, 52, 52, 52, 52, 52, 53, 53, 53, 53, 53, 53, 54, 54, 54, 54, 54, 54, 55, 55, 55, 55, 55, 55, 55, 56, 56, 56, 56, 56, 56, 57, 57, 57, 57, 57, 57, 58, 58, 58, 58, 58, 58, 58, 59, 59, 59, 59, 59, 59, 60, 60, 60, 60, 60, 60, 60, 61, 61, 61, 61, 61, 61, 62, 62, 62, 62, 62, 62, 63, 63, 63, 63, 63, 63, 63, 64, 64, 64, 64, 64, 64, 65, 65, 65, 65, 65, 65, 65, 66, 66, 66, 66, 66, 66, 67, 67, 67, 67, 67, 67, 67, 68, 68, 68, 68, 68, 68, 69, 69, 69, 69, 69, 69, 69, 70, 70, 70, 70, 70, 70, 71, 71, 71, 71, 71, 71, 71, 72, 72, 72, 72, 72, 72, 73, 73, 73, 73, 73, 73, 73, 74, 74, 74, 74, 74, 74, 75, 75, 75, 75, 75, 75, 75, 76, 76, 76, 76, 76, 76, 76, 77, 77, 77, 77, 77, 77, 78, 78, 78, 78, 78, 78, 78, 79, 79, 79, 79, 79, 79, 80, 80, 80, 80, 80, 80, 80, 81, 81, 81, 81, 81, 81, 81, 82, 82, 82, 82, 82, 82, 83, 83, 83, 83, 83, 83, 83, 84, 84, 84, 84, 84, 84, 85, 85, 85, 85, 85, 85, 85, 86, 86, 86, 86, 86, 86, 86, 87, 87, 87, 87, 87, 87, 88, 88, 88, 88, 88, 88, 88, 89, 89, 89, 89, 89, 89, 89, 90, 90, 90, 90, 90, 90, 90, 91, 91, 91, 91, 91, 91, 92, 92, 92, 92, 92, 92, 92, 93, 93, 93, 93, 93, 93, 93, 94, 94, 94, 94, 94, 94, 95, 95, 95, 95, 95, 95, 95, 96, 96, 96, 96, 96, 96, 96, 97, 97, 97, 97, 97, 97, 97, 98, 98, 98, 98, 98, 98, 99, 99, 99, 99, 99, 99, 99, 100, 100, 100, 100, 100, 100, 100, 101, 101, 101, 101, 101, 101, 101, 102, 102, 102, 102, 102, 102, 103, 103, 103, 103, 103, 103, 103, 104, 104, 104, 104, 104, 104, 104, 105, 105, 105, 105, 105, 105, 105, 106, 106, 106, 106, 106, 106, 106, 107, 107, 107, 107, 107, 107, 108, 108, 108, 108, 108, 108, 108, 109, 109, 109, 109, 109, 109, 109, 110, 110, 110, 110, 110, 110, 110, 111, 111, 111, 111, 111, 111, 111, 112, 112, 112, 112, 112, 112, 113, 113, 113, 113, 113, 113, 113, 114, 114, 114, 114, 114, 114, 114, 115, 115, 115, 115, 115, 115, 115, 116, 116, 116, 116, 116, 116, 116, 117, 117, 117, 117, 117, 117, 117, 118, 118, 118, 118, 118, 118, 118, 119, 119, 119, 119, 119, 119, 120, 120, 120, 120, 120, 120, 120, 121, 121, 121, 121, 121, 121, 121, 122, 122, 122, 122, 122, 122, 122, 123, 123, 123, 123, 123, 123, 123, 124, 124, 124, 124, 124, 124, 124, 125, 125, 125, 125, 125, 125, 125, 126, 126, 126, 126, 126, 126, 126, 127, 127, 127, 127, 127, 127, 127, 128, 128, 128, 128, 128, 128, 129, 129, 129, 129, 129, 129, 129, 130, 130, 130, 130, 130, 130, 130, 131, 131, 131, 131, 131, 131, 131, 132, 132, 132, 132, 132, 132, 132, 133, 133, 133, 133, 133, 133, 133, 134, 134, 134, 134, 134, 134, 134, 135, 135, 135, 135, 135, 135, 135, 136, 136, 136, 136, 136, 136, 136, 137, 137, 137, 137, 137, 137, 137, 138, 138, 138, 138, 138, 138, 138, 139, 139, 139, 139, 139, 139, 139, 140, 140, 140, 140, 140, 140, 140, 141, 141, 141, 141, 141, 141, 141, 142, 142, 142, 142, 142, 142, 142, 143, 143, 143, 143, 143, 143, 144, 144, 144, 144, 144, 144, 144, 145, 145, 145, 145, 145, 145, 145, 146, 146, 146, 146, 146, 146, 146, 147, 147, 147, 147, 147, 147, 147, 148, 148, 148, 148, 148, 148, 148, 149, 149, 149, 149, 149, 149, 149, 150, 150, 150, 150, 150, 150, 150, 151, 151, 151, 151, 151, 151, 151, 152, 152, 152, 152, 152, 152, 152, 153, 153, 153, 153, 153, 153, 153, 154, 154, 154, 154, 154, 154, 154, 155, 155, 155, 155, 155, 155, 155, 156, 156, 156, 156, 156, 156, 156, 157, 157, 157, 157, 157, 157, 157, 158, 158, 158, 158, 158, 158, 158, 159, 159, 159, 159, 159, 159, 159, 160, 160, 160, 160, 160, 160, 160, 161, 161, 161, 161, 161, 161, 161, 162, 162, 162, 162][base_before + 1]), toFloat64(reached_before) >= ((((toFloat64(base_before) * 604800) / 4838400) + (3.090232306167813 * sqrt((toFloat64(base_before) * 604800) / 4838400))) + 1.92492261768054)))) AND 1
    GROUP BY
        subject_key,
        second
) AS a ON (f.subject_key = a.subject_key) AND (f.piece = a.piece)
WHERE (f.second >= (a.anchor - 604800)) AND (f.second <= a.anchor) AND (f.second > (a.anchor - 604800))
GROUP BY
    a.subject_key,
    a.anchor
