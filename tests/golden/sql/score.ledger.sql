-- credit-risk-class-d@2, a rule of the kind score: when each of its warnings was raised and
-- withdrawn.
-- When each warning of a score stood. For each instant that could ever be an anchor, the knowledge
-- points at which a version began or ceased to be known are walked in order with the sums of both
-- windows, as integers; caps and bands are applied to the sums at each knowledge point.
--
-- Its steps from the inside outwards; each stands by its name where its SELECT begins:
-- - ends: for each fact the knowledge points of its amendments: the next one ends a version.
-- - versions: each version of a fact, with the knowledge points between which it is in force.
-- - candidates: instants that may ever have been anchors, judged by all that was ever known.
-- - versions in windows: each candidate with the versions in its windows and what they add.
-- - changes: for each candidate, at which knowledge point each of its sums changes by how much.
-- - intervals: the changes added up in the order of knowing: from where to where the condition
-- holds.
-- - ledger: each interval with the facts that added points when it began.

-- ledger
SELECT
    subject_id,
    concat(replaceOne(toString(fromUnixTimestamp64Milli(instant * 1000, 'UTC')), ' ', 'T'), 'Z') AS anchor,
    anchor AS anchor_at,
    arrayMap(id -> UUIDNumToString(id), (arraySlice(contributing, -200)).2) AS evidence,
    toUInt64(length(contributing)) AS evidence_count,
    if(raised = toUInt64(18446744073709551615), NULL, toUInt64(raised)) AS raised_position,
    CAST(NULL, 'Nullable(String)') AS raised_reported_at,
    if(withdrawn = toUInt64(18446744073709551615), NULL, toUInt64(withdrawn)) AS withdrawn_position,
    CAST(NULL, 'Nullable(String)') AS withdrawn_reported_at
