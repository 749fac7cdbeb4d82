import { setTimeout as sleep } from 'node:timers/promises'
import type { Position } from '@jianwei/events/envelope.ts'
import { DomainError } from '@jianwei/events/errors.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import {
  AUDIT_DIFFERENCES_MAX,
  type AuditShare,
  type LedgerAudited,
  type LedgerDifference,
  type NotAuditedReason,
} from '@jianwei/events/ledger-audit/events.ts'
import type { EventLog } from '@jianwei/events/ports/event-log.ts'
import { everStated } from '@jianwei/projections/authorities/stated.ts'
import { askedUntil } from '@jianwei/projections/ledger-audits/asked-until.ts'
import {
  groupsBetweenSql,
  groupsCounted,
  LEDGER_AUDIT_ASKS,
  ledgersBetween,
  subjectsBetweenSql,
  subjectsCounted,
  warningsBySql,
} from '@jianwei/projections/ledger-audits/queries.ts'
import { engineOf } from '@jianwei/projections/evaluation/engine-of.ts'
import type { KeyRange } from '@jianwei/projections/evaluation/queries.ts'
import type {
  ProjectedPosition,
  ProjectedPositionSource,
} from '@jianwei/projections/ports/projected-position.ts'
import type { Warehouse } from '@jianwei/projections/ports/warehouse.ts'
import type { RuleScope } from '@jianwei/projections/rules/facts/versions-sql.ts'
import type { Stated } from '@jianwei/projections/rules/feeds/statements-as-known.ts'
import { isSnapshotRule, reachOf, ruleName, type Rule } from '@jianwei/projections/rules/rule.ts'
import type { LedgerWarning } from '@jianwei/projections/warnings/ledger-so-far.ts'
import type { LedgerTable } from '@jianwei/projections/warnings/projection.ts'
import { QueryAborted, saysDamage } from '@jianwei/projections/warehouse-error.ts'
import { assertSameWarehouse } from '#/commands/projected-still.ts'
import type { AuditSoFar } from '#/ledger-audit/audit-record.ts'
import { differencesBetween, ofOtherFacts, type Sides } from '#/ledger-audit/differences.ts'
import { differentThen } from '#/ledger-audit/facts-then.ts'
import { piecesOf, rangeOfShare } from '#/ledger-audit/shares.ts'
import type { RulesInForce, RuleSource } from '#/rules/rule-book.ts'

/*
 * One audit:
 *
 *  1. Wait until rules were evaluated beyond the order. All entries up to that boundary are in the
 *     log then; wait until the warehouse holds them.
 *  2. For each piece of the share: read what the ledgers said at the boundary, and ask the SQL of
 *     one rule after another what it finds by what was known there, at its time. Evaluation goes on
 *     meanwhile: what it appends for later boundaries is passed over. An entry keeps the facts that
 *     it was raised with: where the SQL finds others now, it is asked what it finds by what was
 *     known when the warning was raised.
 *  3. Compare, count, and tell the first differences.
 *
 * Nothing is written to the log before the end. What it came to is told after each comparison:
 * stopped half-way, it goes on there, as of the same boundary.
 */

/** How far rules were evaluated: by a position, a time, and which. */
export interface EvaluatedTo {
  readonly evaluated: Position
  /** Null before the first evaluation. */
  readonly clock: Instant | null
  /** `id@version` of published rules, `shadow:id@version` of those in shadow. */
  readonly rules: readonly string[]
}

/** What both sides are as of. */
interface Boundary {
  readonly position: Position
  readonly clock: Instant
}

export interface AuditParts {
  readonly log: Pick<EventLog, 'head'>
  readonly warehouse: Warehouse
  readonly projected: ProjectedPositionSource
  /** A source of its own for each audit, because it reads on from position to position. */
  readonly rules: () => RuleSource
  readonly evaluated: () => Promise<EvaluatedTo>
  /** Told why a rule is not audited that should have been. */
  readonly onRuleFailed: (rule: Rule, error: unknown) => void
  readonly signal: AbortSignal
}

export interface AuditOrder {
  readonly audit_id: string
  /** Of the order in the log. */
  readonly position: number
  readonly share: AuditShare
  /** What it had compared when it was stopped; nothing for one that begins. */
  readonly so_far?: AuditSoFar | null
}

export interface AuditProgress {
  readonly done: number
  readonly total: number
  readonly so_far: AuditSoFar
}

