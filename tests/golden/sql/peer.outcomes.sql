-- penalties-among-peers@1, a rule of the kind peer: what it could not judge, and what its
-- exceptions suppress.
-- Members that could not be judged at one snapshot or more, by the fact that registered them: a
-- value that tells peers apart was missing, or they had too few peers. And facts that were not
-- added up. Peers are all of the register, whatever the scope.
--
-- Its steps from the inside outwards; each stands by its name where its SELECT begins:
-- - ends: for each fact the knowledge points of its amendments: the next one ends a version.
-- - versions: each version of a fact, with the knowledge points between which it is in force.
-- - members: who is in the register at which snapshots, and what its peers have in common.
-- - members not judged: members without the values that tell peers apart, or with too few peers.
-- - facts in force: the version of each fact that nothing known has ended.

SELECT *
FROM
(
    -- members not judged
    WITH
        (
            SELECT arraySort(groupArray((known_at, reached)))
            FROM
            (
                SELECT
                    known_at,
                    max(snapshot) AS reached
                FROM
                (
                    SELECT
                        snapshot,
                        min(first_known_at) OVER (ORDER BY snapshot ASC ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING) AS known_at
                    FROM
                    (
                        SELECT
                            toInt64(toRelativeMonthNum(addDays(toDate32('1970-01-01'), least(greatest(intDiv(toInt64(toUnixTimestamp(minute)) + 2419228800, 86400), 2433), 148529) - 28000)) - 1) AS snapshot,
                            min(first_position) AS first_known_at
                        FROM clock_v2
                        GROUP BY snapshot
                    )
                )
                GROUP BY known_at
            )
        ) AS clock,
        arrayPushFront(clock.1, toUInt64(0)) AS clock_known_at,
        arrayPushFront(clock.2, toInt64(-1000000)) AS clock_snapshots,
        arrayMax(clock_snapshots) AS last_snapshot
    SELECT
        'insufficient_data' AS outcome,
        code,
        uniqExact(fact) AS facts,
        arrayMap(id -> UUIDNumToString(id), arraySlice(arraySort(groupUniqArray(fact)), 1, 10)) AS sample
    FROM
    (
        SELECT
            if(peers = '', 'PEER_FIELD_MISSING', 'PEERS_TOO_FEW') AS code,
            arrayJoin(registrations) AS fact
        FROM
        (
            SELECT
                peers,
                snapshot,
                groupArray(registered_by) AS registrations
            FROM
            (
                -- members
                SELECT
                    subject_key,
                    latest_registration.2 AS registered_by,
                    piece.1 AS first_in,
                    piece.2 AS end_in,
                    [if(lengthUTF8(splitByChar('@', latest_0.4)[1]) < 3, '', concat(substringUTF8(splitByChar('@', latest_0.4)[1], 1, 3), substring(latest_0.4, length(splitByChar('@', latest_0.4)[1]) + 1))), latest_1.4] AS common,
                    if(has(common, ''), '', toString(common)) AS peers
                FROM
                (
                    SELECT
                        subject_key,
                        piece,
                        arrayFilter(s -> (((s.5) <= (piece.1)) AND ((s.6) > (piece.1))), statements) AS known,
                        arrayLast(s -> ((s.3) = 'registration'), known) AS latest_registration,
                        arrayLast(s -> ((s.3) = 'industry_code'), known) AS latest_0,
                        arrayLast(s -> ((s.3) = 'region'), known) AS latest_1
                    FROM
                    (
                        SELECT
                            subject_key,
                            arraySort(groupArray((second, fact, said, value, first_in, end_in))) AS statements,
                            arraySort(arrayDistinct(arrayConcat(statements.5, statements.6))) AS borders
                        FROM
                        (
                            SELECT
                                *,
                                greatest(toInt64(toRelativeMonthNum(addDays(toDate32('1970-01-01'), least(greatest(intDiv(second + 2419228800, 86400), 2433), 148529) - 28000)) - 1) + 1, (transform(roundDown(known_from, clock_known_at), clock_known_at, clock_snapshots, toInt64(-1000000)) + 1)) AS first_in,
                                least(last_snapshot + 1, if(known_until = toUInt64(18446744073709551615), last_snapshot + 1, (transform(roundDown(known_until, clock_known_at), clock_known_at, clock_snapshots, toInt64(-1000000)) + 1))) AS end_in
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
                                    v.said AS said,
                                    v.value AS value
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
                                        toString(attribute) AS said,
                                        value
                                    FROM subject_facts_v3
                                    WHERE (version_kind IN ('original', 'correction')) AND (attribute IN ('registration', 'industry_code', 'region'))
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
                            WHERE first_in < end_in
                        )
                        GROUP BY subject_key
                    )
                    ARRAY JOIN arrayZip(arrayPopBack(borders), arrayPopFront(borders)) AS piece
                )
                WHERE (latest_registration.4) = 'registered'
            )
            ARRAY JOIN range(first_in, end_in) AS snapshot
            WHERE 1
            GROUP BY
                peers,
                snapshot
            HAVING (peers = '') OR (count() < 10)
        )
    )
    GROUP BY code
)
UNION ALL
SELECT
    'insufficient_data' AS outcome,
    code,
    count() AS facts,
    groupArraySorted(10)(toString(fact_id)) AS sample
FROM
(
    -- facts in force
    SELECT
        subject_key,
        subject_id,
        fact_id,
        second,
        v.code AS code
    FROM
    (
        SELECT
            subject_key,
            subject_id,
            fact_id,
            identity(intDiv(toUnixTimestamp64Milli(occurred_at) + 2208988800000, 1000) - 2208988800) AS second,
            position AS known_from,
            version_kind,
            if(isNotNull(data_fine_cents), 'AMOUNT_UNUSABLE', 'AMOUNT_MISSING') AS code
        FROM events_by_type_v3
        WHERE (version_kind IN ('original', 'correction')) AND (event_type IN ('PenaltyDecided')) AND (NOT (isNotNull(data_fine_cents) AND (floor(ifNull(data_fine_cents, 0)) = ifNull(data_fine_cents, 0)) AND (abs(ifNull(data_fine_cents, 0)) <= 10000000000000)))
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
GROUP BY code
