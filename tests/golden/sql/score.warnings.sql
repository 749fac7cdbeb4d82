-- credit-risk-class-d@2, a rule of the kind score: its warnings over all facts, as known now.
-- `W` of a score rule. Every instant has its own decayed points, so exact scores need each
-- instant's facts; first, estimates that cost the same however full a window is leave the few
-- instants at which the band may change, and only these are joined to their facts.
--
-- Its steps from the inside outwards; each stands by its name where its SELECT begins:
-- - ends: for each fact the knowledge points of its amendments: the next one ends a version.
-- - facts in force: the version of each fact that nothing known has ended.
-- - candidates: instants at which the estimated score may come into a band to warn of.
-- - windows: each candidate with the facts of its windows and their exact sums.
-- - warnings: candidates whose exact score comes into a band to warn of.

-- warnings
SELECT
    subject_id,
    concat(replaceOne(toString(fromUnixTimestamp64Milli(instant * 1000, 'UTC')), ' ', 'T'), 'Z') AS anchor,
    anchor AS anchor_at,
    arrayMap(id -> UUIDNumToString(id), (arraySlice(arraySort(arrayFilter(member -> ((member.3) OR 0), members)), -200)).2) AS evidence,
    toUInt64(length(arraySort(arrayFilter(member -> ((member.3) OR 0), members)))) AS evidence_count