FROM
(
    SELECT
        subject_id,
        instant,
        raised,
        withdrawn,
        arraySort(arrayDistinct(arrayConcat(arrayMap(member -> (member.1, member.2), arrayFilter(member -> (((member.3) <= raised) AND ((member.4) > raised)), members))))) AS contributing
    FROM
    (
        -- intervals
        SELECT
            subject_id,
            instant,
            members,
            interval.1 AS raised,
            interval.2 AS withdrawn
        FROM
        (
            SELECT
                subject_id,
                instant,
                members,
                arraySort(change -> (change.1), changes) AS ordered,
                arrayMap((reached_0, before_0, reached_1, before_1, reached_2, before_2, reached_3, before_3, reached_4, before_4, reached_5, before_5, reached_6, before_6, reached_7, before_7, reached_8, before_8, reached_9, before_9, decides_reached_0, decides_before_0, decides_reached_1, decides_before_1, decides_reached_2, decides_before_2, at_anchor) -> toUInt8((multiIf(decides_reached_0 > 0, 1, decides_reached_1 > 0, 1, decides_reached_2 > 0, 1, (((((((((((toInt64(0) + least(greatest(toInt64(reached_0), toInt64(-25000000)), toInt64(25000000))) + least(greatest(toInt64(reached_1), toInt64(-10000000)), toInt64(10000000))) + least(greatest(toInt64(reached_2), toInt64(-40000000)), toInt64(40000000))) + least(greatest(toInt64(reached_3), toInt64(-15000000)), toInt64(15000000))) + least(greatest(toInt64(reached_4), toInt64(-30000000)), toInt64(30000000))) + least(greatest(toInt64(reached_5), toInt64(-24000000)), toInt64(24000000))) + least(greatest(toInt64(reached_6), toInt64(-30000000)), toInt64(30000000))) + least(greatest(toInt64(reached_7), toInt64(-10000000)), toInt64(10000000))) + least(greatest(toInt64(reached_8), toInt64(-16000000)), toInt64(16000000))) + least(greatest(toInt64(reached_9), toInt64(-20000000)), toInt64(20000000))) >= 60000000))) AND (NOT (multiIf(decides_before_0 > 0, 1, decides_before_1 > 0, 1, decides_before_2 > 0, 1, (((((((((((toInt64(0) + least(greatest(toInt64(before_0), toInt64(-25000000)), toInt64(25000000))) + least(greatest(toInt64(before_1), toInt64(-10000000)), toInt64(10000000))) + least(greatest(toInt64(before_2), toInt64(-40000000)), toInt64(40000000))) + least(greatest(toInt64(before_3), toInt64(-15000000)), toInt64(15000000))) + least(greatest(toInt64(before_4), toInt64(-30000000)), toInt64(30000000))) + least(greatest(toInt64(before_5), toInt64(-24000000)), toInt64(24000000))) + least(greatest(toInt64(before_6), toInt64(-30000000)), toInt64(30000000))) + least(greatest(toInt64(before_7), toInt64(-10000000)), toInt64(10000000))) + least(greatest(toInt64(before_8), toInt64(-16000000)), toInt64(16000000))) + least(greatest(toInt64(before_9), toInt64(-20000000)), toInt64(20000000))) >= 60000000)))) AND (at_anchor > 0)), arrayCumSum(ordered.2), arrayCumSum(ordered.3), arrayCumSum(ordered.4), arrayCumSum(ordered.5), arrayCumSum(ordered.6), arrayCumSum(ordered.7), arrayCumSum(ordered.8), arrayCumSum(ordered.9), arrayCumSum(ordered.10), arrayCumSum(ordered.11), arrayCumSum(ordered.12), arrayCumSum(ordered.13), arrayCumSum(ordered.14), arrayCumSum(ordered.15), arrayCumSum(ordered.16), arrayCumSum(ordered.17), arrayCumSum(ordered.18), arrayCumSum(ordered.19), arrayCumSum(ordered.20), arrayCumSum(ordered.21), arrayCumSum(ordered.22), arrayCumSum(ordered.23), arrayCumSum(ordered.24), arrayCumSum(ordered.25), arrayCumSum(ordered.26), arrayCumSum(ordered.27), arrayCumSum(ordered.28)) AS after_change,
                arrayFilter((step, next) -> ((step.1) != next), arrayZip(ordered.1, after_change), arrayPushBack(arrayPopFront(ordered.1), toUInt64(18446744073709551615))) AS steps,
                (arrayFilter((step, state_before) -> ((step.2) > state_before), steps, arrayPushFront(arrayPopBack(steps.2), 0))).1 AS rises,
                (arrayFilter((step, state_before) -> ((step.2) < state_before), steps, arrayPushFront(arrayPopBack(steps.2), 0))).1 AS falls
            FROM
            (
                -- changes
                SELECT
                    subject_id,
                    instant,
                    members,
                    arrayConcat(own_changes) AS changes
                FROM
                (
                    -- versions in windows
                    WITH
                        toInt64(f.second > (a.anchor - 63072000)) AS in_reached,
                        toInt64((f.second >= (a.anchor - 63072000)) AND (f.second < a.anchor)) AS in_before,
                        toInt64(floor(((((toFloat64(f.points_0) * ([4503599627370496, 4312661778122861, 4129819067273796, 3954728287512910, 3787060782393815, 3626501829425224, 3472750049316974, 3325516840272067, 3184525836262886, 3049512388274709, 2920223067542804, 2796415189850641, 2677856359996299, 2564324035571996, 2455605109237949, 2351495508706440][intDiv((greatest(toInt64((a.anchor - f.second)), 0) % 31536000) * 16, 31536000) + 1])) / 4503599627370496) / bitShiftLeft(toUInt64(1), least(intDiv(greatest(toInt64((a.anchor - f.second)), 0), 31536000), 62))) * (1 - ((((((((greatest(toInt64((a.anchor - f.second)), 0) % 31536000) * 16) % 31536000) / 504576000) * 3121657384082680) / 4503599627370496) / 1) * (1 - ((((((((greatest(toInt64((a.anchor - f.second)), 0) % 31536000) * 16) % 31536000) / 504576000) * 3121657384082680) / 4503599627370496) / 2) * (1 - ((((((((greatest(toInt64((a.anchor - f.second)), 0) % 31536000) * 16) % 31536000) / 504576000) * 3121657384082680) / 4503599627370496) / 3) * (1 - ((((((((greatest(toInt64((a.anchor - f.second)), 0) % 31536000) * 16) % 31536000) / 504576000) * 3121657384082680) / 4503599627370496) / 4) * (1 - ((((((((greatest(toInt64((a.anchor - f.second)), 0) % 31536000) * 16) % 31536000) / 504576000) * 3121657384082680) / 4503599627370496) / 5) * (1 - ((((((((greatest(toInt64((a.anchor - f.second)), 0) % 31536000) * 16) % 31536000) / 504576000) * 3121657384082680) / 4503599627370496) / 6) * (1 - ((((((((greatest(toInt64((a.anchor - f.second)), 0) % 31536000) * 16) % 31536000) / 504576000) * 3121657384082680) / 4503599627370496) / 7) * (1 - ((((((((greatest(toInt64((a.anchor - f.second)), 0) % 31536000) * 16) % 31536000) / 504576000) * 3121657384082680) / 4503599627370496) / 8) * 1))))))))))))))))) + 0.5)) AS part_0,
                        toInt64(floor(((((toFloat64(f.points_1) * ([4503599627370496, 4312661778122861, 4129819067273796, 3954728287512910, 3787060782393815, 3626501829425224, 3472750049316974, 3325516840272067, 3184525836262886, 3049512388274709, 2920223067542804, 2796415189850641, 2677856359996299, 2564324035571996, 2455605109237949, 2351495508706440][intDiv((greatest(toInt64((a.anchor - f.second)), 0) % 31536000) * 16, 31536000) + 1])) / 4503599627370496) / bitShiftLeft(toUInt64(1), least(intDiv(greatest(toInt64((a.anchor - f.second)), 0), 31536000), 62))) * (1 - ((((((((greatest(toInt64((a.anchor - f.second)), 0) % 31536000) * 16) % 31536000) / 504576000) * 3121657384082680) / 4503599627370496) / 1) * (1 - ((((((((greatest(toInt64((a.anchor - f.second)), 0) % 31536000) * 16) % 31536000) / 504576000) * 3121657384082680) / 4503599627370496) / 2) * (1 - ((((((((greatest(toInt64((a.anchor - f.second)), 0) % 31536000) * 16) % 31536000) / 504576000) * 3121657384082680) / 4503599627370496) / 3) * (1 - ((((((((greatest(toInt64((a.anchor - f.second)), 0) % 31536000) * 16) % 31536000) / 504576000) * 3121657384082680) / 4503599627370496) / 4) * (1 - ((((((((greatest(toInt64((a.anchor - f.second)), 0) % 31536000) * 16) % 31536000) / 504576000) * 3121657384082680) / 4503599627370496) / 5) * (1 - ((((((((greatest(toInt64((a.anchor - f.second)), 0) % 31536000) * 16) % 31536000) / 504576000) * 3121657384082680) / 4503599627370496) / 6) * (1 - ((((((((greatest(toInt64((a.anchor - f.second)), 0) % 31536000) * 16) % 31536000) / 504576000) * 3121657384082680) / 4503599627370496) / 7) * (1 - ((((((((greatest(toInt64((a.anchor - f.second)), 0) % 31536000) * 16) % 31536000) / 504576000) * 3121657384082680) / 4503599627370496) / 8) * 1))))))))))))))))) + 0.5)) AS part_1,
                        toInt64(floor(((((toFloat64(f.points_2) * ([4503599627370496, 4312661778122861, 4129819067273796, 3954728287512910, 3787060782393815, 3626501829425224, 3472750049316974, 3325516840272067, 3184525836262886, 3049512388274709, 2920223067542804, 2796415189850641, 2677856359996299, 2564324035571996, 2455605109237949, 2351495508706440][intDiv((greatest(toInt64((a.anchor - f.second)), 0) % 31536000) * 16, 31536000) + 1])) / 4503599627370496) / bitShiftLeft(toUInt64(1), least(intDiv(greatest(toInt64((a.anchor - f.second)), 0), 31536000), 62))) * (1 - ((((((((greatest(toInt64((a.anchor - f.second)), 0) % 31536000) * 16) % 31536000) / 504576000) * 3121657384082680) / 4503599627370496) / 1) * (1 - ((((((((greatest(toInt64((a.anchor - f.second)), 0) % 31536000) * 16) % 31536000) / 504576000) * 3121657384082680) / 4503599627370496) / 2) * (1 - ((((((((greatest(toInt64((a.anchor - f.second)), 0) % 31536000) * 16) % 31536000) / 504576000) * 3121657384082680) / 4503599627370496) / 3) * (1 - ((((((((greatest(toInt64((a.anchor - f.second)), 0) % 31536000) * 16) % 31536000) / 504576000) * 3121657384082680) / 4503599627370496) / 4) * (1 - ((((((((greatest(toInt64((a.anchor - f.second)), 0) % 31536000) * 16) % 31536000) / 504576000) * 3121657384082680) / 4503599627370496) / 5) * (1 - ((((((((greatest(toInt64((a.anchor - f.second)), 0) % 31536000) * 16) % 31536000) / 504576000) * 3121657384082680) / 4503599627370496) / 6) * (1 - ((((((((greatest(toInt64((a.anchor - f.second)), 0) % 31536000) * 16) % 31536000) / 504576000) * 3121657384082680) / 4503599627370496) / 7) * (1 - ((((((((greatest(toInt64((a.anchor - f.second)), 0) % 31536000) * 16) % 31536000) / 504576000) * 3121657384082680) / 4503599627370496) / 8) * 1))))))))))))))))) + 0.5)) AS part_2,
                        toInt64(floor(((((toFloat64(f.points_3) * ([4503599627370496, 4312661778122861, 4129819067273796, 3954728287512910, 3787060782393815, 3626501829425224, 3472750049316974, 3325516840272067, 3184525836262886, 3049512388274709, 2920223067542804, 2796415189850641, 2677856359996299, 2564324035571996, 2455605109237949, 2351495508706440][intDiv((greatest(toInt64((a.anchor - f.second)), 0) % 31536000) * 16, 31536000) + 1])) / 4503599627370496) / bitShiftLeft(toUInt64(1), least(intDiv(greatest(toInt64((a.anchor - f.second)), 0), 31536000), 62))) * (1 - ((((((((greatest(toInt64((a.anchor - f.second)), 0) % 31536000) * 16) % 31536000) / 504576000) * 3121657384082680) / 4503599627370496) / 1) * (1 - ((((((((greatest(toInt64((a.anchor - f.second)), 0) % 31536000) * 16) % 31536000) / 504576000) * 3121657384082680) / 4503599627370496) / 2) * (1 - ((((((((greatest(toInt64((a.anchor - f.second)), 0) % 31536000) * 16) % 31536000) / 504576000) * 3121657384082680) / 4503599627370496) / 3) * (1 - ((((((((greatest(toInt64((a.anchor - f.second)), 0) % 31536000) * 16) % 31536000) / 504576000) * 3121657384082680) / 4503599627370496) / 4) * (1 - ((((((((greatest(toInt64((a.anchor - f.second)), 0) % 31536000) * 16) % 31536000) / 504576000) * 3121657384082680) / 4503599627370496) / 5) * (1 - ((((((((greatest(toInt64((a.anchor - f.second)), 0) % 31536000) * 16) % 31536000) / 504576000) * 3121657384082680) / 4503599627370496) / 6) * (1 - ((((((((greatest(toInt64((a.anchor - f.second)), 0) % 31536000) * 16) % 31536000) / 504576000) * 3121657384082680) / 4503599627370496) / 7) * (1 - ((((((((greatest(toInt64((a.anchor - f.second)), 0) % 31536000) * 16) % 31536000) / 504576000) * 3121657384082680) / 4503599627370496) / 8) * 1))))))))))))))))) + 0.5)) AS part_3,
                        toInt64(floor(((((toFloat64(f.points_4) * ([4503599627370496, 4312661778122861, 4129819067273796, 3954728287512910, 3787060782393815, 3626501829425224, 3472750049316974, 3325516840272067, 3184525836262886, 3049512388274709, 2920223067542804, 2796415189850641, 2677856359996299, 2564324035571996, 2455605109237949, 2351495508706440][intDiv((greatest(toInt64((a.anchor - f.second)), 0) % 31536000) * 16, 31536000) + 1])) / 4503599627370496) / bitShiftLeft(toUInt64(1), least(intDiv(greatest(toInt64((a.anchor - f.second)), 0), 31536000), 62))) * (1 - ((((((((greatest(toInt64((a.anchor - f.second)), 0) % 31536000) * 16) % 31536000) / 504576000) * 3121657384082680) / 4503599627370496) / 1) * (1 - ((((((((greatest(toInt64((a.anchor - f.second)), 0) % 31536000) * 16) % 31536000) / 504576000) * 3121657384082680) / 4503599627370496) / 2) * (1 - ((((((((greatest(toInt64((a.anchor - f.second)), 0) % 31536000) * 16) % 31536000) / 504576000) * 3121657384082680) / 4503599627370496) / 3) * (1 - ((((((((greatest(toInt64((a.anchor - f.second)), 0) % 31536000) * 16) % 31536000) / 504576000) * 3121657384082680) / 4503599627370496) / 4) * (1 - ((((((((greatest(toInt64((a.anchor - f.second)), 0) % 31536000) * 16) % 31536000) / 504576000) * 3121657384082680) / 4503599627370496) / 5) * (1 - ((((((((greatest(toInt64((a.anchor - f.second)), 0) % 31536000) * 16) % 31536000) / 504576000) * 3121657384082680) / 4503599627370496) / 6) * (1 - ((((((((greatest(toInt64((a.anchor - f.second)), 0) % 31536000) * 16) % 31536000) / 504576000) * 3121657384082680) / 4503599627370496) / 7) * (1 - ((((((((greatest(toInt64((a.anchor - f.second)), 0) % 31536000) * 16) % 31536000) / 504576000) * 3121657384082680) / 4503599627370496) / 8) * 1))))))))))))))))) + 0.5)) AS part_4,
                        toInt64(floor(((((toFloat64(f.points_5) * ([4503599627370496, 4312661778122861, 4129819067273796, 3954728287512910, 3787060782393815, 3626501829425224, 3472750049316974, 3325516840272067, 3184525836262886, 3049512388274709, 2920223067542804, 2796415189850641, 2677856359996299, 2564324035571996, 2455605109237949, 2351495508706440][intDiv((greatest(toInt64((a.anchor - f.second)), 0) % 31536000) * 16, 31536000) + 1])) / 4503599627370496) / bitShiftLeft(toUInt64(1), least(intDiv(greatest(toInt64((a.anchor - f.second)), 0), 31536000), 62))) * (1 - ((((((((greatest(toInt64((a.anchor - f.second)), 0) % 31536000) * 16) % 31536000) / 504576000) * 3121657384082680) / 4503599627370496) / 1) * (1 - ((((((((greatest(toInt64((a.anchor - f.second)), 0) % 31536000) * 16) % 31536000) / 504576000) * 3121657384082680) / 4503599627370496) / 2) * (1 - ((((((((greatest(toInt64((a.anchor - f.second)), 0) % 31536000) * 16) % 31536000) / 504576000) * 3121657384082680) / 4503599627370496) / 3) * (1 - ((((((((greatest(toInt64((a.anchor - f.second)), 0) % 31536000) * 16) % 31536000) / 504576000) * 3121657384082680) / 4503599627370496) / 4) * (1 - ((((((((greatest(toInt64((a.anchor - f.second)), 0) % 31536000) * 16) % 31536000) / 504576000) * 3121657384082680) / 4503599627370496) / 5) * (1 - ((((((((greatest(toInt64((a.anchor - f.second)), 0) % 31536000) * 16) % 31536000) / 504576000) * 3121657384082680) / 4503599627370496) / 6) * (1 - ((((((((greatest(toInt64((a.anchor - f.second)), 0) % 31536000) * 16) % 31536000) / 504576000) * 3121657384082680) / 4503599627370496) / 7) * (1 - ((((((((greatest(toInt64((a.anchor - f.second)), 0) % 31536000) * 16) % 31536000) / 504576000) * 3121657384082680) / 4503599627370496) / 8) * 1))))))))))))))))) + 0.5)) AS part_5,
                        toInt64(floor(((((toFloat64(f.points_6) * ([4503599627370496, 4312661778122861, 4129819067273796, 3954728287512910, 3787060782393815, 3626501829425224, 3472750049316974, 3325516840272067, 3184525836262886, 3049512388274709, 2920223067542804, 2796415189850641, 2677856359996299, 2564324035571996, 2455605109237949, 2351495508706440][intDiv((greatest(toInt64((a.anchor - f.second)), 0) % 31536000) * 16, 31536000) + 1])) / 4503599627370496) / bitShiftLeft(toUInt64(1), least(intDiv(greatest(toInt64((a.anchor - f.second)), 0), 31536000), 62))) * (1 - ((((((((greatest(toInt64((a.anchor - f.second)), 0) % 31536000) * 16) % 31536000) / 504576000) * 3121657384082680) / 4503599627370496) / 1) * (1 - ((((((((greatest(toInt64((a.anchor - f.second)), 0) % 31536000) * 16) % 31536000) / 504576000) * 3121657384082680) / 4503599627370496) / 2) * (1 - ((((((((greatest(toInt64((a.anchor - f.second)), 0) % 31536000) * 16) % 31536000) / 504576000) * 3121657384082680) / 4503599627370496) / 3) * (1 - ((((((((greatest(toInt64((a.anchor - f.second)), 0) % 31536000) * 16) % 31536000) / 504576000) * 3121657384082680) / 4503599627370496) / 4) * (1 - ((((((((greatest(toInt64((a.anchor - f.second)), 0) % 31536000) * 16) % 31536000) / 504576000) * 3121657384082680) / 4503599627370496) / 5) * (1 - ((((((((greatest(toInt64((a.anchor - f.second)), 0) % 31536000) * 16) % 31536000) / 504576000) * 3121657384082680) / 4503599627370496) / 6) * (1 - ((((((((greatest(toInt64((a.anchor - f.second)), 0) % 31536000) * 16) % 31536000) / 504576000) * 3121657384082680) / 4503599627370496) / 7) * (1 - ((((((((greatest(toInt64((a.anchor - f.second)), 0) % 31536000) * 16) % 31536000) / 504576000) * 3121657384082680) / 4503599627370496) / 8) * 1))))))))))))))))) + 0.5)) AS part_6,
                        toInt64(floor(((((toFloat64(f.points_7) * ([4503599627370496, 4312661778122861, 4129819067273796, 3954728287512910, 3787060782393815, 3626501829425224, 3472750049316974, 3325516840272067, 3184525836262886, 3049512388274709, 2920223067542804, 2796415189850641, 2677856359996299, 2564324035571996, 2455605109237949, 2351495508706440][intDiv((greatest(toInt64((a.anchor - f.second)), 0) % 15552000) * 16, 15552000) + 1])) / 4503599627370496) / bitShiftLeft(toUInt64(1), least(intDiv(greatest(toInt64((a.anchor - f.second)), 0), 15552000), 62))) * (1 - ((((((((greatest(toInt64((a.anchor - f.second)), 0) % 15552000) * 16) % 15552000) / 248832000) * 3121657384082680) / 4503599627370496) / 1) * (1 - ((((((((greatest(toInt64((a.anchor - f.second)), 0) % 15552000) * 16) % 15552000) / 248832000) * 3121657384082680) / 4503599627370496) / 2) * (1 - ((((((((greatest(toInt64((a.anchor - f.second)), 0) % 15552000) * 16) % 15552000) / 248832000) * 3121657384082680) / 4503599627370496) / 3) * (1 - ((((((((greatest(toInt64((a.anchor - f.second)), 0) % 15552000) * 16) % 15552000) / 248832000) * 3121657384082680) / 4503599627370496) / 4) * (1 - ((((((((greatest(toInt64((a.anchor - f.second)), 0) % 15552000) * 16) % 15552000) / 248832000) * 3121657384082680) / 4503599627370496) / 5) * (1 - ((((((((greatest(toInt64((a.anchor - f.second)), 0) % 15552000) * 16) % 15552000) / 248832000) * 3121657384082680) / 4503599627370496) / 6) * (1 - ((((((((greatest(toInt64((a.anchor - f.second)), 0) % 15552000) * 16) % 15552000) / 248832000) * 3121657384082680) / 4503599627370496) / 7) * (1 - ((((((((greatest(toInt64((a.anchor - f.second)), 0) % 15552000) * 16) % 15552000) / 248832000) * 3121657384082680) / 4503599627370496) / 8) * 1))))))))))))))))) + 0.5)) AS part_7,
                        toInt64(floor(((((toFloat64(f.points_8) * ([4503599627370496, 4312661778122861, 4129819067273796, 3954728287512910, 3787060782393815, 3626501829425224, 3472750049316974, 3325516840272067, 3184525836262886, 3049512388274709, 2920223067542804, 2796415189850641, 2677856359996299, 2564324035571996, 2455605109237949, 2351495508706440][intDiv((greatest(toInt64((a.anchor - f.second)), 0) % 15552000) * 16, 15552000) + 1])) / 4503599627370496) / bitShiftLeft(toUInt64(1), least(intDiv(greatest(toInt64((a.anchor - f.second)), 0), 15552000), 62))) * (1 - ((((((((greatest(toInt64((a.anchor - f.second)), 0) % 15552000) * 16) % 15552000) / 248832000) * 3121657384082680) / 4503599627370496) / 1) * (1 - ((((((((greatest(toInt64((a.anchor - f.second)), 0) % 15552000) * 16) % 15552000) / 248832000) * 3121657384082680) / 4503599627370496) / 2) * (1 - ((((((((greatest(toInt64((a.anchor - f.second)), 0) % 15552000) * 16) % 15552000) / 248832000) * 3121657384082680) / 4503599627370496) / 3) * (1 - ((((((((greatest(toInt64((a.anchor - f.second)), 0) % 15552000) * 16) % 15552000) / 248832000) * 3121657384082680) / 4503599627370496) / 4) * (1 - ((((((((greatest(toInt64((a.anchor - f.second)), 0) % 15552000) * 16) % 15552000) / 248832000) * 3121657384082680) / 4503599627370496) / 5) * (1 - ((((((((greatest(toInt64((a.anchor - f.second)), 0) % 15552000) * 16) % 15552000) / 248832000) * 3121657384082680) / 4503599627370496) / 6) * (1 - ((((((((greatest(toInt64((a.anchor - f.second)), 0) % 15552000) * 16) % 15552000) / 248832000) * 3121657384082680) / 4503599627370496) / 7) * (1 - ((((((((greatest(toInt64((a.anchor - f.second)), 0) % 15552000) * 16) % 15552000) / 248832000) * 3121657384082680) / 4503599627370496) / 8) * 1))))))))))))))))) + 0.5)) AS part_8,
                        toInt64(floor(((((toFloat64(f.points_9) * ([4503599627370496, 4312661778122861, 4129819067273796, 3954728287512910, 3787060782393815, 3626501829425224, 3472750049316974, 3325516840272067, 3184525836262886, 3049512388274709, 2920223067542804, 2796415189850641, 2677856359996299, 2564324035571996, 2455605109237949, 2351495508706440][intDiv((greatest(toInt64((a.anchor - f.second)), 0) % 31536000) * 16, 31536000) + 1])) / 4503599627370496) / bitShiftLeft(toUInt64(1), least(intDiv(greatest(toInt64((a.anchor - f.second)), 0), 31536000), 62))) * (1 - ((((((((greatest(toInt64((a.anchor - f.second)), 0) % 31536000) * 16) % 31536000) / 504576000) * 3121657384082680) / 4503599627370496) / 1) * (1 - ((((((((greatest(toInt64((a.anchor - f.second)), 0) % 31536000) * 16) % 31536000) / 504576000) * 3121657384082680) / 4503599627370496) / 2) * (1 - ((((((((greatest(toInt64((a.anchor - f.second)), 0) % 31536000) * 16) % 31536000) / 504576000) * 3121657384082680) / 4503599627370496) / 3) * (1 - ((((((((greatest(toInt64((a.anchor - f.second)), 0) % 31536000) * 16) % 31536000) / 504576000) * 3121657384082680) / 4503599627370496) / 4) * (1 - ((((((((greatest(toInt64((a.anchor - f.second)), 0) % 31536000) * 16) % 31536000) / 504576000) * 3121657384082680) / 4503599627370496) / 5) * (1 - ((((((((greatest(toInt64((a.anchor - f.second)), 0) % 31536000) * 16) % 31536000) / 504576000) * 3121657384082680) / 4503599627370496) / 6) * (1 - ((((((((greatest(toInt64((a.anchor - f.second)), 0) % 31536000) * 16) % 31536000) / 504576000) * 3121657384082680) / 4503599627370496) / 7) * (1 - ((((((((greatest(toInt64((a.anchor - f.second)), 0) % 31536000) * 16) % 31536000) / 504576000) * 3121657384082680) / 4503599627370496) / 8) * 1))))))))))))))))) + 0.5)) AS part_9,
                        toInt64(f.decides_0 AND (f.second > (a.anchor - 63072000))) AS decision_reached_0,
                        toInt64(f.decides_0 AND (f.second >= (a.anchor - 63072000)) AND (f.second < a.anchor)) AS decision_before_0,
                        toInt64(f.decides_1 AND (f.second > (a.anchor - 63072000))) AS decision_reached_1,
                        toInt64(f.decides_1 AND (f.second >= (a.anchor - 63072000)) AND (f.second < a.anchor)) AS decision_before_1,
                        toInt64(f.decides_2 AND (f.second > (a.anchor - 63072000))) AS decision_reached_2,
                        toInt64(f.decides_2 AND (f.second >= (a.anchor - 63072000)) AND (f.second < a.anchor)) AS decision_before_2
                    SELECT
                        any(a.subject_id) AS subject_id,
                        a.anchor AS instant,
                        minIf(f.known_from, f.second = a.anchor) AS start,
                        groupArrayIf((f.second, f.fact, f.known_from, f.known_until), ((in_reached AND (part_0 != 0)) OR (in_reached AND (part_1 != 0)) OR (in_reached AND (part_2 != 0)) OR (in_reached AND (part_3 != 0)) OR (in_reached AND (part_4 != 0)) OR (in_reached AND (part_5 != 0)) OR (in_reached AND (part_6 != 0)) OR (in_reached AND (part_7 != 0)) OR (in_reached AND (part_8 != 0)) OR (in_reached AND (part_9 != 0)) OR decision_reached_0 OR decision_reached_1 OR decision_reached_2 OR (f.second = a.anchor))) AS members,
                        arrayConcat(groupArray((f.known_from, part_0 * in_reached, part_0 * in_before, part_1 * in_reached, part_1 * in_before, part_2 * in_reached, part_2 * in_before, part_3 * in_reached, part_3 * in_before, part_4 * in_reached, part_4 * in_before, part_5 * in_reached, part_5 * in_before, part_6 * in_reached, part_6 * in_before, part_7 * in_reached, part_7 * in_before, part_8 * in_reached, part_8 * in_before, part_9 * in_reached, part_9 * in_before, decision_reached_0, decision_before_0, decision_reached_1, decision_before_1, decision_reached_2, decision_before_2, toInt64(f.second = a.anchor))), groupArrayIf((f.known_until, -(part_0 * in_reached), -(part_0 * in_before), -(part_1 * in_reached), -(part_1 * in_before), -(part_2 * in_reached), -(part_2 * in_before), -(part_3 * in_reached), -(part_3 * in_before), -(part_4 * in_reached), -(part_4 * in_before), -(part_5 * in_reached), -(part_5 * in_before), -(part_6 * in_reached), -(part_6 * in_before), -(part_7 * in_reached), -(part_7 * in_before), -(part_8 * in_reached), -(part_8 * in_before), -(part_9 * in_reached), -(part_9 * in_before), -(decision_reached_0), -(decision_before_0), -(decision_reached_1), -(decision_before_1), -(decision_reached_2), -(decision_before_2), -(toInt64(f.second = a.anchor))), f.known_until != toUInt64(18446744073709551615))) AS own_changes
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
                            v.points_0 AS points_0,
                            v.points_1 AS points_1,
                            v.points_2 AS points_2,
                            v.points_3 AS points_3,
                            v.points_4 AS points_4,
                            v.points_5 AS points_5,
                            v.points_6 AS points_6,
                            v.points_7 AS points_7,
                            v.points_8 AS points_8,
                            v.points_9 AS points_9,
                            v.decides_0 AS decides_0,
                            v.decides_1 AS decides_1,
                            v.decides_2 AS decides_2
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
                                intDiv(second + 2208988800, 63072000) AS piece,
                                if((event_type IN ('AbnormalOperationListed')), toInt64(25000000), toInt64(0)) AS points_0,
                                if((event_type IN ('SubjectChanged')), toInt64(2000000), toInt64(0)) AS points_1,
                                if((event_type IN ('PenaltyDecided')), toInt64(10000000), toInt64(0)) AS points_2,
                                if(((event_type IN ('PenaltyDecided')) AND ifNull(data_currency = 'CNY', 0) AND (isNotNull(data_fine_cents) AND (abs(ifNull(data_fine_cents, 0)) <= 10000000000000) AND (abs(floor(((ifNull(data_fine_cents, 0) * toFloat64(1000000)) / toFloat64(1000000)) + 0.5)) <= 100000000000))), toInt64(floor(((ifNull(data_fine_cents, 0) * toFloat64(1000000)) / toFloat64(1000000)) + 0.5)), toInt64(0)) AS points_3,
                                if((event_type IN ('ViolationFound')), toInt64(5000000), toInt64(0)) AS points_4,
                                if(((event_type IN ('RectificationChecked')) AND ifNull(data_outcome = 'not_rectified', 0)), toInt64(8000000), toInt64(0)) AS points_5,
                                if((event_type IN ('AccidentOccurred')), toInt64(15000000), toInt64(0)) AS points_6,
                                if((event_type IN ('ComplaintReceived')), toInt64(1000000), toInt64(0)) AS points_7,
                                if(((event_type IN ('ComplaintConcluded')) AND ifNull(data_outcome = 'substantiated', 0)), toInt64(4000000), toInt64(0)) AS points_8,
                                if((event_type IN ('CreditRepaired')), toInt64(-10000000), toInt64(0)) AS points_9,
                                toUInt8((event_type IN ('SeriousViolationListed'))) AS decides_0,
                                toUInt8((event_type IN ('LicenceRevoked'))) AS decides_1,
                                toUInt8(((event_type IN ('PenaltyDecided')) AND (has(data_penalty_types, '04') OR has(data_penalty_types, '14')))) AS decides_2
                            FROM events_by_type_v3
                            WHERE (version_kind IN ('original', 'correction')) AND (event_type IN ('AbnormalOperationListed', 'SubjectChanged', 'PenaltyDecided', 'ViolationFound', 'RectificationChecked', 'AccidentOccurred', 'ComplaintReceived', 'ComplaintConcluded', 'CreditRepaired', 'SeriousViolationListed', 'LicenceRevoked')) AND ((event_type IN ('AbnormalOperationListed')) OR (event_type IN ('SubjectChanged')) OR (event_type IN ('PenaltyDecided')) OR ((event_type IN ('PenaltyDecided')) AND ifNull(data_currency = 'CNY', 0) AND (isNotNull(data_fine_cents) AND (abs(ifNull(data_fine_cents, 0)) <= 10000000000000) AND (abs(floor(((ifNull(data_fine_cents, 0) * toFloat64(1000000)) / toFloat64(1000000)) + 0.5)) <= 100000000000))) OR (event_type IN ('ViolationFound')) OR ((event_type IN ('RectificationChecked')) AND ifNull(data_outcome = 'not_rectified', 0)) OR (event_type IN ('AccidentOccurred')) OR (event_type IN ('ComplaintReceived')) OR ((event_type IN ('ComplaintConcluded')) AND ifNull(data_outcome = 'substantiated', 0)) OR (event_type IN ('CreditRepaired')) OR (event_type IN ('SeriousViolationListed')) OR (event_type IN ('LicenceRevoked')) OR ((event_type IN ('PenaltyDecided')) AND (has(data_penalty_types, '04') OR has(data_penalty_types, '14'))))
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
                            arrayJoin([intDiv(anchor + 2208988800, 63072000) - 1, intDiv(anchor + 2208988800, 63072000)]) AS piece
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
                                        *,
                                        ((((((((((toFloat64(0) + least(greatest(toFloat64(reached_low_0), toFloat64(-25000000)), toFloat64(25000000))) + least(greatest(toFloat64(reached_low_1), toFloat64(-10000000)), toFloat64(10000000))) + least(greatest(toFloat64(reached_low_2), toFloat64(-40000000)), toFloat64(40000000))) + least(greatest(toFloat64(reached_low_3), toFloat64(-15000000)), toFloat64(15000000))) + least(greatest(toFloat64(reached_low_4), toFloat64(-30000000)), toFloat64(30000000))) + least(greatest(toFloat64(reached_low_5), toFloat64(-24000000)), toFloat64(24000000))) + least(greatest(toFloat64(reached_low_6), toFloat64(-30000000)), toFloat64(30000000))) + least(greatest(toFloat64(reached_low_7), toFloat64(-10000000)), toFloat64(10000000))) + least(greatest(toFloat64(reached_low_8), toFloat64(-16000000)), toFloat64(16000000))) + least(greatest(toFloat64(reached_low_9), toFloat64(-20000000)), toFloat64(20000000))) - (window_facts + 1000) AS reached_least,
                                        ((((((((((toFloat64(0) + least(greatest(toFloat64(reached_high_0), toFloat64(-25000000)), toFloat64(25000000))) + least(greatest(toFloat64(reached_high_1), toFloat64(-10000000)), toFloat64(10000000))) + least(greatest(toFloat64(reached_high_2), toFloat64(-40000000)), toFloat64(40000000))) + least(greatest(toFloat64(reached_high_3), toFloat64(-15000000)), toFloat64(15000000))) + least(greatest(toFloat64(reached_high_4), toFloat64(-30000000)), toFloat64(30000000))) + least(greatest(toFloat64(reached_high_5), toFloat64(-24000000)), toFloat64(24000000))) + least(greatest(toFloat64(reached_high_6), toFloat64(-30000000)), toFloat64(30000000))) + least(greatest(toFloat64(reached_high_7), toFloat64(-10000000)), toFloat64(10000000))) + least(greatest(toFloat64(reached_high_8), toFloat64(-16000000)), toFloat64(16000000))) + least(greatest(toFloat64(reached_high_9), toFloat64(-20000000)), toFloat64(20000000))) + (window_facts + 1000) AS reached_most,
                                        ((((((((((toFloat64(0) + least(greatest(toFloat64(before_low_0 * exp2(-(greatest(second - previous, 0) / 31536000))), toFloat64(-25000000)), toFloat64(25000000))) + least(greatest(toFloat64(before_low_1 * exp2(-(greatest(second - previous, 0) / 31536000))), toFloat64(-10000000)), toFloat64(10000000))) + least(greatest(toFloat64(before_low_2 * exp2(-(greatest(second - previous, 0) / 31536000))), toFloat64(-40000000)), toFloat64(40000000))) + least(greatest(toFloat64(before_low_3 * exp2(-(greatest(second - previous, 0) / 31536000))), toFloat64(-15000000)), toFloat64(15000000))) + least(greatest(toFloat64(before_low_4 * exp2(-(greatest(second - previous, 0) / 31536000))), toFloat64(-30000000)), toFloat64(30000000))) + least(greatest(toFloat64(before_low_5 * exp2(-(greatest(second - previous, 0) / 31536000))), toFloat64(-24000000)), toFloat64(24000000))) + least(greatest(toFloat64(before_low_6 * exp2(-(greatest(second - previous, 0) / 31536000))), toFloat64(-30000000)), toFloat64(30000000))) + least(greatest(toFloat64(before_low_7 * exp2(-(greatest(second - previous, 0) / 15552000))), toFloat64(-10000000)), toFloat64(10000000))) + least(greatest(toFloat64(before_low_8 * exp2(-(greatest(second - previous, 0) / 15552000))), toFloat64(-16000000)), toFloat64(16000000))) + least(greatest(toFloat64(before_low_9 * exp2(-(greatest(second - previous, 0) / 31536000))), toFloat64(-20000000)), toFloat64(20000000))) - (window_facts + 1000) AS before_least,
                                        ((((((((((toFloat64(0) + least(greatest(toFloat64(before_high_0 * exp2(-(greatest(second - previous, 0) / 31536000))), toFloat64(-25000000)), toFloat64(25000000))) + least(greatest(toFloat64(before_high_1 * exp2(-(greatest(second - previous, 0) / 31536000))), toFloat64(-10000000)), toFloat64(10000000))) + least(greatest(toFloat64(before_high_2 * exp2(-(greatest(second - previous, 0) / 31536000))), toFloat64(-40000000)), toFloat64(40000000))) + least(greatest(toFloat64(before_high_3 * exp2(-(greatest(second - previous, 0) / 31536000))), toFloat64(-15000000)), toFloat64(15000000))) + least(greatest(toFloat64(before_high_4 * exp2(-(greatest(second - previous, 0) / 31536000))), toFloat64(-30000000)), toFloat64(30000000))) + least(greatest(toFloat64(before_high_5 * exp2(-(greatest(second - previous, 0) / 31536000))), toFloat64(-24000000)), toFloat64(24000000))) + least(greatest(toFloat64(before_high_6 * exp2(-(greatest(second - previous, 0) / 31536000))), toFloat64(-30000000)), toFloat64(30000000))) + least(greatest(toFloat64(before_high_7 * exp2(-(greatest(second - previous, 0) / 15552000))), toFloat64(-10000000)), toFloat64(10000000))) + least(greatest(toFloat64(before_high_8 * exp2(-(greatest(second - previous, 0) / 15552000))), toFloat64(-16000000)), toFloat64(16000000))) + least(greatest(toFloat64(before_high_9 * exp2(-(greatest(second - previous, 0) / 31536000))), toFloat64(-20000000)), toFloat64(20000000))) + (window_facts + 1000) AS before_most
                                    FROM
                                    (
                                        SELECT
                                            subject_key,
                                            subject_id,
                                            fact_id,
                                            second,
                                            entries,
                                            count() OVER (PARTITION BY subject_key ORDER BY second ASC RANGE BETWEEN 63072000 PRECEDING AND 1 PRECEDING) + count() OVER (PARTITION BY subject_key ORDER BY second ASC RANGE BETWEEN 63071999 PRECEDING AND CURRENT ROW) AS window_facts,
                                            max(second) OVER (PARTITION BY subject_key ORDER BY second ASC RANGE BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS previous,
                                            exponentialTimeDecayedSum(45496830.80947435)(toFloat64(greatest(points_0, 0)), second) OVER (PARTITION BY subject_key ORDER BY second ASC RANGE BETWEEN 63071999 PRECEDING AND CURRENT ROW) AS reached_high_0,
                                            exponentialTimeDecayedSum(45496830.80947435)(toFloat64(least(points_0, 0)), second) OVER (PARTITION BY subject_key ORDER BY second ASC RANGE BETWEEN 63071999 PRECEDING AND CURRENT ROW) AS reached_low_0,
                                            exponentialTimeDecayedSum(45496830.80947435)(toFloat64(if(settled, points_0, greatest(points_0, 0))), second) OVER (PARTITION BY subject_key ORDER BY second ASC RANGE BETWEEN 63072000 PRECEDING AND 1 PRECEDING) AS before_high_0,
                                            exponentialTimeDecayedSum(45496830.80947435)(toFloat64(if(settled, points_0, least(points_0, 0))), second) OVER (PARTITION BY subject_key ORDER BY second ASC RANGE BETWEEN 63072000 PRECEDING AND 1 PRECEDING) AS before_low_0,
                                            exponentialTimeDecayedSum(45496830.80947435)(toFloat64(greatest(points_1, 0)), second) OVER (PARTITION BY subject_key ORDER BY second ASC RANGE BETWEEN 63071999 PRECEDING AND CURRENT ROW) AS reached_high_1,
                                            exponentialTimeDecayedSum(45496830.80947435)(toFloat64(least(points_1, 0)), second) OVER (PARTITION BY subject_key ORDER BY second ASC RANGE BETWEEN 63071999 PRECEDING AND CURRENT ROW) AS reached_low_1,
                                            exponentialTimeDecayedSum(45496830.80947435)(toFloat64(if(settled, points_1, greatest(points_1, 0))), second) OVER (PARTITION BY subject_key ORDER BY second ASC RANGE BETWEEN 63072000 PRECEDING AND 1 PRECEDING) AS before_high_1,
                                            exponentialTimeDecayedSum(45496830.80947435)(toFloat64(if(settled, points_1, least(points_1, 0))), second) OVER (PARTITION BY subject_key ORDER BY second ASC RANGE BETWEEN 63072000 PRECEDING AND 1 PRECEDING) AS before_low_1,
                                            exponentialTimeDecayedSum(45496830.80947435)(toFloat64(greatest(points_2, 0)), second) OVER (PARTITION BY subject_key ORDER BY second ASC RANGE BETWEEN 63071999 PRECEDING AND CURRENT ROW) AS reached_high_2,
                                            exponentialTimeDecayedSum(45496830.80947435)(toFloat64(least(points_2, 0)), second) OVER (PARTITION BY subject_key ORDER BY second ASC RANGE BETWEEN 63071999 PRECEDING AND CURRENT ROW) AS reached_low_2,
                                            exponentialTimeDecayedSum(45496830.80947435)(toFloat64(if(settled, points_2, greatest(points_2, 0))), second) OVER (PARTITION BY subject_key ORDER BY second ASC RANGE BETWEEN 63072000 PRECEDING AND 1 PRECEDING) AS before_high_2,
                                            exponentialTimeDecayedSum(45496830.80947435)(toFloat64(if(settled, points_2, least(points_2, 0))), second) OVER (PARTITION BY subject_key ORDER BY second ASC RANGE BETWEEN 63072000 PRECEDING AND 1 PRECEDING) AS before_low_2,
                                            exponentialTimeDecayedSum(45496830.80947435)(toFloat64(greatest(points_3, 0)), second) OVER (PARTITION BY subject_key ORDER BY second ASC RANGE BETWEEN 63071999 PRECEDING AND CURRENT ROW) AS reached_high_3,
                                            exponentialTimeDecayedSum(45496830.80947435)(toFloat64(least(points_3, 0)), second) OVER (PARTITION BY subject_key ORDER BY second ASC RANGE BETWEEN 63071999 PRECEDING AND CURRENT ROW) AS reached_low_3,
                                            exponentialTimeDecayedSum(45496830.80947435)(toFloat64(if(settled, points_3, greatest(points_3, 0))), second) OVER (PARTITION BY subject_key ORDER BY second ASC RANGE BETWEEN 63072000 PRECEDING AND 1 PRECEDING) AS before_high_3,
                                            exponentialTimeDecayedSum(45496830.80947435)(toFloat64(if(settled, points_3, least(points_3, 0))), second) OVER (PARTITION BY subject_key ORDER BY second ASC RANGE BETWEEN 63072000 PRECEDING AND 1 PRECEDING) AS before_low_3,
                                            exponentialTimeDecayedSum(45496830.80947435)(toFloat64(greatest(points_4, 0)), second) OVER (PARTITION BY subject_key ORDER BY second ASC RANGE BETWEEN 63071999 PRECEDING AND CURRENT ROW) AS reached_high_4,
                                            exponentialTimeDecayedSum(45496830.80947435)(toFloat64(least(points_4, 0)), second) OVER (PARTITION BY subject_key ORDER BY second ASC RANGE BETWEEN 63071999 PRECEDING AND CURRENT ROW) AS reached_low_4,
                                            exponentialTimeDecayedSum(45496830.80947435)(toFloat64(if(settled, points_4, greatest(points_4, 0))), second) OVER (PARTITION BY subject_key ORDER BY second ASC RANGE BETWEEN 63072000 PRECEDING AND 1 PRECEDING) AS before_high_4,
                                            exponentialTimeDecayedSum(45496830.80947435)(toFloat64(if(settled, points_4, least(points_4, 0))), second) OVER (PARTITION BY subject_key ORDER BY second ASC RANGE BETWEEN 63072000 PRECEDING AND 1 PRECEDING) AS before_low_4,
                                            exponentialTimeDecayedSum(45496830.80947435)(toFloat64(greatest(points_5, 0)), second) OVER (PARTITION BY subject_key ORDER BY second ASC RANGE BETWEEN 63071999 PRECEDING AND CURRENT ROW) AS reached_high_5,
                                            exponentialTimeDecayedSum(45496830.80947435)(toFloat64(least(points_5, 0)), second) OVER (PARTITION BY subject_key ORDER BY second ASC RANGE BETWEEN 63071999 PRECEDING AND CURRENT ROW) AS reached_low_5,
                                            exponentialTimeDecayedSum(45496830.80947435)(toFloat64(if(settled, points_5, greatest(points_5, 0))), second) OVER (PARTITION BY subject_key ORDER BY second ASC RANGE BETWEEN 63072000 PRECEDING AND 1 PRECEDING) AS before_high_5,
                                            exponentialTimeDecayedSum(45496830.80947435)(toFloat64(if(settled, points_5, least(points_5, 0))), second) OVER (PARTITION BY subject_key ORDER BY second ASC RANGE BETWEEN 63072000 PRECEDING AND 1 PRECEDING) AS before_low_5,
                                            exponentialTimeDecayedSum(45496830.80947435)(toFloat64(greatest(points_6, 0)), second) OVER (PARTITION BY subject_key ORDER BY second ASC RANGE BETWEEN 63071999 PRECEDING AND CURRENT ROW) AS reached_high_6,
                                            exponentialTimeDecayedSum(45496830.80947435)(toFloat64(least(points_6, 0)), second) OVER (PARTITION BY subject_key ORDER BY second ASC RANGE BETWEEN 63071999 PRECEDING AND CURRENT ROW) AS reached_low_6,
                                            exponentialTimeDecayedSum(45496830.80947435)(toFloat64(if(settled, points_6, greatest(points_6, 0))), second) OVER (PARTITION BY subject_key ORDER BY second ASC RANGE BETWEEN 63072000 PRECEDING AND 1 PRECEDING) AS before_high_6,
                                            exponentialTimeDecayedSum(45496830.80947435)(toFloat64(if(settled, points_6, least(points_6, 0))), second) OVER (PARTITION BY subject_key ORDER BY second ASC RANGE BETWEEN 63072000 PRECEDING AND 1 PRECEDING) AS before_low_6,
                                            exponentialTimeDecayedSum(22436793.27590516)(toFloat64(greatest(points_7, 0)), second) OVER (PARTITION BY subject_key ORDER BY second ASC RANGE BETWEEN 63071999 PRECEDING AND CURRENT ROW) AS reached_high_7,
                                            exponentialTimeDecayedSum(22436793.27590516)(toFloat64(least(points_7, 0)), second) OVER (PARTITION BY subject_key ORDER BY second ASC RANGE BETWEEN 63071999 PRECEDING AND CURRENT ROW) AS reached_low_7,
                                            exponentialTimeDecayedSum(22436793.27590516)(toFloat64(if(settled, points_7, greatest(points_7, 0))), second) OVER (PARTITION BY subject_key ORDER BY second ASC RANGE BETWEEN 63072000 PRECEDING AND 1 PRECEDING) AS before_high_7,
                                            exponentialTimeDecayedSum(22436793.27590516)(toFloat64(if(settled, points_7, least(points_7, 0))), second) OVER (PARTITION BY subject_key ORDER BY second ASC RANGE BETWEEN 63072000 PRECEDING AND 1 PRECEDING) AS before_low_7,
                                            exponentialTimeDecayedSum(22436793.27590516)(toFloat64(greatest(points_8, 0)), second) OVER (PARTITION BY subject_key ORDER BY second ASC RANGE BETWEEN 63071999 PRECEDING AND CURRENT ROW) AS reached_high_8,
                                            exponentialTimeDecayedSum(22436793.27590516)(toFloat64(least(points_8, 0)), second) OVER (PARTITION BY subject_key ORDER BY second ASC RANGE BETWEEN 63071999 PRECEDING AND CURRENT ROW) AS reached_low_8,
                                            exponentialTimeDecayedSum(22436793.27590516)(toFloat64(if(settled, points_8, greatest(points_8, 0))), second) OVER (PARTITION BY subject_key ORDER BY second ASC RANGE BETWEEN 63072000 PRECEDING AND 1 PRECEDING) AS before_high_8,
                                            exponentialTimeDecayedSum(22436793.27590516)(toFloat64(if(settled, points_8, least(points_8, 0))), second) OVER (PARTITION BY subject_key ORDER BY second ASC RANGE BETWEEN 63072000 PRECEDING AND 1 PRECEDING) AS before_low_8,
                                            exponentialTimeDecayedSum(45496830.80947435)(toFloat64(greatest(points_9, 0)), second) OVER (PARTITION BY subject_key ORDER BY second ASC RANGE BETWEEN 63071999 PRECEDING AND CURRENT ROW) AS reached_high_9,
                                            exponentialTimeDecayedSum(45496830.80947435)(toFloat64(least(points_9, 0)), second) OVER (PARTITION BY subject_key ORDER BY second ASC RANGE BETWEEN 63071999 PRECEDING AND CURRENT ROW) AS reached_low_9,
                                            exponentialTimeDecayedSum(45496830.80947435)(toFloat64(if(settled, points_9, greatest(points_9, 0))), second) OVER (PARTITION BY subject_key ORDER BY second ASC RANGE BETWEEN 63072000 PRECEDING AND 1 PRECEDING) AS before_high_9,
                                            exponentialTimeDecayedSum(45496830.80947435)(toFloat64(if(settled, points_9, least(points_9, 0))), second) OVER (PARTITION BY subject_key ORDER BY second ASC RANGE BETWEEN 63072000 PRECEDING AND 1 PRECEDING) AS before_low_9,
                                            maxIf((toUInt8(1), second), decides_0) OVER (PARTITION BY subject_key ORDER BY second ASC RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS reached_decision_0,
                                            countIf(decides_0) OVER (PARTITION BY subject_key ORDER BY second ASC RANGE BETWEEN 63072000 PRECEDING AND 1 PRECEDING) AS before_decisions_0,
                                            countIf(decides_0 AND settled) OVER (PARTITION BY subject_key ORDER BY second ASC RANGE BETWEEN 63072000 PRECEDING AND 1 PRECEDING) AS sure_decisions_0,
                                            maxIf((toUInt8(1), second), decides_1) OVER (PARTITION BY subject_key ORDER BY second ASC RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS reached_decision_1,
                                            countIf(decides_1) OVER (PARTITION BY subject_key ORDER BY second ASC RANGE BETWEEN 63072000 PRECEDING AND 1 PRECEDING) AS before_decisions_1,
                                            countIf(decides_1 AND settled) OVER (PARTITION BY subject_key ORDER BY second ASC RANGE BETWEEN 63072000 PRECEDING AND 1 PRECEDING) AS sure_decisions_1,
                                            maxIf((toUInt8(1), second), decides_2) OVER (PARTITION BY subject_key ORDER BY second ASC RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS reached_decision_2,
                                            countIf(decides_2) OVER (PARTITION BY subject_key ORDER BY second ASC RANGE BETWEEN 63072000 PRECEDING AND 1 PRECEDING) AS before_decisions_2,
                                            countIf(decides_2 AND settled) OVER (PARTITION BY subject_key ORDER BY second ASC RANGE BETWEEN 63072000 PRECEDING AND 1 PRECEDING) AS sure_decisions_2
                                        FROM
                                        (
                                            SELECT
                                                *,
                                                (known_until = toUInt64(18446744073709551615)) AND (known_from <= min(known_from) OVER (PARTITION BY subject_key ORDER BY second DESC RANGE BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)) AS settled,
                                                count() OVER (PARTITION BY subject_key ORDER BY second ASC RANGE BETWEEN 63072000 PRECEDING AND CURRENT ROW) AS entries
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
                                                    v.points_0 AS points_0,
                                                    v.points_1 AS points_1,
                                                    v.points_2 AS points_2,
                                                    v.points_3 AS points_3,
                                                    v.points_4 AS points_4,
                                                    v.points_5 AS points_5,
                                                    v.points_6 AS points_6,
                                                    v.points_7 AS points_7,
                                                    v.points_8 AS points_8,
                                                    v.points_9 AS points_9,
                                                    v.decides_0 AS decides_0,
                                                    v.decides_1 AS decides_1,
                                                    v.decides_2 AS decides_2
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
                                                        intDiv(second + 2208988800, 63072000) AS piece,
                                                        if((event_type IN ('AbnormalOperationListed')), toInt64(25000000), toInt64(0)) AS points_0,
                                                        if((event_type IN ('SubjectChanged')), toInt64(2000000), toInt64(0)) AS points_1,
                                                        if((event_type IN ('PenaltyDecided')), toInt64(10000000), toInt64(0)) AS points_2,
                                                        if(((event_type IN ('PenaltyDecided')) AND ifNull(data_currency = 'CNY', 0) AND (isNotNull(data_fine_cents) AND (abs(ifNull(data_fine_cents, 0)) <= 10000000000000) AND (abs(floor(((ifNull(data_fine_cents, 0) * toFloat64(1000000)) / toFloat64(1000000)) + 0.5)) <= 100000000000))), toInt64(floor(((ifNull(data_fine_cents, 0) * toFloat64(1000000)) / toFloat64(1000000)) + 0.5)), toInt64(0)) AS points_3,
                                                        if((event_type IN ('ViolationFound')), toInt64(5000000), toInt64(0)) AS points_4,
                                                        if(((event_type IN ('RectificationChecked')) AND ifNull(data_outcome = 'not_rectified', 0)), toInt64(8000000), toInt64(0)) AS points_5,
                                                        if((event_type IN ('AccidentOccurred')), toInt64(15000000), toInt64(0)) AS points_6,
                                                        if((event_type IN ('ComplaintReceived')), toInt64(1000000), toInt64(0)) AS points_7,
                                                        if(((event_type IN ('ComplaintConcluded')) AND ifNull(data_outcome = 'substantiated', 0)), toInt64(4000000), toInt64(0)) AS points_8,
                                                        if((event_type IN ('CreditRepaired')), toInt64(-10000000), toInt64(0)) AS points_9,
                                                        toUInt8((event_type IN ('SeriousViolationListed'))) AS decides_0,
                                                        toUInt8((event_type IN ('LicenceRevoked'))) AS decides_1,
                                                        toUInt8(((event_type IN ('PenaltyDecided')) AND (has(data_penalty_types, '04') OR has(data_penalty_types, '14')))) AS decides_2
                                                    FROM events_by_type_v3
                                                    WHERE (version_kind IN ('original', 'correction')) AND (event_type IN ('AbnormalOperationListed', 'SubjectChanged', 'PenaltyDecided', 'ViolationFound', 'RectificationChecked', 'AccidentOccurred', 'ComplaintReceived', 'ComplaintConcluded', 'CreditRepaired', 'SeriousViolationListed', 'LicenceRevoked')) AND ((event_type IN ('AbnormalOperationListed')) OR (event_type IN ('SubjectChanged')) OR (event_type IN ('PenaltyDecided')) OR ((event_type IN ('PenaltyDecided')) AND ifNull(data_currency = 'CNY', 0) AND (isNotNull(data_fine_cents) AND (abs(ifNull(data_fine_cents, 0)) <= 10000000000000) AND (abs(floor(((ifNull(data_fine_cents, 0) * toFloat64(1000000)) / toFloat64(1000000)) + 0.5)) <= 100000000000))) OR (event_type IN ('ViolationFound')) OR ((event_type IN ('RectificationChecked')) AND ifNull(data_outcome = 'not_rectified', 0)) OR (event_type IN ('AccidentOccurred')) OR (event_type IN ('ComplaintReceived')) OR ((event_type IN ('ComplaintConcluded')) AND ifNull(data_outcome = 'substantiated', 0)) OR (event_type IN ('CreditRepaired')) OR (event_type IN ('SeriousViolationListed')) OR (event_type IN ('LicenceRevoked')) OR ((event_type IN ('PenaltyDecided')) AND (has(data_penalty_types, '04') OR has(data_penalty_types, '14'))))
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
                                WHERE ((reached_most >= 60000000) OR ((reached_decision_0.1) AND ((reached_decision_0.2) > (second - 63072000))) OR ((reached_decision_1.1) AND ((reached_decision_1.2) > (second - 63072000))) OR ((reached_decision_2.1) AND ((reached_decision_2.2) > (second - 63072000)))) AND (NOT ((before_least >= 60000000) OR (sure_decisions_0 > 0) OR (sure_decisions_1 > 0) OR (sure_decisions_2 > 0))) AND 1
                                GROUP BY
                                    subject_key,
                                    second
                            )
                        )
                        WHERE entries_of_subject <= 2000000
                    ) AS a ON (f.subject_key = a.subject_key) AND (f.piece = a.piece)
                    WHERE (f.second >= (a.anchor - 63072000)) AND (f.second <= a.anchor)
                    GROUP BY
                        a.subject_key,
                        a.anchor
                )
            )
        )
        ARRAY JOIN arrayZip(rises, arrayResize(falls, length(rises), toUInt64(18446744073709551615))) AS interval
    )
)
