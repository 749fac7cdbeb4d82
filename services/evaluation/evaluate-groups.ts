import { looksAtGroupsAlone } from '@jianwei/projections/evaluation/engine-of.ts'
import type { StreamAppend } from '@jianwei/events/ports/event-log.ts'
import {
  type DenseRules,
  groupWarningsInProcess,
} from '@jianwei/projections/evaluation/group-warnings-in-process.ts'
import {
  aboutRule,
  addGroups,
  foundWarnings,
  groupsBetweenSql,
  groupsIn,
  groupsToEvaluateSql,
  keysSql,
  passingNext,
} from '@jianwei/projections/evaluation/queries.ts'
import type { TouchedGroups } from '@jianwei/projections/evaluation/held-group-warnings.ts'
import type { HeldGroups } from '@jianwei/projections/evaluation/held-groups.ts'
import type { Warehouse } from '@jianwei/projections/ports/warehouse.ts'
import { secondOfInstant } from '@jianwei/events/instant.ts'
import { groupIdOf } from '@jianwei/projections/rules/facts/groups/group-text.ts'
import type { Known } from '@jianwei/projections/rules/facts/knowledge-points.ts'
import { EVER } from '@jianwei/projections/rules/facts/series/seconds-span.ts'
import type { Stated } from '@jianwei/projections/rules/feeds/statements-as-known.ts'
import {
  dependsOnClock,
  groupOf,
  ruleName,
  watchedTypes,
  type FactRule,
} from '@jianwei/projections/rules/rule.ts'
import { ledgersOf } from '@jianwei/projections/warnings/ledger-so-far.ts'
import type { EvaluatedInto } from '#/evaluation/evaluate.ts'
import { evaluateHeldGroups, holdsGroupsOf } from '#/evaluation/evaluate-held-groups.ts'
import type { EvaluatedSince } from '#/evaluation/evaluated-since.ts'
import { ledgerDifference, missingEntries, type Boundary } from '#/evaluation/ledger.ts'
import { scratchTable } from '#/evaluation/scratch-tables.ts'
import { keyRanges, type TouchedBy } from '#/evaluation/touched-subjects.ts'

/*
 * Rules whose subject is a group of facts, whoever these are about:
 *
 *  1. The touched groups: those of any version of the facts that were reported or amended since the
 *     last boundary, because a fact that moves changes the group that it leaves as well as the one
 *     it joins; and those of which time made something due. All groups, for a rule that took part
 *     in no evaluation yet.
 *  2. Of rules that need nothing but when facts lie, what is held of their groups
 *     (`evaluate-held-groups.ts`). Of others, where the groups are few and known, one statement for
 *     the facts of all of them, and the evaluators. Otherwise the statements of the rule, one rule
 *     after another.
 *  3. The difference to what the ledger says of these groups.
 */

/** More groups of a rule are left to its statements. */
const GROUPS_IN_PROCESS_MAX = 1_000
/** More than a range of keys holds. */
const NEXT_IN_RANGE_MAX = 100_000

/** What groups are compared with, and what is known of them. */
export interface GroupsInto extends TouchedBy, EvaluatedInto {
  /** Rules of which groups had more facts than are held; they are left to the statements. */
  readonly dense: Set<string>
  /** When facts of groups lie, brought to the boundary; nothing is held where it is left out. */
  readonly groups?: HeldGroups | undefined
}

/** What the ledgers of rules about groups lack at the boundary, piece by piece. */
export async function* evaluateGroups(
  warehouse: Warehouse,
  rules: readonly FactRule[],
  since: EvaluatedSince,
  boundary: Boundary,
  stated: Stated,
  into: GroupsInto,
): AsyncGenerator<readonly StreamAppend[]> {
  const round = { warehouse, since, boundary, stated, into }
  const byStatement: GroupsOfRule[] = []
  const inProcess = new Map<FactRule, ReadonlySet<string>>()
  const held = new Map<FactRule, TouchedGroups>()
  const holding = { warehouse, known: upTo(boundary, stated), groups: into.groups }
  for (const rule of rules) {
    const found = groupsOfRule(rule, round)
    const { groups } = found
    if (groups === 'unknown') {
      byStatement.push(found)
      continue
    }
    if (groups.size === 0) continue
    if (await holdsGroupsOf(rule, holding)) held.set(rule, groups)
    else if (groups.size > GROUPS_IN_PROCESS_MAX) byStatement.push({ ...found, groups: 'unknown' })
    else inProcess.set(rule, new Set(groups.keys()))
  }
  if (into.groups !== undefined) {
    const appends = await evaluateHeldGroups(warehouse, held, into.groups, boundary, into)
    if (appends.length > 0) yield appends
  }
  for (;;) {
    const evaluated = await evaluatedInProcess(round, inProcess)
    if (!('dense' in evaluated)) {
      if (evaluated.length > 0) yield evaluated
      break
    }
    for (const rule of evaluated.dense) {
      into.dense.add(ruleName(rule))
      byStatement.push({ rule, groups: 'unknown', due: [...(inProcess.get(rule) ?? [])] })
      inProcess.delete(rule)
    }
  }
  for (const one of byStatement) yield* evaluatedByStatements(round, one)
}

interface GroupRound {
  readonly warehouse: Warehouse
  readonly since: EvaluatedSince
  readonly boundary: Boundary
  readonly stated: Stated
  readonly into: GroupsInto
}

