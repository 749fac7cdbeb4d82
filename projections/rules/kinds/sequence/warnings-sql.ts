import { stepFacts, untiedFacts, withinSeconds } from '#/rules/kinds/sequence/facts-sql.ts'
import { instantTextSql } from '#/rules/facts/knowledge-points.ts'
import type { SequenceRule } from '#/rules/kinds/sequence/parameters.ts'
import { factsInForceSql, type VersionsView } from '#/rules/facts/versions-sql.ts'
import { factIdsSql } from '#/rules/facts/fact-ids-sql.ts'
import { sampleSql } from '#/rules/statements/warning-sql.ts'
import { sql, stepSql, type Sql } from '#/sql.ts'

/** `W` of a sequence: facts of the last step, each with the nearest that leads up to it. */
export function sequenceWarningsSql(rule: SequenceRule, view: VersionsView): Sql {
  return stepSql(
    'warnings',
    'facts of the last step, each with the chain that leads up to it',
    sql`
SELECT subject_id, toString(fact_id) AS anchor, ${instantTextSql(sql`second * 1000`)} AS anchor_at,
  ${factIdsSql(sql`arrayPushBack(chain_before, fact)`)} AS evidence,
  length(evidence) AS evidence_count
FROM (${precededSql(rule, view, rule.parameters.followed_by.length)})`,
  )
}

/**
 * Facts of a step, from 1 on, that others lead up to: with these, one of each step before, as
 * `chain_before`.
 */
function precededSql(rule: SequenceRule, view: VersionsView, step: number): Sql {
  return stepSql(
    'led up to',
    'facts of a step, each with the nearest chain that ends before it',
    sql`
  SELECT f.subject_key AS subject_key, f.subject_id AS subject_id, f.fact_id AS fact_id,
    f.second AS second, f.fact AS fact,
    f.tie AS tie, p.chain AS chain_before
  FROM (${factsInForceSql(view, stepFacts(rule, step))}) AS f
  ASOF JOIN (${chainsSql(rule, view, step - 1)}) AS p
    ON f.subject_key = p.subject_key AND f.tie = p.tie AND p.second < f.second
  WHERE f.second - p.second <= ${withinSeconds(rule, step)}`,
  )
}

/**
 * The chains that end in a step: one for each second, as a join to the nearest takes any of those
 * at one second.
 */
function chainsSql(rule: SequenceRule, view: VersionsView, step: number): Sql {
  const columns = sql`subject_key, tie, second`
  if (step === 0) {
    return stepSql(
      'chains',
      'one chain for each second in which some end',
      sql`
SELECT ${columns}, [max(fact)] AS chain
FROM (${factsInForceSql(view, stepFacts(rule, 0))})
GROUP BY ${columns}`,
    )
  }
  // Facts of one second all have the same ones before them.
  return stepSql(
    'chains',
    'one chain for each second in which some end',
    sql`
    SELECT ${columns}, arrayPushBack(any(chain_before), max(fact)) AS chain
    FROM (${precededSql(rule, view, step)})
    GROUP BY ${columns}`,
  )
}

/** Facts that the rule cannot tie to others. */
export function sequenceOutcomesSql(rule: SequenceRule, view: VersionsView): Sql {
  return stepSql(
    'outcomes',
    'facts that lack a value by which steps are tied together, counted',
    sql`
SELECT 'insufficient_data' AS outcome, 'MATCH_FIELD_MISSING' AS code, count() AS facts,
  ${sampleSql(sql`toString(fact_id)`)}
FROM (${factsInForceSql(view, untiedFacts(rule))})
GROUP BY outcome`,
  )
}
