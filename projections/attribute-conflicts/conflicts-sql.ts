import { COMPARED, COMPARED_VALUE, contradictSql } from '#/attribute-conflicts/compared-sql.ts'
import { rowsInForceSql } from '#/fact-ends/versions-in-force-sql.ts'
import { decidingOrderSql } from '#/rules/facts/authorities.ts'
import type { Known } from '#/rules/facts/knowledge-points.ts'
import { sql, type Sql } from '#/sql.ts'

/*
 * Two sources contradict each other where what decides of each differs. One row a pair of sources
 * for a particular of a subject: those of which one says what holds, and those that were sent back,
 * whatever became of them.
 *
 * 1. `said`: of each source what decides among its own statements, and from which of them on it has
 *    said so without a break.
 * 2. `returned`: what was sent back, with the values as they were then.
 * 3. Both, by subject and particular; then a row for each pair.
 */

const RETURNED = sql`event_type = 'AttributeConflictReturned'`

/** `subjects`: a condition on `subject_key`. */
export function conflictsSql(known: Known, subjects: Sql): Sql {
  const differ = contradictSql(sql`attribute`, sql`x.compared`, sql`held.compared`)
  const pairs = sql`
SELECT subject_id, attribute, pair.1 AS source_a, pair.2 AS source_b, held.source AS holds,
  arrayFirst(x -> x.source = source_a, said) AS a, arrayFirst(x -> x.source = source_b, said) AS b,
  arrayReverseSort(r -> r.position, arrayFilter(r -> r.a = source_a AND r.b = source_b, returns))
    AS of_pair
FROM (
  SELECT *, said[-1] AS held FROM (
    SELECT if(s.subject_id = '', r.subject_id, s.subject_id) AS subject_id,
      if(s.attribute = '', r.attribute, s.attribute) AS attribute, s.said AS said,
      r.returns AS returns
    FROM (${saidSql(known, subjects)}) AS s
    FULL OUTER JOIN (${returnedSql(subjects)}) AS r
      ON s.subject_key = r.subject_key AND s.attribute = r.attribute
  )
)
ARRAY JOIN arraySort(arrayDistinct(arrayConcat(
  arrayMap(x -> (least(x.source, held.source), greatest(x.source, held.source)),
    arrayFilter(x -> ${differ}, said)),
  arrayMap(r -> (r.a, r.b), returns)))) AS pair`
  // The engine writes an alias out wherever it is used, so each step is a statement of its own.
  return sql`
SELECT *, multiIf(NOT differs, 'settled', is_returned, 'sent_back', 'open') AS state
FROM (
  SELECT *, ${contradictSql(sql`attribute`, sql`a.compared`, sql`b.compared`)} AS differs,
    arrayExists(r -> r.compared_a = a.compared AND r.compared_b = b.compared, of_pair)
      AS is_returned
  FROM (${pairs})
)`
}

function saidSql(known: Known, subjects: Sql): Sql {
  // Most subjects are named by one source alone.
  const bySeveral = sql`subject_key IN (
    SELECT subject_key FROM subject_facts_v3 WHERE attribute IN ${COMPARED} AND ${subjects}
    GROUP BY subject_key, attribute HAVING uniq(source) > 1)`
  const versions = sql`
    SELECT * FROM subject_facts_v3 WHERE attribute IN ${COMPARED} AND ${subjects} AND ${bySeveral}`
  const tuple = `Tuple(source String, compared String, value String, event_id UUID, fact_id UUID,
      occurred_at DateTime64(3, 'UTC'), reported_at DateTime64(3, 'UTC'), since UInt64)`
  return sql`
  SELECT subject_key, any(subject_id) AS subject_id, attribute,
    arrayMap(x -> x.2, arraySort(x -> x.1, groupArray((place, CAST(one, ${tuple}))))) AS said
  FROM (
    SELECT subject_key, subject_id, attribute, last.1 AS place,
      arrayMin(x -> x.8, arraySlice(own, 1 + arrayLastIndex(x -> x.2 != last.2, own))) AS since,
      (source, last.2, last.3, last.4, last.5, last.6, last.7, since) AS one
    FROM (
      SELECT *, own[-1] AS last FROM (
        SELECT subject_key, any(subject_id) AS subject_id, toString(attribute) AS attribute,
          toString(source) AS source,
          arraySort(groupArray((${decidingOrderSql(known)}, ${COMPARED_VALUE}, value, event_id,
            fact_id, occurred_at, reported_at, position))) AS own
        FROM (${rowsInForceSql(versions, known, sql`(${subjects} AND ${bySeveral})`)})
        GROUP BY subject_key, attribute, source
      )
    )
  )
  GROUP BY subject_key, attribute`
}

/** What was sent back, each with the values as they were: those of the versions that it names. */
function returnedSql(subjects: Sql): Sql {
  const event = (side: 'held' | 'other'): Sql =>
    sql`toUUIDOrZero(JSONExtractString(payload, ${side}, 'event_id'))`
  const source = (side: 'held' | 'other'): Sql => sql`JSONExtractString(payload, ${side}, 'source')`
  const turned = sql`(${source('held')} > ${source('other')})`
  const compared = sql`
    SELECT event_id, attribute, any(${COMPARED_VALUE}) AS compared, any(value) AS said
    FROM subject_facts_v3
    WHERE attribute IN ${COMPARED}
      AND subject_key IN (SELECT subject_key FROM events_v2 WHERE ${RETURNED} AND ${subjects})
    GROUP BY event_id, attribute`
  const tuple = `Tuple(a String, b String, compared_a String, compared_b String, value_a String,
      value_b String, event_a UUID, event_b UUID, to_source String, actor String, reason String,
      recorded_at DateTime64(3, 'UTC'), position UInt64)`
  return sql`
  SELECT subject_key, any(subject_id) AS subject_id, particular AS attribute,
    groupArray(CAST((source_a, source_b, va.compared, vb.compared, va.said, vb.said, event_a,
      event_b, to_source, actor, reason, recorded_at, position), ${tuple})) AS returns
  FROM (
    SELECT subject_key, subject_id, recorded_at, position,
      JSONExtractString(payload, 'particular') AS particular,
      least(${source('held')}, ${source('other')}) AS source_a,
      greatest(${source('held')}, ${source('other')}) AS source_b,
      if(${turned}, ${event('other')}, ${event('held')}) AS event_a,
      if(${turned}, ${event('held')}, ${event('other')}) AS event_b,
      JSONExtractString(payload, 'to_source') AS to_source,
      JSONExtractString(payload, 'actor') AS actor,
      JSONExtractString(payload, 'reason') AS reason
    FROM events_v2 WHERE ${RETURNED} AND ${subjects}
  ) AS e
  LEFT JOIN (${compared}) AS va ON e.event_a = va.event_id AND e.particular = va.attribute
  LEFT JOIN (${compared}) AS vb ON e.event_b = vb.event_id AND e.particular = vb.attribute
  GROUP BY subject_key, attribute`
}