/** How often it is looked whether rules were evaluated far enough. */
const EVALUATED_LOOK_MS = 200

/**
 * Compares the ledgers with the SQL. Undefined when the signal aborts. Throws WarehouseMadeAnew
 * (retryable) where the warehouse was filled again meanwhile.
 */
export async function performAudit(
  parts: AuditParts,
  order: AuditOrder,
  onProgress: (progress: AuditProgress) => Promise<void>,
): Promise<LedgerAudited | undefined> {
  const { projected, signal } = parts
  const warehouse = askedUntil(signal, parts.warehouse)
  const { audit_id, share } = order
  try {
    const begun = await beginning(parts, order)
    if (begun === undefined) return undefined
    const { since, seen, so_far } = begun
    const { boundary } = since
    const { audited, not_audited } = rulesOf(await parts.rules().at(boundary.position), since)
    const stated = await everStated(warehouse, LEDGER_AUDIT_ASKS)
    const comparison = new Comparison(
      warehouse,
      { ...since, seen, stated, range: rangeOfShare(share) },
      parts.onRuleFailed,
    )
    const subjects = await comparison.compare(audited, so_far, signal, onProgress)
    if (signal.aborted) return undefined
    await assertSameWarehouse(projected, seen, signal)
    const result = comparison.result()
    return {
      audit_id,
      share,
      position: boundary.position,
      clock: boundary.clock,
      audit_engine: 'sql',
      subjects,
      ...result,
      not_audited: [...not_audited, ...result.not_audited],
    }
  } catch (error) {
    if (signal.aborted) return undefined
    throw error
  }
}

/** A boundary, and which rules were evaluated there. */
interface Since {
  readonly boundary: Boundary
  readonly names: ReadonlySet<string>
}

interface Beginning {
  readonly since: Since
  readonly seen: ProjectedPosition
  readonly so_far: AuditSoFar | null
}

/** Where an audit begins, or goes on; undefined when the signal aborts. */
async function beginning(
  parts: AuditParts,
  { position, so_far = null }: AuditOrder,
): Promise<Beginning | undefined> {
  if (so_far !== null) {
    const seen = await holdingAll(parts)
    if (seen.filling === so_far.filling) return { since: sinceOf(so_far), seen, so_far }
  }
  const since = await evaluatedBeyond(parts, position)
  return since && { since, seen: await holdingAll(parts), so_far: null }
}

/** When the warehouse holds all that was appended by now. */
async function holdingAll({ log, projected, signal }: AuditParts): Promise<ProjectedPosition> {
  return projected.beyond(((await log.head()) - 1) as Position, signal)
}

function sinceOf({ position, clock, names }: AuditSoFar): Since {
  // Written from a boundary of this log.
  return { boundary: { position: position as Position, clock }, names: new Set(names) }
}

async function evaluatedBeyond(
  { evaluated, signal }: AuditParts,
  position: number,
): Promise<Since | undefined> {
  while (!signal.aborted) {
    const { evaluated: reached, clock, rules } = await evaluated()
    if (clock !== null && reached >= position)
      return { boundary: { position: reached, clock }, names: new Set(rules) }
    await sleep(EVALUATED_LOOK_MS, undefined, { signal }).catch(() => {})
  }
  return undefined
}

type LedgerName = LedgerDifference['ledger']

const TABLES: Readonly<Record<LedgerName, LedgerTable>> = {
  warnings: 'warnings_v1',
  shadow: 'shadow_warnings_v1',
}

interface AuditedRule {
  readonly rule: Rule
  readonly ledger: LedgerName
}

function rulesOf(
  { published, shadows, unreadable }: RulesInForce,
  { names }: { readonly names: ReadonlySet<string> },
): {
  readonly audited: readonly AuditedRule[]
  readonly not_audited: LedgerAudited['not_audited']
} {
  const inForce = [
    ...published.map((rule) => ({ rule, ledger: 'warnings' as const, name: ruleName(rule) })),
    ...shadows.map((rule) => ({
      rule,
      ledger: 'shadow' as const,
      name: `shadow:${ruleName(rule)}`,
    })),
  ]
  const audited: AuditedRule[] = []
  const not_audited = unreadable.map(({ rule_id, rule_version }) =>
    notAudited({ id: rule_id, version: rule_version }, 'unreadable'),
  )
  for (const { rule, ledger, name } of inForce) {
    if (!names.has(name)) not_audited.push(notAudited(rule, 'not_evaluated'))
    else if (isSnapshotRule(rule)) not_audited.push(notAudited(rule, 'same_engine'))
    else audited.push({ rule, ledger })
  }
  return { audited, not_audited }
}