/** The groups of a rule at a boundary. */
export interface GroupsOfRule {
  readonly rule: FactRule
  /** All that are touched; `unknown` where the warehouse is asked. */
  readonly groups: TouchedGroups | 'unknown'
  /** Of which time made something due; `unknown` where the warehouse is asked. */
  readonly due: readonly string[] | 'unknown'
}

/** Takes out of the queue whose time came. */
export function groupsOfRule(
  rule: FactRule,
  { since, boundary, into }: Pick<GroupRound, 'since' | 'boundary' | 'into'>,
): GroupsOfRule {
  const timePassed =
    !isNew(rule, since) && dependsOnClock(rule) && (since.clock ?? boundary.clock) < boundary.clock
  const due = timePassed ? into.dues.take(rule, secondOfInstant(boundary.clock)) : []
  const { news } = into
  if (
    isNew(rule, since) ||
    due === 'unknown' ||
    news === 'by position' ||
    into.dense.has(ruleName(rule)) ||
    !looksAtGroupsAlone(rule)
  )
    return { rule, groups: 'unknown', due }
  const group = groupOf(rule) ?? []
  const types = new Set(watchedTypes(rule))
  const groups = new Map(due.map((id) => [id, EVER]))
  for (const version of news) {
    if (version.kind === 'retraction' || !types.has(version.content.type)) continue
    const id = groupIdOf(group, version)
    if (id === undefined) continue
    const second = secondOfInstant(version.content.occurred_at)
    const { from, up_to } = groups.get(id) ?? { from: second, up_to: second }
    groups.set(id, { from: Math.min(from, second), up_to: Math.max(up_to, second) })
  }
  return { rule, groups, due }
}

function isNew(rule: FactRule, since: EvaluatedSince): boolean {
  return since.clock === null || !since.rules.includes(ruleName(rule))
}

async function evaluatedInProcess(
  { warehouse, boundary, stated, into }: GroupRound,
  groups: ReadonlyMap<FactRule, ReadonlySet<string>>,
): Promise<readonly StreamAppend[] | DenseRules> {
  if (groups.size === 0) return []
  const view = { known: upTo(boundary, stated), clock: boundary.clock }
  const warnings = await groupWarningsInProcess(warehouse, groups, view, stated, {
    now_ms: () => performance.now(),
  })
  if ('dense' in warnings) return warnings
  const ids = new Set([...groups.values()].flatMap((ofRule) => [...ofRule]))
  const ledgers = await ledgersOf(warehouse, into.ledger, [...groups.keys()], keysSql([...ids]))
  return [...warnings].flatMap(([rule, { found, not_judged, passes_next_at, took_ms }]) => {
    into.onEvaluated?.(ruleName(rule), took_ms)
    for (const [group_id, second] of passes_next_at) into.dues.add(rule, group_id, second)
    // The groups of another rule may have the same ids.
    const before = (ledgers.get(ruleName(rule)) ?? []).filter(({ subject_id }) =>
      groups.get(rule)?.has(subject_id),
    )
    return ledgerDifference(found, before, { rule, boundary, ledger: into.ledger }, not_judged)
  })
}

async function* evaluatedByStatements(
  { warehouse, since, boundary, stated, into }: GroupRound,
  { rule, due }: GroupsOfRule,
): AsyncGenerator<readonly StreamAppend[]> {
  const { dues, ledger } = into
  const isOfAll = isNew(rule, since)
  const known = upTo(boundary, stated)
  const rows = groupsToEvaluateSql(rule, {
    positions: { after: isOfAll ? 0 : since.evaluated, up_to: boundary.position },
    known,
    notices: stated.notices,
    clock:
      due === 'unknown' && since.clock !== null ? { from: since.clock, to: boundary.clock } : null,
  })
  await using touched = await scratchTable(warehouse, 'groups', { rows }, aboutRule(rule, 'groups'))
  if (due !== 'unknown') await addGroups(warehouse, touched.name, due)
  if (isOfAll) dues.expectEverybody(rule)
  for (const range of keyRanges(await groupsIn(warehouse, touched.name, rule))) {
    const piece = groupsBetweenSql(touched.name, range)
    const scope = { of: 'groups_in', table: piece.groups } as const
    const view = { scope, known, clock: boundary.clock, ...stated }
    const found = await foundWarnings(warehouse, rule, view)
    const ledgers = await ledgersOf(warehouse, ledger, [rule], piece.subjects)
    const evaluated = { rule, boundary, ledger }
    const before = ledgers.get(ruleName(rule)) ?? []
    const appends = await missingEntries(warehouse, view, { found, before, evaluated })
    if (due !== 'unknown') {
      const next = { ...view, after: boundary.clock, max: NEXT_IN_RANGE_MAX }
      for (const { subject_id, passes_at } of await passingNext(warehouse, rule, next))
        dues.add(rule, subject_id, passes_at)
    }
    if (appends.length > 0) yield appends
  }
  if (due !== 'unknown') return
  const everywhere = { scope: { of: 'everything' }, known, notices: stated.notices } as const
  const after = { ...everywhere, after: boundary.clock, max: dues.fill_max }
  dues.fill(rule, await passingNext(warehouse, rule, after))
}

function upTo({ position }: Boundary, { authorities }: Pick<Stated, 'authorities'>): Known {
  return { by: 'platform', until: { by: 'platform', position }, authorities }
}