FROM
(
    -- windows
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
        groupArray((f.second, f.fact, toUInt8(((in_reached AND (part_0 != 0)) OR (in_reached AND (part_1 != 0)) OR (in_reached AND (part_2 != 0)) OR (in_reached AND (part_3 != 0)) OR (in_reached AND (part_4 != 0)) OR (in_reached AND (part_5 != 0)) OR (in_reached AND (part_6 != 0)) OR (in_reached AND (part_7 != 0)) OR (in_reached AND (part_8 != 0)) OR (in_reached AND (part_9 != 0)) OR decision_reached_0 OR decision_reached_1 OR decision_reached_2 OR (f.second = a.anchor))))) AS members,
        sum(part_0 * in_reached) AS reached_0,
        sum(part_0 * in_before) AS before_0,
        sum(part_1 * in_reached) AS reached_1,
        sum(part_1 * in_before) AS before_1,
        sum(part_2 * in_reached) AS reached_2,
        sum(part_2 * in_before) AS before_2,
        sum(part_3 * in_reached) AS reached_3,
        sum(part_3 * in_before) AS before_3,
        sum(part_4 * in_reached) AS reached_4,
        sum(part_4 * in_before) AS before_4,
        sum(part_5 * in_reached) AS reached_5,
        sum(part_5 * in_before) AS before_5,
        sum(part_6 * in_reached) AS reached_6,
        sum(part_6 * in_before) AS before_6,
        sum(part_7 * in_reached) AS reached_7,
        sum(part_7 * in_before) AS before_7,
        sum(part_8 * in_reached) AS reached_8,
        sum(part_8 * in_before) AS before_8,
        sum(part_9 * in_reached) AS reached_9,
        sum(part_9 * in_before) AS before_9,
        max(decision_reached_0) AS decides_reached_0,
        max(decision_before_0) AS decides_before_0,
        max(decision_reached_1) AS decides_reached_1,
        max(decision_before_1) AS decides_before_1,
        max(decision_reached_2) AS decides_reached_2,
        max(decision_before_2) AS decides_before_2
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
        WHERE if(version_kind = 'original', ends[1], arrayFirst(e -> (e > known_from), ends)) = 0
    ) AS f
    INNER JOIN
    (
        -- candidates
        SELECT
            subject_key,
            any(subject_id) AS subject_id,
            second AS anchor,
            arrayJoin([intDiv(second + 2208988800, 63072000) - 1, intDiv(second + 2208988800, 63072000)]) AS piece
        FROM
        (
            SELECT
                *,
                ((((((((((toFloat64(0) + least(greatest(toFloat64(reached_sum_0), toFloat64(-25000000)), toFloat64(25000000))) + least(greatest(toFloat64(reached_sum_1), toFloat64(-10000000)), toFloat64(10000000))) + least(greatest(toFloat64(reached_sum_2), toFloat64(-40000000)), toFloat64(40000000))) + least(greatest(toFloat64(reached_sum_3), toFloat64(-15000000)), toFloat64(15000000))) + least(greatest(toFloat64(reached_sum_4), toFloat64(-30000000)), toFloat64(30000000))) + least(greatest(toFloat64(reached_sum_5), toFloat64(-24000000)), toFloat64(24000000))) + least(greatest(toFloat64(reached_sum_6), toFloat64(-30000000)), toFloat64(30000000))) + least(greatest(toFloat64(reached_sum_7), toFloat64(-10000000)), toFloat64(10000000))) + least(greatest(toFloat64(reached_sum_8), toFloat64(-16000000)), toFloat64(16000000))) + least(greatest(toFloat64(reached_sum_9), toFloat64(-20000000)), toFloat64(20000000))) AS reached_score,
                ((((((((((toFloat64(0) + least(greatest(toFloat64(before_sum_0 * exp2(-(greatest(second - previous, 0) / 31536000))), toFloat64(-25000000)), toFloat64(25000000))) + least(greatest(toFloat64(before_sum_1 * exp2(-(greatest(second - previous, 0) / 31536000))), toFloat64(-10000000)), toFloat64(10000000))) + least(greatest(toFloat64(before_sum_2 * exp2(-(greatest(second - previous, 0) / 31536000))), toFloat64(-40000000)), toFloat64(40000000))) + least(greatest(toFloat64(before_sum_3 * exp2(-(greatest(second - previous, 0) / 31536000))), toFloat64(-15000000)), toFloat64(15000000))) + least(greatest(toFloat64(before_sum_4 * exp2(-(greatest(second - previous, 0) / 31536000))), toFloat64(-30000000)), toFloat64(30000000))) + least(greatest(toFloat64(before_sum_5 * exp2(-(greatest(second - previous, 0) / 31536000))), toFloat64(-24000000)), toFloat64(24000000))) + least(greatest(toFloat64(before_sum_6 * exp2(-(greatest(second - previous, 0) / 31536000))), toFloat64(-30000000)), toFloat64(30000000))) + least(greatest(toFloat64(before_sum_7 * exp2(-(greatest(second - previous, 0) / 15552000))), toFloat64(-10000000)), toFloat64(10000000))) + least(greatest(toFloat64(before_sum_8 * exp2(-(greatest(second - previous, 0) / 15552000))), toFloat64(-16000000)), toFloat64(16000000))) + least(greatest(toFloat64(before_sum_9 * exp2(-(greatest(second - previous, 0) / 31536000))), toFloat64(-20000000)), toFloat64(20000000))) AS before_score
            FROM
            (
                SELECT
                    subject_key,
                    subject_id,
                    second,
                    count() OVER (PARTITION BY subject_key ORDER BY second ASC RANGE BETWEEN 63072000 PRECEDING AND 1 PRECEDING) + count() OVER (PARTITION BY subject_key ORDER BY second ASC RANGE BETWEEN 63071999 PRECEDING AND CURRENT ROW) AS window_facts,
                    max(second) OVER (PARTITION BY subject_key ORDER BY second ASC RANGE BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS previous,
                    exponentialTimeDecayedSum(45496830.80947435)(toFloat64(points_0), second) OVER (PARTITION BY subject_key ORDER BY second ASC RANGE BETWEEN 63071999 PRECEDING AND CURRENT ROW) AS reached_sum_0,
                    exponentialTimeDecayedSum(45496830.80947435)(toFloat64(points_0), second) OVER (PARTITION BY subject_key ORDER BY second ASC RANGE BETWEEN 63072000 PRECEDING AND 1 PRECEDING) AS before_sum_0,
                    exponentialTimeDecayedSum(45496830.80947435)(toFloat64(points_1), second) OVER (PARTITION BY subject_key ORDER BY second ASC RANGE BETWEEN 63071999 PRECEDING AND CURRENT ROW) AS reached_sum_1,
                    exponentialTimeDecayedSum(45496830.80947435)(toFloat64(points_1), second) OVER (PARTITION BY subject_key ORDER BY second ASC RANGE BETWEEN 63072000 PRECEDING AND 1 PRECEDING) AS before_sum_1,
                    exponentialTimeDecayedSum(45496830.80947435)(toFloat64(points_2), second) OVER (PARTITION BY subject_key ORDER BY second ASC RANGE BETWEEN 63071999 PRECEDING AND CURRENT ROW) AS reached_sum_2,
                    exponentialTimeDecayedSum(45496830.80947435)(toFloat64(points_2), second) OVER (PARTITION BY subject_key ORDER BY second ASC RANGE BETWEEN 63072000 PRECEDING AND 1 PRECEDING) AS before_sum_2,
                    exponentialTimeDecayedSum(45496830.80947435)(toFloat64(points_3), second) OVER (PARTITION BY subject_key ORDER BY second ASC RANGE BETWEEN 63071999 PRECEDING AND CURRENT ROW) AS reached_sum_3,
                    exponentialTimeDecayedSum(45496830.80947435)(toFloat64(points_3), second) OVER (PARTITION BY subject_key ORDER BY second ASC RANGE BETWEEN 63072000 PRECEDING AND 1 PRECEDING) AS before_sum_3,
                    exponentialTimeDecayedSum(45496830.80947435)(toFloat64(points_4), second) OVER (PARTITION BY subject_key ORDER BY second ASC RANGE BETWEEN 63071999 PRECEDING AND CURRENT ROW) AS reached_sum_4,
                    exponentialTimeDecayedSum(45496830.80947435)(toFloat64(points_4), second) OVER (PARTITION BY subject_key ORDER BY second ASC RANGE BETWEEN 63072000 PRECEDING AND 1 PRECEDING) AS before_sum_4,
                    exponentialTimeDecayedSum(45496830.80947435)(toFloat64(points_5), second) OVER (PARTITION BY subject_key ORDER BY second ASC RANGE BETWEEN 63071999 PRECEDING AND CURRENT ROW) AS reached_sum_5,
                    exponentialTimeDecayedSum(45496830.80947435)(toFloat64(points_5), second) OVER (PARTITION BY subject_key ORDER BY second ASC RANGE BETWEEN 63072000 PRECEDING AND 1 PRECEDING) AS before_sum_5,
                    exponentialTimeDecayedSum(45496830.80947435)(toFloat64(points_6), second) OVER (PARTITION BY subject_key ORDER BY second ASC RANGE BETWEEN 63071999 PRECEDING AND CURRENT ROW) AS reached_sum_6,
                    exponentialTimeDecayedSum(45496830.80947435)(toFloat64(points_6), second) OVER (PARTITION BY subject_key ORDER BY second ASC RANGE BETWEEN 63072000 PRECEDING AND 1 PRECEDING) AS before_sum_6,
                    exponentialTimeDecayedSum(22436793.27590516)(toFloat64(points_7), second) OVER (PARTITION BY subject_key ORDER BY second ASC RANGE BETWEEN 63071999 PRECEDING AND CURRENT ROW) AS reached_sum_7,
                    exponentialTimeDecayedSum(22436793.27590516)(toFloat64(points_7), second) OVER (PARTITION BY subject_key ORDER BY second ASC RANGE BETWEEN 63072000 PRECEDING AND 1 PRECEDING) AS before_sum_7,
                    exponentialTimeDecayedSum(22436793.27590516)(toFloat64(points_8), second) OVER (PARTITION BY subject_key ORDER BY second ASC RANGE BETWEEN 63071999 PRECEDING AND CURRENT ROW) AS reached_sum_8,
                    exponentialTimeDecayedSum(22436793.27590516)(toFloat64(points_8), second) OVER (PARTITION BY subject_key ORDER BY second ASC RANGE BETWEEN 63072000 PRECEDING AND 1 PRECEDING) AS before_sum_8,
                    exponentialTimeDecayedSum(45496830.80947435)(toFloat64(points_9), second) OVER (PARTITION BY subject_key ORDER BY second ASC RANGE BETWEEN 63071999 PRECEDING AND CURRENT ROW) AS reached_sum_9,
                    exponentialTimeDecayedSum(45496830.80947435)(toFloat64(points_9), second) OVER (PARTITION BY subject_key ORDER BY second ASC RANGE BETWEEN 63072000 PRECEDING AND 1 PRECEDING) AS before_sum_9,
                    maxIf((toUInt8(1), second), decides_0) OVER (PARTITION BY subject_key ORDER BY second ASC RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS reached_decision_0,
                    maxIf((toUInt8(1), second), decides_0) OVER (PARTITION BY subject_key ORDER BY second ASC RANGE BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS before_decision_0,
                    maxIf((toUInt8(1), second), decides_1) OVER (PARTITION BY subject_key ORDER BY second ASC RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS reached_decision_1,
                    maxIf((toUInt8(1), second), decides_1) OVER (PARTITION BY subject_key ORDER BY second ASC RANGE BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS before_decision_1,
                    maxIf((toUInt8(1), second), decides_2) OVER (PARTITION BY subject_key ORDER BY second ASC RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS reached_decision_2,
                    maxIf((toUInt8(1), second), decides_2) OVER (PARTITION BY subject_key ORDER BY second ASC RANGE BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS before_decision_2
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
                    WHERE if(version_kind = 'original', ends[1], arrayFirst(e -> (e > known_from), ends)) = 0
                )
            )
        )
        WHERE multiIf(((reached_decision_0.1) AND ((reached_decision_0.2) > (second - 63072000))), 1, ((reached_decision_1.1) AND ((reached_decision_1.2) > (second - 63072000))), 1, ((reached_decision_2.1) AND ((reached_decision_2.2) > (second - 63072000))), 1, ((reached_score + (window_facts + 1000)) >= 60000000)) AND (NOT multiIf(((before_decision_0.1) AND ((before_decision_0.2) >= (second - 63072000))), 1, ((before_decision_1.1) AND ((before_decision_1.2) >= (second - 63072000))), 1, ((before_decision_2.1) AND ((before_decision_2.2) >= (second - 63072000))), 1, ((before_score - (window_facts + 1000)) >= 60000000))) AND 1
        GROUP BY
            subject_key,
            second
    ) AS a ON (f.subject_key = a.subject_key) AND (f.piece = a.piece)
    WHERE (f.second >= (a.anchor - 63072000)) AND (f.second <= a.anchor)
    GROUP BY
        a.subject_key,
        a.anchor
)
WHERE multiIf(decides_reached_0 > 0, 1, decides_reached_1 > 0, 1, decides_reached_2 > 0, 1, (((((((((((toInt64(0) + least(greatest(toInt64(reached_0), toInt64(-25000000)), toInt64(25000000))) + least(greatest(toInt64(reached_1), toInt64(-10000000)), toInt64(10000000))) + least(greatest(toInt64(reached_2), toInt64(-40000000)), toInt64(40000000))) + least(greatest(toInt64(reached_3), toInt64(-15000000)), toInt64(15000000))) + least(greatest(toInt64(reached_4), toInt64(-30000000)), toInt64(30000000))) + least(greatest(toInt64(reached_5), toInt64(-24000000)), toInt64(24000000))) + least(greatest(toInt64(reached_6), toInt64(-30000000)), toInt64(30000000))) + least(greatest(toInt64(reached_7), toInt64(-10000000)), toInt64(10000000))) + least(greatest(toInt64(reached_8), toInt64(-16000000)), toInt64(16000000))) + least(greatest(toInt64(reached_9), toInt64(-20000000)), toInt64(20000000))) >= 60000000)) AND (NOT multiIf(decides_before_0 > 0, 1, decides_before_1 > 0, 1, decides_before_2 > 0, 1, (((((((((((toInt64(0) + least(greatest(toInt64(before_0), toInt64(-25000000)), toInt64(25000000))) + least(greatest(toInt64(before_1), toInt64(-10000000)), toInt64(10000000))) + least(greatest(toInt64(before_2), toInt64(-40000000)), toInt64(40000000))) + least(greatest(toInt64(before_3), toInt64(-15000000)), toInt64(15000000))) + least(greatest(toInt64(before_4), toInt64(-30000000)), toInt64(30000000))) + least(greatest(toInt64(before_5), toInt64(-24000000)), toInt64(24000000))) + least(greatest(toInt64(before_6), toInt64(-30000000)), toInt64(30000000))) + least(greatest(toInt64(before_7), toInt64(-10000000)), toInt64(10000000))) + least(greatest(toInt64(before_8), toInt64(-16000000)), toInt64(16000000))) + least(greatest(toInt64(before_9), toInt64(-20000000)), toInt64(20000000))) >= 60000000)))
