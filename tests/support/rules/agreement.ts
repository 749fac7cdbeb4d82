import { expect } from 'vitest'
import { groupIdOf } from '@jianwei/projections/rules/facts/groups/group-text.ts'
import {
  compareKnowledgePoints,
  type KnowledgePoint,
} from '@jianwei/projections/rules/facts/knowledge-points.ts'
import type { EvaluatedWarning } from '@jianwei/projections/rules/evaluator/evaluate.ts'
import type { LedgerInterval } from '#/support/rules/reference/reference.ts'
import { groupOf, type Rule } from '@jianwei/projections/rules/rule.ts'
import type {
  ComputedWarning,
  LedgerRow,
} from '@jianwei/projections/rules/statements/warning-sql.ts'
import type { RandomLog } from '#/support/rules/random-log.ts'

/** Warnings and intervals of ledgers as texts, so that answers of different makers are compared. */

export function stoodAt({ raised, withdrawn }: LedgerInterval, point: KnowledgePoint): boolean {
  return (
    compareKnowledgePoints(raised, point) <= 0 &&
    (withdrawn === null || compareKnowledgePoints(withdrawn, point) > 0)
  )
}

/** Sets of texts, so that a difference can be read; the message has what is needed to see why. */
export function same(
  rule: Rule,
  versions: RandomLog['versions'],
  actual: readonly string[],
  expected: readonly string[],
  what: string,
): void {
  const [sortedActual, sortedExpected] = [actual.toSorted(), expected.toSorted()]
  const different = [...sortedActual, ...sortedExpected].find(
    (key) => !sortedActual.includes(key) || !sortedExpected.includes(key),
  )
  const group = groupOf(rule)
  const facts = versions.filter((version) => {
    if (group === null) return version.subject_id === subjectOf(different ?? '')
    return version.kind === 'retraction' || groupIdOf(group, version) === subjectOf(different ?? '')
  })
  const { parameters, exceptions, in_force, facts_before_in_force } = rule
  const told = { parameters, exceptions, in_force, facts_before_in_force }
  const lines = facts.map((fact) => JSON.stringify(fact))
  const story = [what, JSON.stringify(told), ...lines].join('\n')
  expect(sortedActual, story).toEqual(sortedExpected)
}

/** With the time, which a correction may move while the warning stays the same. */
export function keyOf(row: {
  readonly subject_id: string
  readonly anchor: string
  readonly anchor_at: string
}): string {
  return `${row.subject_id} ${row.anchor} ${row.anchor_at}`
}

export function subjectOf(key: string): string {
  return key.split(' ')[0] ?? ''
}

export function warningKey(row: ComputedWarning): string {
  return `${keyOf(row)} ${row.evidence_count} ${row.evidence.join(',')}`
}

export function evaluatedKey(warning: EvaluatedWarning): string {
  return `${keyOf(warning)} ${warning.evidence_count} ${warning.evidence.join(',')}`
}

export function ledgerKey(row: LedgerRow): string {
  const raised = `${row.raised_reported_at}/${row.raised_position}`
  const withdrawn =
    row.withdrawn_position === null
      ? null
      : `${row.withdrawn_reported_at}/${row.withdrawn_position}`
  return `${warningKey(row)} from ${raised} to ${withdrawn}`
}

export function intervalKey(interval: LedgerInterval): string {
  const { raised, withdrawn } = interval
  return (
    `${evaluatedKey(interval)} from ${pointText(raised)} ` +
    `to ${withdrawn === null ? null : pointText(withdrawn)}`
  )
}

function pointText(point: KnowledgePoint): string {
  return `${point.by === 'source' ? point.reported_at : null}/${point.position}`
}
