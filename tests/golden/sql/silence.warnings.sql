-- annual-report-missed@2, a rule of the kind silence: its warnings over all facts, as known now.
-- `W` of a silence rule at a clock.
--
-- Its steps from the inside outwards; each stands by its name where its SELECT begins:
-- - ends: for each fact the knowledge points of its amendments: the next one ends a version.
-- - facts in force: the version of each fact that nothing known has ended.
-- - silences: reports that came regularly and that no other followed in time.
-- - warnings: the last report before each silence, as anchor and evidence.

-- warnings
SELECT
    subject_id,
    toString(fact_id) AS anchor,
    concat(replaceOne(toString(fromUnixTimestamp64Milli(second * 1000, 'UTC')), ' ', 'T'), 'Z') AS anchor_at,
    [anchor] AS evidence,
    toUInt64(1) AS evidence_count
FROM
(
    -- silences
    SELECT *
    FROM
    (
        SELECT
            subject_id,
            fact_id,
            second,
            is_report,
            lagInFrame(second, 0, toInt64(-1000000000000)) OVER (PARTITION BY subject_key, tie, is_report ORDER BY second ASC, fact ASC ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) AS regular_since,
            leadInFrame(second, 1, toInt64(1000000000000)) OVER (PARTITION BY subject_key, tie, is_report ORDER BY second ASC, fact ASC ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) AS next_report,
            min(if(is_report, toInt64(1000000000000), second)) OVER (PARTITION BY subject_key, tie ORDER BY second DESC RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS next_end
        FROM
        (
            -- facts in force
            SELECT
                subject_key,
                subject_id,
                fact_id,
                second,
                v.fact AS fact,
                v.is_report AS is_report,
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
                    toUInt8(event_type IN ('AnnualReportFiled')) AS is_report,
                    '' AS tie
                FROM events_by_type_v3
                WHERE (version_kind IN ('original', 'correction')) AND ((event_type IN ('AnnualReportFiled')) OR (event_type IN ('SubjectDeregistered'))) AND 1 AND 1
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
    WHERE is_report AND (regular_since > (second - 86400)) AND (next_report > (second + 47174400)) AND (next_end > (second + 47174400)) AND ((second + 47174400) < 1780272000) AND 1
)
