-- hotline-topic-surge@1, a rule of the kind surge: when each of its warnings was raised and
-- withdrawn.
-- When each warning of a surge stood. For each instant that could ever be an anchor, the knowledge
-- points at which a version began or ceased to be known are walked in order with the counts of the
-- four stretches of time, of the facts at the instant itself, and of facts old enough for the
-- instant to be judged (`docs/engines.md`).
--
-- Its steps from the inside outwards; each stands by its name where its SELECT begins:
-- - ends: for each fact the knowledge points of its amendments: the next one ends a version.
-- - versions: each version of a fact, with the knowledge points between which it is in force.
-- - by group: the same with the group of each fact as its subject.
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
        arraySort(arrayFilter(member -> (((member.1) > (anchor - 604800)) AND ((member.3) <= raised) AND ((member.4) > raised)), members)) AS known
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
                arrayMap((reached, base, reached_before, base_before, at_anchor, aged) -> toUInt8((at_anchor > 0) AND (aged > 0) AND ((reached >= 5) AND if(base <= 1000, reached >= ([1, 3, 4, 4, 5, 5, 6, 6, 6, 7, 7, 7, 7, 8, 8, 8, 9, 9, 9, 9, 10, 10, 10, 10, 11, 11, 11, 11, 12, 12, 12, 12, 12, 13, 13, 13, 13, 14, 14, 14, 14, 14, 15, 15, 15, 15, 15, 16, 16, 16, 16, 16, 17, 17, 17, 17, 17, 18, 18, 18, 18, 18, 19, 19, 19, 19, 19, 20, 20, 20, 20, 20, 21, 21, 21, 21, 21, 22, 22, 22, 22, 22, 22, 23, 23, 23, 23, 23, 24, 24, 24, 24, 24, 24, 25, 25, 25, 25, 25, 26, 26, 26, 26, 26, 26, 27, 27, 27, 27, 27, 28, 28, 28, 28, 28, 28, 29, 29, 29, 29, 29, 29, 30, 30, 30, 30, 30, 31, 31, 31, 31, 31, 31, 32, 32, 32, 32, 32, 32, 33, 33, 33, 33, 33, 33, 34, 34, 34, 34, 34, 34, 35, 35, 35, 35, 35, 35, 36, 36, 36, 36, 36, 36, 37, 37, 37, 37, 37, 37, 38, 38, 38, 38, 38, 38, 39, 39, 39, 39, 39, 39, 40, 40, 40, 40, 40, 40, 41, 41, 41, 41, 41, 41, 42, 42, 42, 42, 42, 42, 43, 43, 43, 43, 43, 43, 44, 44, 44, 44, 44, 44, 45, 45, 45, 45, 45, 45, 46, 46, 46, 46, 46, 46, 47, 47, 47, 47, 47, 47, 48, 48, 48, 48, 48, 48, 48, 49, 49, 49, 49, 49, 49, 50, 50, 50, 50, 50, 50, 51, 51, 51, 51, 51, 51, 52, 52, 52, 52, 52, 52, 52, 53, 53, 53, 53, 53, 53, 54, 54, 54, 54, 54, 54, 55, 55, 55, 55, 55, 55, 55, 56, 56, 56, 56, 56, 56, 57, 57, 57, 57, 57, 57, 58, 58, 58, 58, 58, 58, 58, 59, 59, 59, 59, 59, 59, 60, 60, 60, 60, 60, 60, 60, 61, 61, 61, 61, 61, 61, 62, 62, 62, 62, 62, 62, 63, 63, 63, 63, 63, 63, 63, 64, 64, 64, 64, 64, 64, 65, 65, 65, 65, 65, 65, 65, 66, 66, 66, 66, 66, 66, 67, 67, 67, 67, 67, 67, 67, 68, 68, 68, 68, 68, 68, 69, 69, 69, 69, 69, 69, 69, 70, 70, 70, 70, 70, 70, 71, 71, 71, 71, 71, 71, 71, 72, 72, 72, 72, 72, 72, 73, 73, 73, 73, 73, 73, 73, 74, 74, 74, 74, 74, 74, 75, 75, 75, 75, 75, 75, 75, 76, 76, 76, 76, 76, 76, 76, 77, 77, 77, 77, 77, 77, 78, 78, 78, 78, 78, 78, 78, 79, 79, 79, 79, 79, 79, 80, 80, 80, 80, 80, 80, 80, 81, 81, 81, 81, 81, 81, 81, 82, 82, 82, 82, 82, 82, 83, 83, 83, 83, 83, 83, 83, 84, 84, 84, 84, 84, 84, 85, 85, 85, 85, 85, 85, 85, 86, 86, 86, 86, 86, 86, 86, 87, 87, 87, 87, 87, 87, 88, 88, 88, 88, 88, 88, 88, 89, 89, 89, 89, 89, 89, 89, 90, 90, 90, 90, 90, 90, 90, 91, 91, 91, 91, 91, 91, 92, 92, 92, 92, 92, 92, 92, 93, 93, 93, 93, 93, 93, 93, 94, 94, 94, 94, 94, 94, 95, 95, 95, 95, 95, 95, 95, 96, 96, 96, 96, 96, 96, 96, 97, 97, 97, 97, 97, 97, 97, 98, 98, 98, 98, 98, 98, 99, 99, 99, 99, 99, 99, 99, 100, 100, 100, 100, 100, 100, 100, 101, 101, 101, 101, 101, 101, 101, 102, 102, 102, 102, 102, 102, 103, 103, 103, 103, 103, 103, 103, 104, 104, 104, 104, 104, 104, 104, 105, 105, 105, 105, 105, 105, 105, 106, 106, 106, 106, 106, 106, 106, 107, 107, 107, 107, 107, 107, 108, 108, 108, 108, 108, 108, 108, 109, 109, 109, 109, 109, 109, 109, 110, 110, 110, 110, 110, 110, 110, 111, 111, 111, 111, 111, 111, 111, 112, 112, 112, 112, 112, 112, 113, 113, 113, 113, 113, 113, 113, 114, 114, 114, 114, 114, 114, 114, 115, 115, 115, 115, 115, 115, 115, 116, 116, 116, 116, 116, 116, 116, 117, 117, 117, 117, 117, 117, 117, 118, 118, 118, 118, 118, 118, 118, 119, 119, 119, 119, 119, 119, 120, 120, 120, 120, 120, 120, 120, 121, 121, 121, 121, 121, 121, 121, 122, 122, 122, 122, 122, 122, 122, 123, 123, 123, 123, 123, 123, 123, 124, 124, 124, 124, 124, 124, 124, 125, 125, 125, 125, 125, 125, 125, 126, 126, 126, 126, 126, 126, 126, 127, 127, 127, 127, 127, 127, 127, 128, 128, 128, 128, 128, 128, 129, 129, 129, 129, 129, 129, 129, 130, 130, 130, 130, 130, 130, 130, 131, 131, 131, 131, 131, 131, 131, 132, 132, 132, 132, 132, 132, 132, 133, 133, 133, 133, 133, 133, 133, 134, 134, 134, 134, 134, 134, 134, 135, 135, 135, 135, 135, 135, 135, 136, 136, 136, 136, 136, 136, 136, 137, 137, 137, 137, 137, 137, 137, 138, 138, 138, 138, 138, 138, 138, 139, 139, 139, 139, 139, 139, 139, 140, 140, 140, 140, 140, 140, 140, 141, 141, 141, 141, 141, 141, 141, 142, 142, 142, 142, 142, 142, 142, 143, 143, 143, 143, 143, 143, 144, 144, 144, 144, 144, 144, 144, 145, 145, 145, 145, 145, 145, 145, 146, 146, 146, 146, 146, 146, 146, 147, 147, 147, 147, 147, 147, 147, 148, 148, 148, 148, 148, 148, 148, 149, 149, 149, 149, 149, 149, 149, 150, 150, 150, 150, 150, 150, 150, 151, 151, 151, 151, 151, 151, 151, 152, 152, 152, 152, 152, 152, 152, 153, 153, 153, 153, 153, 153, 153, 154, 154, 154, 154, 154, 154, 154, 155, 155, 155, 155, 155, 155, 155, 156, 156, 156, 156, 156, 156, 156, 157, 157, 157, 157, 157, 157, 157, 158, 158, 158, 158, 158, 158, 158, 159, 159, 159, 159, 159, 159, 159, 160, 160, 160, 160, 160, 160, 160, 161, 161, 161, 161, 161, 161, 161, 162, 162, 162, 162][base + 1]), toFloat64(reached) >= ((((toFloat64(base) * 604800) / 4838400) + (3.090232306167813 * sqrt((toFloat64(base) * 604800) / 4838400))) + 1.92492261768054))) AND (NOT ((reached_before >= 5) AND if(base_before <= 1000, reached_before >= ([1, 3, 4, 4, 5, 5, 6, 6, 6, 7, 7, 7, 7, 8, 8, 8, 9, 9, 9, 9, 10, 10, 10, 10, 11, 11, 11, 11, 12, 12, 12, 12, 12, 13, 13, 13, 13, 14, 14, 14, 14, 14, 15, 15, 15, 15, 15, 16, 16, 16, 16, 16, 17, 17, 17, 17, 17, 18, 18, 18, 18, 18, 19, 19, 19, 19, 19, 20, 20, 20, 20, 20, 21, 21, 21, 21, 21, 22, 22, 22, 22, 22, 22, 23, 23, 23, 23, 23, 24, 24, 24, 24, 24, 24, 25, 25, 25, 25, 25, 26, 26, 26, 26, 26, 26, 27, 27, 27, 27, 27, 28, 28, 28, 28, 28, 28, 29, 29, 29, 29, 29, 29, 30, 30, 30, 30, 30, 31, 31, 31, 31, 31, 31, 32, 32, 32, 32, 32, 32, 33, 33, 33, 33, 33, 33, 34, 34, 34, 34, 34, 34, 35, 35, 35, 35, 35, 35, 36, 36, 36, 36, 36, 36, 37, 37, 37, 37, 37, 37, 38, 38, 38, 38, 38, 38, 39, 39, 39, 39, 39, 39, 40, 40, 40, 40, 40, 40, 41, 41, 41, 41, 41, 41, 42, 42, 42, 42, 42, 42, 43, 43, 43, 43, 43, 43, 44, 44, 44, 44, 44, 44, 45, 45, 45, 45, 45, 45, 46, 46, 46, 46, 46, 46, 47, 47, 47, 47, 47, 47, 48, 48, 48, 48, 48, 48, 48, 49, 49, 49, 49, 49, 49, 50, 50, 50, 50, 50, 50, 51, 51, 51, 51, 51, 51, 52, 52, 52, 52, 52, 52, 52, 53, 53, 53, 53, 53, 53, 54, 54, 54, 54, 54, 54, 55, 55, 55, 55, 55, 55, 55, 56, 56, 56, 56, 56, 56, 57, 57, 57, 57, 57, 57, 58, 58, 58, 58, 58, 58, 58, 59, 59, 59, 59, 59, 59, 60, 60, 60, 60, 60, 60, 60, 61, 61, 61, 61, 61, 61, 62, 62, 62, 62, 62, 62, 63, 63, 63, 63, 63, 63, 63, 64, 64, 64, 64, 64, 64, 65, 65, 65, 65, 65, 65, 65, 66, 66, 66, 66, 66, 66, 67, 67, 67, 67, 67, 67, 67, 68, 68, 68, 68, 68, 68, 69, 69, 69, 69, 69, 69, 69, 70, 70, 70, 70, 70, 70, 71, 71, 71, 71, 71, 71, 71, 72, 72, 72, 72, 72, 72, 73, 73, 73, 73, 73, 73, 73, 74, 74, 74, 74, 74, 74, 75, 75, 75, 75, 75, 75, 75, 76, 76, 76, 76, 76, 76, 76, 77, 77, 77, 77, 77, 77, 78, 78, 78, 78, 78, 78, 78, 79, 79, 79, 79, 79, 79, 80, 80, 80, 80, 80, 80, 80, 81, 81, 81, 81, 81, 81, 81, 82, 82, 82, 82, 82, 82, 83, 83, 83, 83, 83, 83, 83, 84, 84, 84, 84, 84, 84, 85, 85, 85, 85, 85, 85, 85, 86, 86, 86, 86, 86, 86, 86, 87, 87, 87, 87, 87, 87, 88, 88, 88, 88, 88, 88, 88, 89, 89, 89, 89, 89, 89, 89, 90, 90, 90, 90, 90, 90, 90, 91, 91, 91, 91, 91, 91, 92, 92, 92, 92, 92, 92, 92, 93, 93, 93, 93, 93, 93, 93, 94, 94, 94, 94, 94, 94, 95, 95, 95, 95, 95, 95, 95, 96, 96, 96, 96, 96, 96, 96, 97, 97, 97, 97, 97, 97, 97, 98, 98, 98, 98, 98, 98, 99, 99, 99, 99, 99, 99, 99, 100, 100, 100, 100, 100, 100, 100, 101, 101, 101, 101, 101, 101, 101, 102, 102, 102, 102, 102, 102, 103, 103, 103, 103, 103, 103, 103, 104, 104, 104, 104, 104, 104, 104, 105, 105, 105, 105, 105, 105, 105, 106, 106, 106, 106, 106, 106, 106, 107, 107, 107, 107, 107, 107, 108, 108, 108, 108, 108, 108, 108, 109, 109, 109, 109, 109, 109, 109, 110, 110, 110, 110, 110, 110, 110, 111, 111, 111, 111, 111, 111, 111, 112, 112, 112, 112, 112, 112, 113, 113, 113, 113, 113, 113, 113, 114, 114, 114, 114, 114, 114, 114, 115, 115, 115, 115, 115, 115, 115, 116, 116, 116, 116, 116, 116, 116, 117, 117, 117, 117, 117, 117, 117, 118, 118, 118, 118, 118, 118, 118, 119, 119, 119, 119, 119, 119, 120, 120, 120, 120, 120, 120, 120, 121, 121, 121, 121, 121, 121, 121, 122, 122, 122, 122, 122, 122, 122, 123, 123, 123, 123, 123, 123, 123, 124, 124, 124, 124, 124, 124, 124, 125, 125, 125, 125, 125, 125, 125, 126, 126, 126, 126, 126, 126, 126, 127, 127, 127, 127, 127, 127, 127, 128, 128, 128, 128, 128, 128, 129, 129, 129, 129, 129, 129, 129, 130, 130, 130, 130, 130, 130, 130, 131, 131, 131, 131, 131, 131, 131, 132, 132, 132, 132, 132, 132, 132, 133, 133, 133, 133, 133, 133, 133, 134, 134, 134, 134, 134, 134, 134, 135, 135, 135, 135, 135, 135, 135, 136, 136, 136, 136, 136, 136, 136, 137, 137, 137, 137, 137, 137, 137, 138, 138, 138, 138, 138, 138, 138, 139, 139, 139, 139, 139, 139, 139, 140, 140, 140, 140, 140, 140, 140, 141, 141, 141, 141, 141, 141, 141, 142, 142, 142, 142, 142, 142, 142, 143, 143, 143, 143, 143, 143, 144, 144, 144, 144, 144, 144, 144, 145, 145, 145, 145, 145, 145, 145, 146, 146, 146, 146, 146, 146, 146, 147, 147, 147, 147, 147, 147, 147, 148, 148, 148, 148, 148, 148, 148, 149, 149, 149, 149, 149, 149, 149, 150, 150, 150, 150, 150, 150, 150, 151, 151, 151, 151, 151, 151, 151, 152, 152, 152, 152, 152, 152, 152, 153, 153, 153, 153, 153, 153, 153, 154, 154, 154, 154, 154, 154, 154, 155, 155, 155, 155, 155, 155, 155, 156, 156, 156, 156, 156, 156, 156, 157, 157, 157, 157, 157, 157, 157, 158, 158, 158, 158, 158, 158, 158, 159, 159, 159, 159, 159, 159, 159, 160, 160, 160, 160, 160, 160, 160, 161, 161, 161, 161, 161, 161, 161, 162, 162, 162, 162][base_before + 1]), toFloat64(reached_before) >= ((((toFloat64(base_before) * 604800) / 4838400) + (3.090232306167813 * sqrt((toFloat64(base_before) * 604800) / 4838400))) + 1.92492261768054))))), arrayCumSum(ordered.2), arrayCumSum(ordered.3), arrayCumSum(ordered.4), arrayCumSum(ordered.5), arrayCumSum(ordered.6), arrayCumSum(ordered.7)) AS after_change,
                arrayFilter((step, next) -> ((step.1) != next), arrayZip(ordered.1, after_change), arrayPushBack(arrayPopFront(ordered.1), toUInt64(18446744073709551615))) AS steps,
                (arrayFilter((step, state_before) -> ((step.2) > state_before), steps, arrayPushFront(arrayPopBack(steps.2), 0))).1 AS rises,
                (arrayFilter((step, state_before) -> ((step.2) < state_before), steps, arrayPushFront(arrayPopBack(steps.2), 0))).1 AS falls
            FROM
            (
                -- changes
                SELECT
                    any(a.subject_id) AS subject_id,
                    a.anchor AS anchor,
                    groupArrayIf((f.second, f.fact, f.known_from, f.known_until), f.second > (a.anchor - 604800)) AS members,
                    arrayConcat([(any(a.first_known), toInt64(countIf(((f.known_until = toUInt64(18446744073709551615)) AND (f.known_from <= a.first_known)) AND (f.second > (a.anchor - 604800)))), toInt64(countIf(((f.known_until = toUInt64(18446744073709551615)) AND (f.known_from <= a.first_known)) AND (f.second > (a.anchor - 5443200)) AND (f.second <= (a.anchor - 604800)))), toInt64(countIf(((f.known_until = toUInt64(18446744073709551615)) AND (f.known_from <= a.first_known)) AND (f.second >= (a.anchor - 604800)) AND (f.second < a.anchor))), toInt64(countIf(((f.known_until = toUInt64(18446744073709551615)) AND (f.known_from <= a.first_known)) AND (f.second < (a.anchor - 604800)))), toInt64(countIf(((f.known_until = toUInt64(18446744073709551615)) AND (f.known_from <= a.first_known)) AND (f.second = a.anchor))), toInt64(0))], groupArrayIf((f.known_from, toInt64(f.second > (a.anchor - 604800)), toInt64((f.second > (a.anchor - 5443200)) AND (f.second <= (a.anchor - 604800))), toInt64((f.second >= (a.anchor - 604800)) AND (f.second < a.anchor)), toInt64(f.second < (a.anchor - 604800)), toInt64(f.second = a.anchor), toInt64(0)), NOT ((f.known_until = toUInt64(18446744073709551615)) AND (f.known_from <= a.first_known))), groupArrayIf((f.known_until, -toInt64(f.second > (a.anchor - 604800)), -toInt64((f.second > (a.anchor - 5443200)) AND (f.second <= (a.anchor - 604800))), -toInt64((f.second >= (a.anchor - 604800)) AND (f.second < a.anchor)), -toInt64(f.second < (a.anchor - 604800)), -toInt64(f.second = a.anchor), toInt64(0)), (NOT ((f.known_until = toUInt64(18446744073709551615)) AND (f.known_from <= a.first_known))) AND (f.known_until != toUInt64(18446744073709551615))), if(any(a.aged_from) = toUInt64(18446744073709551615), [], [(any(a.aged_from), toInt64(0), toInt64(0), toInt64(0), toInt64(0), toInt64(0), toInt64(1))]), arrayMap(known -> (known.1, toInt64(0), toInt64(0), toInt64(0), toInt64(0), toInt64(0), toInt64(1)), any(a.aged_while)), arrayMap(known -> (known.2, toInt64(0), toInt64(0), toInt64(0), toInt64(0), toInt64(0), toInt64(-1)), any(a.aged_while))) AS changes
                FROM
                (
                    -- by group
                    SELECT
                        cityHash64(group_id) AS subject_key,
                        group_id AS subject_id,
                        fact_id,
                        second,
                        known_from,
                        known_until,
                        fact,
                        piece
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
                                intDiv(second + 2208988800, 5443200) AS piece,
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
                        WHERE known_from < known_until
                    )
                ) AS f
                INNER JOIN
                (
                    SELECT
                        subject_key,
                        subject_id,
                        anchor,
                        first_known,
                        aged_from,
                        aged_while,
                        arrayJoin([intDiv(anchor + 2208988800, 5443200) - 1, intDiv(anchor + 2208988800, 5443200)]) AS piece
                    FROM
                    (
                        -- candidates
                        SELECT
                            *,
                            sum(entries) OVER (PARTITION BY subject_key) AS entries_of_subject
                        FROM
                        (
                            SELECT
                                subject_key,
                                any(subject_id) AS subject_id,
                                second AS anchor,
                                max(entries) AS entries,
                                min(fact_id) AS sample,
                                min(known_from) AS first_known,
                                any(old_from) AS aged_from,
                                any(old_while) AS aged_while
                            FROM
                            (
                                SELECT
                                    subject_key,
                                    subject_id,
                                    fact_id,
                                    second,
                                    known_from,
                                    count() OVER (PARTITION BY subject_key ORDER BY second ASC RANGE BETWEEN 604799 PRECEDING AND CURRENT ROW) AS reached_ever,
                                    sum(known_before_much_later) OVER (PARTITION BY subject_key ORDER BY second ASC RANGE BETWEEN 5443199 PRECEDING AND 604800 PRECEDING) AS base_surely,
                                    sum(known_before_later) OVER (PARTITION BY subject_key ORDER BY second ASC RANGE BETWEEN 604800 PRECEDING AND 1 PRECEDING) AS reached_before_surely,
                                    count() OVER (PARTITION BY subject_key ORDER BY second ASC RANGE BETWEEN 5443200 PRECEDING AND 604801 PRECEDING) AS base_before_ever,
                                    count() OVER (PARTITION BY subject_key ORDER BY second ASC RANGE BETWEEN 5443200 PRECEDING AND CURRENT ROW) AS entries,
                                    min(if(lasts, known_from, toUInt64(18446744073709551615))) OVER (PARTITION BY subject_key ORDER BY second ASC RANGE BETWEEN UNBOUNDED PRECEDING AND 5443200 PRECEDING) AS old_least,
                                    if(old_least = 0, toUInt64(18446744073709551615), old_least) AS old_from,
                                    groupArrayIf((known_from, known_until), known_before_lasting) OVER (PARTITION BY subject_key ORDER BY second ASC RANGE BETWEEN UNBOUNDED PRECEDING AND 5443200 PRECEDING) AS old_while
                                FROM
                                (
                                    SELECT
                                        *,
                                        known_until = toUInt64(18446744073709551615) AS lasts,
                                        lasts AND (known_from <= min(known_from) OVER (PARTITION BY subject_key ORDER BY second DESC RANGE BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)) AS known_before_later,
                                        lasts AND (known_from <= min(known_from) OVER (PARTITION BY subject_key ORDER BY second DESC RANGE BETWEEN UNBOUNDED PRECEDING AND 604800 PRECEDING)) AS known_before_much_later,
                                        (NOT lasts) AND (known_from < min(if(known_until = toUInt64(18446744073709551615), known_from, toUInt64(18446744073709551615))) OVER (PARTITION BY subject_key ORDER BY second ASC RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)) AS known_before_lasting
                                    FROM
                                    (
                                        -- by group
                                        SELECT
                                            cityHash64(group_id) AS subject_key,
                                            group_id AS subject_id,
                                            fact_id,
                                            second,
                                            known_from,
                                            known_until,
                                            fact,
                                            piece
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
                                                    intDiv(second + 2208988800, 5443200) AS piece,
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
                                            WHERE known_from < known_until
                                        )
                                    )
                                )
                            )
                            WHERE ((reached_ever >= 5) AND if(base_surely <= 1000, reached_ever >= ([1, 3, 4, 4, 5, 5, 6, 6, 6, 7, 7, 7, 7, 8, 8, 8, 9, 9, 9, 9, 10, 10, 10, 10, 11, 11, 11, 11, 12, 12, 12, 12, 12, 13, 13, 13, 13, 14, 14, 14, 14, 14, 15, 15, 15, 15, 15, 16, 16, 16, 16, 16, 17, 17, 17, 17, 17, 18, 18, 18, 18, 18, 19, 19, 19, 19, 19, 20, 20, 20, 20, 20, 21, 21, 21, 21, 21, 22, 22, 22, 22, 22, 22, 23, 23, 23, 23, 23, 24, 24, 24, 24, 24, 24, 25, 25, 25, 25, 25, 26, 26, 26, 26, 26, 26, 27, 27, 27, 27, 27, 28, 28, 28, 28, 28, 28, 29, 29, 29, 29, 29, 29, 30, 30, 30, 30, 30, 31, 31, 31, 31, 31, 31, 32, 32, 32, 32, 32, 32, 33, 33, 33, 33, 33, 33, 34, 34, 34, 34, 34, 34, 35, 35, 35, 35, 35, 35, 36, 36, 36, 36, 36, 36, 37, 37, 37, 37, 37, 37, 38, 38, 38, 38, 38, 38, 39, 39, 39, 39, 39, 39, 40, 40, 40, 40, 40, 40, 41, 41, 41, 41, 41, 41, 42, 42, 42, 42, 42, 42, 43, 43, 43, 43, 43, 43, 44, 44, 44, 44, 44, 44, 45, 45, 45, 45, 45, 45, 46, 46, 46, 46, 46, 46, 47, 47, 47, 47, 47, 47, 48, 48, 48, 48, 48, 48, 48, 49, 49, 49, 49, 49, 49, 50, 50, 50, 50, 50, 50, 51, 51, 51, 51, 51, 51, 52, 52, 52, 52, 52, 52, 52, 53, 53, 53, 53, 53, 53, 54, 54, 54, 54, 54, 54, 55, 55, 55, 55, 55, 55, 55, 56, 56, 56, 56, 56, 56, 57, 57, 57, 57, 57, 57, 58, 58, 58, 58, 58, 58, 58, 59, 59, 59, 59, 59, 59, 60, 60, 60, 60, 60, 60, 60, 61, 61, 61, 61, 61, 61, 62, 62, 62, 62, 62, 62, 63, 63, 63, 63, 63, 63, 63, 64, 64, 64, 64, 64, 64, 65, 65, 65, 65, 65, 65, 65, 66, 66, 66, 66, 66, 66, 67, 67, 67, 67, 67, 67, 67, 68, 68, 68, 68, 68, 68, 69, 69, 69, 69, 69, 69, 69, 70, 70, 70, 70, 70, 70, 71, 71, 71, 71, 71, 71, 71, 72, 72, 72, 72, 72, 72, 73, 73, 73, 73, 73, 73, 73, 74, 74, 74, 74, 74, 74, 75, 75, 75, 75, 75, 75, 75, 76, 76, 76, 76, 76, 76, 76, 77, 77, 77, 77, 77, 77, 78, 78, 78, 78, 78, 78, 78, 79, 79, 79, 79, 79, 79, 80, 80, 80, 80, 80, 80, 80, 81, 81, 81, 81, 81, 81, 81, 82, 82, 82, 82, 82, 82, 83, 83, 83, 83, 83, 83, 83, 84, 84, 84, 84, 84, 84, 85, 85, 85, 85, 85, 85, 85, 86, 86, 86, 86, 86, 86, 86, 87, 87, 87, 87, 87, 87, 88, 88, 88, 88, 88, 88, 88, 89, 89, 89, 89, 89, 89, 89, 90, 90, 90, 90, 90, 90, 90, 91, 91, 91, 91, 91, 91, 92, 92, 92, 92, 92, 92, 92, 93, 93, 93, 93, 93, 93, 93, 94, 94, 94, 94, 94, 94, 95, 95, 95, 95, 95, 95, 95, 96, 96, 96, 96, 96, 96, 96, 97, 97, 97, 97, 97, 97, 97, 98, 98, 98, 98, 98, 98, 99, 99, 99, 99, 99, 99, 99, 100, 100, 100, 100, 100, 100, 100, 101, 101, 101, 101, 101, 101, 101, 102, 102, 102, 102, 102, 102, 103, 103, 103, 103, 103, 103, 103, 104, 104, 104, 104, 104, 104, 104, 105, 105, 105, 105, 105, 105, 105, 106, 106, 106, 106, 106, 106, 106, 107, 107, 107, 107, 107, 107, 108, 108, 108, 108, 108, 108, 108, 109, 109, 109, 109, 109, 109, 109, 110, 110, 110, 110, 110, 110, 110, 111, 111, 111, 111, 111, 111, 111, 112, 112, 112, 112, 112, 112, 113, 113, 113, 113, 113, 113, 113, 114, 114, 114, 114, 114, 114, 114, 115, 115, 115, 115, 115, 115, 115, 116, 116, 116, 116, 116, 116, 116, 117, 117, 117, 117, 117, 117, 117, 118, 118, 118, 118, 118, 118, 118, 119, 119, 119, 119, 119, 119, 120, 120, 120, 120, 120, 120, 120, 121, 121, 121, 121, 121, 121, 121, 122, 122, 122, 122, 122, 122, 122, 123, 123, 123, 123, 123, 123, 123, 124, 124, 124, 124, 124, 124, 124, 125, 125, 125, 125, 125, 125, 125, 126, 126, 126, 126, 126, 126, 126, 127, 127, 127, 127, 127, 127, 127, 128, 128, 128, 128, 128, 128, 129, 129, 129, 129, 129, 129, 129, 130, 130, 130, 130, 130, 130, 130, 131, 131, 131, 131, 131, 131, 131, 132, 132, 132, 132, 132, 132, 132, 133, 133, 133, 133, 133, 133, 133, 134, 134, 134, 134, 134, 134, 134, 135, 135, 135, 135, 135, 135, 135, 136, 136, 136, 136, 136, 136, 136, 137, 137, 137, 137, 137, 137, 137, 138, 138, 138, 138, 138, 138, 138, 139, 139, 139, 139, 139, 139, 139, 140, 140, 140, 140, 140, 140, 140, 141, 141, 141, 141, 141, 141, 141, 142, 142, 142, 142, 142, 142, 142, 143, 143, 143, 143, 143, 143, 144, 144, 144, 144, 144, 144, 144, 145, 145, 145, 145, 145, 145, 145, 146, 146, 146, 146, 146, 146, 146, 147, 147, 147, 147, 147, 147, 147, 148, 148, 148, 148, 148, 148, 148, 149, 149, 149, 149, 149, 149, 149, 150, 150, 150, 150, 150, 150, 150, 151, 151, 151, 151, 151, 151, 151, 152, 152, 152, 152, 152, 152, 152, 153, 153, 153, 153, 153, 153, 153, 154, 154, 154, 154, 154, 154, 154, 155, 155, 155, 155, 155, 155, 155, 156, 156, 156, 156, 156, 156, 156, 157, 157, 157, 157, 157, 157, 157, 158, 158, 158, 158, 158, 158, 158, 159, 159, 159, 159, 159, 159, 159, 160, 160, 160, 160, 160, 160, 160, 161, 161, 161, 161, 161, 161, 161, 162, 162, 162, 162][base_surely + 1]), toFloat64(reached_ever) >= ((((toFloat64(base_surely) * 604800) / 4838400) + (3.090232306167813 * sqrt((toFloat64(base_surely) * 604800) / 4838400))) + 1.92492261768054))) AND (NOT ((reached_before_surely >= 5) AND if(base_before_ever <= 1000, reached_before_surely >= ([1, 3, 4, 4, 5, 5, 6, 6, 6, 7, 7, 7, 7, 8, 8, 8, 9, 9, 9, 9, 10, 10, 10, 10, 11, 11, 11, 11, 12, 12, 12, 12, 12, 13, 13, 13, 13, 14, 14, 14, 14, 14, 15, 15, 15, 15, 15, 16, 16, 16, 16, 16, 17, 17, 17, 17, 17, 18, 18, 18, 18, 18, 19, 19, 19, 19, 19, 20, 20, 20, 20, 20, 21, 21, 21, 21, 21, 22, 22, 22, 22, 22, 22, 23, 23, 23, 23, 23, 24, 24, 24, 24, 24, 24, 25, 25, 25, 25, 25, 26, 26, 26, 26, 26, 26, 27, 27, 27, 27, 27, 28, 28, 28, 28, 28, 28, 29, 29, 29, 29, 29, 29, 30, 30, 30, 30, 30, 31, 31, 31, 31, 31, 31, 32, 32, 32, 32, 32, 32, 33, 33, 33, 33, 33, 33, 34, 34, 34, 34, 34, 34, 35, 35, 35, 35, 35, 35, 36, 36, 36, 36, 36, 36, 37, 37, 37, 37, 37, 37, 38, 38, 38, 38, 38, 38, 39, 39, 39, 39, 39, 39, 40, 40, 40, 40, 40, 40, 41, 41, 41, 41, 41, 41, 42, 42, 42, 42, 42, 42, 43, 43, 43, 43, 43, 43, 44, 44, 44, 44, 44, 44, 45, 45, 45, 45, 45, 45, 46, 46, 46, 46, 46, 46, 47, 47, 47, 47, 47, 47, 48, 48, 48, 48, 48, 48, 48, 49, 49, 49, 49, 49, 49, 50, 50, 50, 50, 50, 50, 51, 51, 51, 51, 51, 51, 52, 52, 52, 52, 52, 52, 52, 53, 53, 53, 53, 53, 53, 54, 54, 54, 54, 54, 54, 55, 55, 55, 55, 55, 55, 55, 56, 56, 56, 56, 56, 56, 57, 57, 57, 57, 57, 57, 58, 58, 58, 58, 58, 58, 58, 59, 59, 59, 59, 59, 59, 60, 60, 60, 60, 60, 60, 60, 61, 61, 61, 61, 61, 61, 62, 62, 62, 62, 62, 62, 63, 63, 63, 63, 63, 63, 63, 64, 64, 64, 64, 64, 64, 65, 65, 65, 65, 65, 65, 65, 66, 66, 66, 66, 66, 66, 67, 67, 67, 67, 67, 67, 67, 68, 68, 68, 68, 68, 68, 69, 69, 69, 69, 69, 69, 69, 70, 70, 70, 70, 70, 70, 71, 71, 71, 71, 71, 71, 71, 72, 72, 72, 72, 72, 72, 73, 73, 73, 73, 73, 73, 73, 74, 74, 74, 74, 74, 74, 75, 75, 75, 75, 75, 75, 75, 76, 76, 76, 76, 76, 76, 76, 77, 77, 77, 77, 77, 77, 78, 78, 78, 78, 78, 78, 78, 79, 79, 79, 79, 79, 79, 80, 80, 80, 80, 80, 80, 80, 81, 81, 81, 81, 81, 81, 81, 82, 82, 82, 82, 82, 82, 83, 83, 83, 83, 83, 83, 83, 84, 84, 84, 84, 84, 84, 85, 85, 85, 85, 85, 85, 85, 86, 86, 86, 86, 86, 86, 86, 87, 87, 87, 87, 87, 87, 88, 88, 88, 88, 88, 88, 88, 89, 89, 89, 89, 89, 89, 89, 90, 90, 90, 90, 90, 90, 90, 91, 91, 91, 91, 91, 91, 92, 92, 92, 92, 92, 92, 92, 93, 93, 93, 93, 93, 93, 93, 94, 94, 94, 94, 94, 94, 95, 95, 95, 95, 95, 95, 95, 96, 96, 96, 96, 96, 96, 96, 97, 97, 97, 97, 97, 97, 97, 98, 98, 98, 98, 98, 98, 99, 99, 99, 99, 99, 99, 99, 100, 100, 100, 100, 100, 100, 100, 101, 101, 101, 101, 101, 101, 101, 102, 102, 102, 102, 102, 102, 103, 103, 103, 103, 103, 103, 103, 104, 104, 104, 104, 104, 104, 104, 105, 105, 105, 105, 105, 105, 105, 106, 106, 106, 106, 106, 106, 106, 107, 107, 107, 107, 107, 107, 108, 108, 108, 108, 108, 108, 108, 109, 109, 109, 109, 109, 109, 109, 110, 110, 110, 110, 110, 110, 110, 111, 111, 111, 111, 111, 111, 111, 112, 112, 112, 112, 112, 112, 113, 113, 113, 113, 113, 113, 113, 114, 114, 114, 114, 114, 114, 114, 115, 115, 115, 115, 115, 115, 115, 116, 116, 116, 116, 116, 116, 116, 117, 117, 117, 117, 117, 117, 117, 118, 118, 118, 118, 118, 118, 118, 119, 119, 119, 119, 119, 119, 120, 120, 120, 120, 120, 120, 120, 121, 121, 121, 121, 121, 121, 121, 122, 122, 122, 122, 122, 122, 122, 123, 123, 123, 123, 123, 123, 123, 124, 124, 124, 124, 124, 124, 124, 125, 125, 125, 125, 125, 125, 125, 126, 126, 126, 126, 126, 126, 126, 127, 127, 127, 127, 127, 127, 127, 128, 128, 128, 128, 128, 128, 129, 129, 129, 129, 129, 129, 129, 130, 130, 130, 130, 130, 130, 130, 131, 131, 131, 131, 131, 131, 131, 132, 132, 132, 132, 132, 132, 132, 133, 133, 133, 133, 133, 133, 133, 134, 134, 134, 134, 134, 134, 134, 135, 135, 135, 135, 135, 135, 135, 136, 136, 136, 136, 136, 136, 136, 137, 137, 137, 137, 137, 137, 137, 138, 138, 138, 138, 138, 138, 138, 139, 139, 139, 139, 139, 139, 139, 140, 140, 140, 140, 140, 140, 140, 141, 141, 141, 141, 141, 141, 141, 142, 142, 142, 142, 142, 142, 142, 143, 143, 143, 143, 143, 143, 144, 144, 144, 144, 144, 144, 144, 145, 145, 145, 145, 145, 145, 145, 146, 146, 146, 146, 146, 146, 146, 147, 147, 147, 147, 147, 147, 147, 148, 148, 148, 148, 148, 148, 148, 149, 149, 149, 149, 149, 149, 149, 150, 150, 150, 150, 150, 150, 150, 151, 151, 151, 151, 151, 151, 151, 152, 152, 152, 152, 152, 152, 152, 153, 153, 153, 153, 153, 153, 153, 154, 154, 154, 154, 154, 154, 154, 155, 155, 155, 155, 155, 155, 155, 156, 156, 156, 156, 156, 156, 156, 157, 157, 157, 157, 157, 157, 157, 158, 158, 158, 158, 158, 158, 158, 159, 159, 159, 159, 159, 159, 159, 160, 160, 160, 160, 160, 160, 160, 161, 161, 161, 161, 161, 161, 161, 162, 162, 162, 162][base_before_ever + 1]), toFloat64(reached_before_surely) >= ((((toFloat64(base_before_ever) * 604800) / 4838400) + (3.090232306167813 * sqrt((toFloat64(base_before_ever) * 604800) / 4838400))) + 1.92492261768054)))) AND ((old_from != toUInt64(18446744073709551615)) OR notEmpty(old_while)) AND 1
                            GROUP BY
                                subject_key,
                                second
                        )
                    )
                    WHERE entries_of_subject <= 2000000
                ) AS a ON (f.subject_key = a.subject_key) AND (f.piece = a.piece)
                WHERE (f.second >= (a.anchor - 5443200)) AND (f.second <= a.anchor)
                GROUP BY
                    a.subject_key,
                    a.anchor
            )
        )
        ARRAY JOIN arrayZip(rises, arrayResize(falls, length(rises), toUInt64(18446744073709551615))) AS interval
    )
)
