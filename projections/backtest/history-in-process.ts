import { typesAskedFor, emptyPiece, SubjectPass } from '#/backtest/subject-pass.ts'
import type {
  FoundInterval,
  FoundPiece,
  FoundWarning,
  SubjectsAsked,
} from '#/backtest/subject-pass.ts'
import { endsSql, keyRanges, versionsSql } from '#/backtest/history-by-subject.ts'
import { logMinutes } from '#/backtest/log-minutes.ts'
import { SubjectReader } from '#/backtest/subject-reader.ts'
import type { SubjectThreads } from '#/backtest/subject-threads.ts'
import type { QueryOptions, Warehouse } from '#/ports/warehouse.ts'
import type { LogMinutes } from '#/rules/evaluator/ledger/clock-by-points.ts'
import { fieldsAskedBy } from '#/rules/compiler/asked-fields.ts'
import { QueryAborted } from '#/warehouse-error.ts'
import { groupOf, isSnapshotRule, kindOf, type FactRule, type Rule } from '#/rules/rule.ts'

/** What one rule says of one subject over history. */
export interface SubjectFinding {
  readonly rule: FactRule
  readonly subject_id: string
  readonly ledger: readonly FoundInterval[]
  readonly standing: readonly FoundWarning[]
}

export interface HistoryPass extends Omit<SubjectsAsked, 'minutes' | 'versions_max' | 'fields'> {
  readonly options: QueryOptions
  /** Threads that look at subjects where there are many facts; null: this one does. */
  readonly threads: SubjectThreads | null
  /** More versions of one subject than these are not held, where it is not the usual number. */
  readonly versions_max?: number | undefined
  /** Facts in one range of keys, about, where it is not the usual number. */
  readonly range_facts?: number | undefined
  /** From 0 to 1. */
  readonly onProgress?: (done: number) => void
}

/** One piece of a pass: what was found, and what is left to the statements. */
export interface PassPiece {
  readonly findings: readonly SubjectFinding[]
  readonly left: readonly { readonly subject_id: string; readonly rules: readonly FactRule[] }[]
}

/** More versions of one subject's facts are not held, about 250 bytes each. */
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
): AsyncGenerator<PassPiece, void, undefined> {
  const { rules, range_facts = RANGE_FACTS } = pass
  const asked = await subjectsAsked(warehouse, pass)
  const ranges = keyRanges(Math.max(1, Math.ceil(facts / range_facts)))
  const pieces =
    pass.threads !== null && ranges.length > 1
      ? inThreads(warehouse, pass, asked, ranges, pass.threads)
      : inThisThread(warehouse, pass, asked, ranges)
  for await (const { findings, left } of pieces)
    yield {
      findings: findings.map((found) => ({ ...found, rule: ruleAt(rules, found.rule) })),
      left: left.map(({ subject_id, rules: numbers }) => ({
        subject_id,
        rules: numbers.map((number) => ruleAt(rules, number)),
      })),
    }
}

type KeyRanges = ReturnType<typeof keyRanges>

async function* inThisThread(
  warehouse: Warehouse,
  { options, known, rules, onProgress }: HistoryPass,
  asked: SubjectsAsked,
  ranges: KeyRanges,
): AsyncGenerator<FoundPiece, void, undefined> {
  const subjects = new SubjectPass(asked)
  const types = typesAskedFor(rules)
  const { fields, versions_max } = asked
  let looked = 0
  for (const [index, range] of ranges.entries()) {
    const reader = new SubjectReader({ by: known.by, versions_max, fields })
    const look = async function* (ended: ReturnType<SubjectReader['ended']>) {
      let piece = emptyPiece()
      for (const subject of ended) {
        subjects.lookAt(subject, piece)
        looked += subject.versions
        if (looked < TURN_FACTS) continue
        yield piece
        piece = emptyPiece()
        await new Promise((resolve) => setImmediate(resolve))
        looked = 0
        if (options.signal?.aborted === true) throw new QueryAborted(options.purpose)
      }
      yield piece
    }
    for await (const block of warehouse.blocks(endsSql(known, range), options))
      reader.addEnds(block)
    for await (const block of warehouse.blocks(
      versionsSql({ known, types, fields }, range),
      options,
    ))
      yield* look(reader.subjectsOf(block))
    yield* look(reader.ended())
    onProgress?.((index + 1) / ranges.length)
  }
}

/** The engine is asked here, range by range; threads look at what it says. */
async function* inThreads(
  warehouse: Warehouse,
  { options, known, rules, onProgress }: HistoryPass,
  asked: SubjectsAsked,
  ranges: KeyRanges,
  { count, open }: SubjectThreads,
): AsyncGenerator<FoundPiece, void, undefined> {
  const types = typesAskedFor(rules)
  const { fields } = asked
  let ended = 0
  await using threads = open(asked, {
    count: Math.min(count, ranges.length),
    signal: options.signal,
    purpose: options.purpose,
    onRangeEnded: () => onProgress?.((ended += 1) / ranges.length),
  })
  threads.feed(async (feeding, signal) => {
    const stoppable = { ...options, signal }
    for (const range of ranges) {
      const thread = await feeding.idle()
      for await (const block of warehouse.blocks(endsSql(known, range), stoppable))
        await feeding.hand(thread, 'ends', block)
      for await (const block of warehouse.blocks(
        versionsSql({ known, types, fields }, range),
        stoppable,
      ))
        await feeding.hand(thread, 'versions', block)
      feeding.end(thread)
    }
  })
  yield* threads.pieces()
}

function ruleAt(rules: readonly FactRule[], number: number): FactRule {
  const rule = rules[number]
  if (rule === undefined) throw new RangeError(`no rule ${number}`)
  return rule
}

/** The log's minutes are read where a rule goes by them. */
async function subjectsAsked(
  warehouse: Warehouse,
  { rules, known, stated, ledger, standing_at, versions_max, options }: HistoryPass,
): Promise<SubjectsAsked> {
  const wanted =
    known.by === 'platform' && ledger && rules.some((rule) => kindOf(rule).onClock !== null)
  const minutes: LogMinutes = wanted
    ? await logMinutes(warehouse, known.until?.position ?? null, options)
    : { minutes: [], first_positions: [] }
  return {
    rules,
    fields: fieldsAskedBy(rules),
    known,
    stated,
    ledger,
    standing_at,
    minutes: {
      minutes: Float64Array.from(minutes.minutes),
      first_positions: Float64Array.from(minutes.first_positions),
    },
    versions_max: versions_max ?? HISTORY_VERSIONS_MAX,
  }
}