function notAudited({ id, version }: Pick<Rule, 'id' | 'version'>, reason: NotAuditedReason) {
  return { rule_id: id, rule_version: version, reason }
}

interface Counts {
  warnings: number
  differences: number
}

/** What the ledgers say of a piece, by ledger and rule. */
type LedgersOfPiece = ReadonlyMap<LedgerName, ReadonlyMap<string, readonly LedgerWarning[]>>

interface ComparedPiece {
  readonly scope: RuleScope
  readonly ledgers: LedgersOfPiece
}

interface ComparedAt extends Since {
  readonly seen: ProjectedPosition
  readonly stated: Stated
  readonly range: KeyRange
}

/** What was compared so far. */
class Comparison {
  readonly #warehouse: Warehouse
  readonly #at: ComparedAt
  readonly #onFailed: AuditParts['onRuleFailed']
  readonly #counts = new Map<AuditedRule, Counts>()
  readonly #failed = new Set<AuditedRule>()
  #differences: LedgerDifference[] = []

  constructor(warehouse: Warehouse, at: ComparedAt, onFailed: AuditParts['onRuleFailed']) {
    this.#warehouse = warehouse
    this.#at = at
    this.#onFailed = onFailed
  }

  /** Gives how many subjects were looked at. */
  async compare(
    rules: readonly AuditedRule[],
    so_far: AuditSoFar | null,
    signal: AbortSignal,
    onProgress: (progress: AuditProgress) => Promise<void>,
  ): Promise<number> {
    const { range } = this.#at
    // Another version of the program may read other rules: then it begins anew.
    const before = so_far !== null && isOf(so_far, rules) ? so_far : null
    this.#begin(rules, before)
    const ofSubjects = rules.filter(({ rule }) => reachOf(rule) === 'subject')
    const ofGroups = rules.filter(({ rule }) => reachOf(rule) === 'group')
    const subjects = before?.subjects ?? (await subjectsCounted(this.#warehouse, range))
    const pieces = piecesOf(range, subjects)
    const total = pieces.length * ofSubjects.length + ofGroups.length
    let done = 0
    /** False where the audit ends. */
    const step = async (compare: () => Promise<void>): Promise<boolean> => {
      if (done >= (before?.done ?? 0)) {
        if (!signal.aborted) await compare()
        // What was cut short is compared again.
        if (signal.aborted) return false
        const so_far = this.#soFar(rules, { subjects, done: done + 1 })
        await onProgress({ done: done + 1, total, so_far })
      }
      done += 1
      return true
    }
    for (const piece of pieces) {
      let ledgers: LedgersOfPiece | undefined
      const scope = { of: 'subjects_in', table: subjectsBetweenSql(piece) } as const
      for (const one of ofSubjects) {
        const goesOn = await step(async () => {
          ledgers ??= await this.#ledgers(ofSubjects, piece)
          await this.#compareRule(one, { scope, ledgers, signal })
        })
        if (!goesOn) return subjects
      }
    }
    for (const one of ofGroups)
      if (!(await step(() => this.#compareGroups(one, signal)))) return subjects
    return subjects
  }

  #begin(rules: readonly AuditedRule[], before: AuditSoFar | null): void {
    for (const [index, rule] of rules.entries()) {
      const { failed = false, warnings = 0, differences = 0 } = before?.rules[index] ?? {}
      if (failed) this.#failed.add(rule)
      else this.#counts.set(rule, { warnings, differences })
    }
    this.#differences = [...(before?.differences ?? [])]
  }

  #soFar(rules: readonly AuditedRule[], come: Pick<AuditSoFar, 'subjects' | 'done'>): AuditSoFar {
    const { boundary, names, seen } = this.#at
    const counted = rules.map((one) => ({
      ...namedRule(one),
      ...(this.#counts.get(one) ?? { warnings: 0, differences: 0 }),
      failed: this.#failed.has(one),
    }))
    return {
      ...boundary,
      names: [...names],
      filling: seen.filling,
      ...come,
      rules: counted,
      differences: [...this.#differences],
    }
  }

  async #compareGroups(one: AuditedRule, signal: AbortSignal): Promise<void> {
    const { range, boundary } = this.#at
    const { position } = boundary
    const groups = await this.#orFailed(one, () =>
      groupsCounted(this.#warehouse, one.rule, position, range),
    )
    for (const piece of piecesOf(range, groups ?? 0)) {
      if (signal.aborted) return
      const scope = { of: 'groups_in', table: groupsBetweenSql(one.rule, position, piece) } as const
      const ledgers = await this.#ledgers([one], piece)
      await this.#compareRule(one, { scope, ledgers, signal })
    }
  }

  async #ledgers(rules: readonly AuditedRule[], range: KeyRange): Promise<LedgersOfPiece> {
    const { position } = this.#at.boundary
    const ofLedgers = new Map<LedgerName, ReadonlyMap<string, readonly LedgerWarning[]>>()
    for (const ledger of ['warnings', 'shadow'] as const) {
      const inLedger = rules.flatMap((one) => (one.ledger === ledger ? [one.rule] : []))
      if (inLedger.length === 0) continue
      const of = { table: TABLES[ledger] }
      const at = { position, range }
      ofLedgers.set(ledger, await ledgersBetween(this.#warehouse, of, inLedger, at))
    }
    return ofLedgers
  }

  async #compareRule(
    one: AuditedRule,
    { scope, ledgers, signal }: ComparedPiece & { readonly signal: AbortSignal },
  ): Promise<void> {
    await this.#orFailed(one, async () => {
      const { rule, ledger } = one
      const { boundary, stated } = this.#at
      const { position, clock } = boundary
      const { authorities } = stated
      const known = { by: 'platform', until: { by: 'platform', position }, authorities } as const
      const view = { scope, known, clock, ...stated }
      const found = await warningsBySql(this.#warehouse, rule, view)
      const entries = ledgers.get(ledger)?.get(ruleName(rule)) ?? []
      const asked = { rule, table: TABLES[ledger], stated, position }
      const others = ofOtherFacts(entries, found)
      const different = [
        ...differencesBetween(entries, found),
        ...(await differentThen(this.#warehouse, asked, others, signal)),
      ]
      this.#count(one, found.length, different)
    })
  }

  #count(one: AuditedRule, warnings: number, differences: readonly Sides[]): void {
    const counts = this.#counts.get(one)
    if (counts === undefined) return
    counts.warnings += warnings
    counts.differences += differences.length
    const room = AUDIT_DIFFERENCES_MAX - this.#differences.length
    for (const sides of differences.slice(0, room))
      this.#differences.push({ ...namedRule(one), ...sides })
  }

  /**
   * Where a comparison fails for good, the rule is left out and named: an audit that can never be
   * made would end the evaluation with each attempt.
   */
  async #orFailed<Answer>(
    one: AuditedRule,
    ask: () => Promise<Answer>,
  ): Promise<Answer | undefined> {
    if (!this.#counts.has(one)) return undefined
    try {
      return await ask()
    } catch (error) {
      const mayPass = error instanceof DomainError && error.retryable
      if (mayPass || error instanceof QueryAborted || saysDamage(error)) throw error
      this.#onFailed(one.rule, error)
      this.#failed.add(one)
      this.#counts.delete(one)
      const { rule_id, rule_version } = namedRule(one)
      this.#differences = this.#differences.filter(
        (told) => told.rule_id !== rule_id || told.rule_version !== rule_version,
      )
      return undefined
    }
  }

  result() {
    const rules = [...this.#counts].map(([one, counts]) => ({
      ...namedRule(one),
      engine: engineOf(one.rule),
      ...counts,
    }))
    return {
      rules,
      not_audited: [...this.#failed].map(({ rule }) => notAudited(rule, 'failed')),
      warnings: rules.reduce((sum, { warnings }) => sum + warnings, 0),
      differences_count: rules.reduce((sum, { differences }) => sum + differences, 0),
      differences: this.#differences,
    }
  }
}

/** Whether these rules were compared so far, in this order. */
function isOf(so_far: AuditSoFar, rules: readonly AuditedRule[]): boolean {
  const nameOf = ({ ledger, rule_id, rule_version }: ReturnType<typeof namedRule>): string =>
    `${ledger} ${rule_id}@${rule_version}`
  const names = rules.map((one) => nameOf(namedRule(one)))
  return names.join('\n') === so_far.rules.map(nameOf).join('\n')
}

function namedRule({ rule, ledger }: AuditedRule) {
  return {
    ledger,
    rule_id: rule.id,
    rule_version: rule.version,
  }
}
