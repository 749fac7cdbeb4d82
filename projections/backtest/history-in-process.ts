import { secondOfInstant, type Instant } from '@jianwei/events/instant.ts'
import { historyBySubject, keyRanges } from '#/backtest/history-by-subject.ts'
import { logMinutes } from '#/backtest/log-minutes.ts'
import type { QueryOptions, Warehouse } from '#/ports/warehouse.ts'
import { judge } from '#/rules/evaluator/judge.ts'
import {
  clockOfLogMinutes,
  clockOfReports,
  type ClockByPoints,
} from '#/rules/evaluator/ledger/clock-by-points.ts'
import type { StoodInterval } from '#/rules/evaluator/ledger/held-warnings.ts'
import { knownAtOf } from '#/rules/evaluator/ledger/known-at.ts'
import { ledgerOfSubject, type LedgerTime } from '#/rules/evaluator/ledger/ledger-of-subject.ts'
import { asksSubjects, ledgerRules, type LedgerRule } from '#/rules/evaluator/ledger/ledger-rule.ts'
import { StatedSteps } from '#/rules/evaluator/ledger/stated-steps.ts'
import { SubjectHistory } from '#/rules/evaluator/ledger/subject-history.ts'
import type { Known } from '#/rules/facts/knowledge-points.ts'
import type { WarningWithFacts } from '#/rules/facts/known-fact.ts'
import type { Stated } from '#/rules/feeds/statements-as-known.ts'
import { QueryAborted } from '#/warehouse-error.ts'
import { groupOf, isSnapshotRule, type FactRule, type Rule } from '#/rules/rule.ts'

/** What one rule says of one subject over history. */
export interface SubjectFinding {
  readonly rule: FactRule
  readonly subject_id: string
  /** The intervals in which its warnings stood; none where the ledger is not asked for. */
  readonly ledger: readonly StoodInterval[]
  /** What stands at the end, at the clock that is asked for; none where it is not. */
  readonly standing: readonly WarningWithFacts[]
}

export interface HistoryPass {
  readonly rules: readonly FactRule[]
  readonly known: Known
  readonly stated: Stated
  readonly ledger: boolean
  /** At which clock what stands in the end is asked for; null where it is not. */
  readonly standing_at: Instant | null
  readonly options: QueryOptions
  /** From 0 to 1. */
  readonly onProgress?: (done: number) => void
}

/** One piece of a pass: what was found, and what is left to the statements. */
export interface PassPiece {
  readonly findings: readonly SubjectFinding[]
  /** Subjects of which the process does not hold all facts, or whose ledger is too much work. */
  readonly left: readonly { readonly subject_id: string; readonly rules: readonly FactRule[] }[]
}

/** More versions of one subject's facts are not held, about 600 bytes each. */
export const HISTORY_VERSIONS_MAX = 100_000

/** Facts in one range of keys, about: how often progress is told. */
export const RANGE_FACTS = 200_000

/** Others in the process get their turn after so many facts. */
const TURN_FACTS = 2_000

/** Whether the process can find the rule's history: it is about subjects. */
export function isInProcess(rule: Rule): rule is FactRule {
  return !isSnapshotRule(rule) && groupOf(rule) === null
}

/**
 * What rules about subjects say over all of history, in one pass over the facts: of each subject
 * all rules together. `facts`: about how many there are of the rules' types.
 */
export async function* historyInProcess(
  warehouse: Warehouse,
  pass: HistoryPass,
  facts: number,
  versionsMax = HISTORY_VERSIONS_MAX,
): AsyncGenerator<PassPiece, void, undefined> {
  const { known, stated, options } = pass
  const steps = new StatedSteps(stated, known)
  const asked = ledgerRules(pass.rules, steps)
  const clock = await clockOf(warehouse, pass, asked)
  const time: LedgerTime = { stated: steps, clock }
  const asks_subjects = pass.rules.some(asksSubjects)
  const watching = rulesByType(asked)
  const types = [...watching.keys()]
  const ranges = keyRanges(Math.max(1, Math.ceil(facts / RANGE_FACTS)))
  let looked = 0
  const history = { known, types, versions_max: versionsMax }
  for (const [index, range] of ranges.entries()) {
    for await (const subjects of historyBySubject(warehouse, history, range, options)) {
      for (const { subject_id, versions } of subjects) {
        if (versions === 'too many') {
          yield { findings: [], left: [{ subject_id, rules: pass.rules }] }
          continue
        }
        yield lookAt(new SubjectHistory(subject_id, versions, asks_subjects), watching, time, pass)
        looked += versions.length
        if (looked < TURN_FACTS) continue
        await new Promise((resolve) => setImmediate(resolve))
        looked = 0
        if (options.signal?.aborted === true) throw new QueryAborted(options.purpose)
      }
    }
    pass.onProgress?.((index + 1) / ranges.length)
  }
}

function rulesByType(rules: readonly LedgerRule[]): ReadonlyMap<string, readonly LedgerRule[]> {
  const types = new Set(rules.flatMap((one) => [...one.types]))
  return new Map(Array.from(types, (type) => [type, rules.filter((one) => one.types.has(type))]))
}

/** Rules that watch no type of which the subject has a fact find nothing. */
function lookAt(
  history: SubjectHistory,
  watching: ReadonlyMap<string, readonly LedgerRule[]>,
  time: LedgerTime,
  { ledger, standing_at }: HistoryPass,
): PassPiece {
  const { subject_id } = history
  const types = new Set(history.versions.map(({ fact }) => fact.content.type))
  const concerned = new Set([...types].flatMap((type) => watching.get(type) ?? []))
  const findings: SubjectFinding[] = []
  const left: FactRule[] = []
  for (const asked of concerned) {
    const { rule } = asked
    const intervals = ledger ? ledgerOfSubject(asked, history, time) : []
    if (intervals === null) {
      left.push(rule)
      continue
    }
    const last = time.stated.last
    const standing =
      standing_at === null
        ? []
        : judge(rule, history.last(last), secondOfInstant(standing_at), last.stated).standing
    if (standing.length > 0 || intervals.length > 0)
      findings.push({ rule, subject_id, ledger: intervals, standing })
  }
  return { findings, left: left.length === 0 ? [] : [{ subject_id, rules: left }] }
}

/** The log's minutes are read where a rule goes by them. */
async function clockOf(
  warehouse: Warehouse,
  { known, ledger, options }: HistoryPass,
  rules: readonly LedgerRule[],
): Promise<ClockByPoints> {
  if (known.by === 'source') {
    if (known.until === undefined) throw new TypeError('history by source has an end')
    return clockOfReports(knownAtOf(known.until))
  }
  const wanted = ledger && rules.some(({ has_clock }) => has_clock)
  return clockOfLogMinutes(
    wanted
      ? await logMinutes(warehouse, known.until?.position ?? null, options)
      : { minutes: [], first_positions: [] },
  )
}
