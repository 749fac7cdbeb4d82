import { secondOfInstant, type Instant } from '@jianwei/events/instant.ts'
import type { ReadSubject } from '#/backtest/subject-reader.ts'
import { judge } from '#/rules/evaluator/judge.ts'
import {
  clockOfLogMinutes,
  clockOfReports,
  type LogMinutes,
} from '#/rules/evaluator/ledger/clock-by-points.ts'
import { knownAtOf, type KnownAt } from '#/rules/evaluator/ledger/known-at.ts'
import { ledgerOfSubject, type LedgerTime } from '#/rules/evaluator/ledger/ledger-of-subject.ts'
import { ledgerRules, type LedgerRule } from '#/rules/evaluator/ledger/ledger-rule.ts'
import { StatedSteps } from '#/rules/evaluator/ledger/stated-steps.ts'
import type { SubjectHistory } from '#/rules/evaluator/ledger/subject-history.ts'
import type { ColumnField } from '#/rules/facts/fields/field-column.ts'
import type { Known } from '#/rules/facts/knowledge-points.ts'
import type { WarningWithFacts } from '#/rules/facts/known-fact.ts'
import type { Stated } from '#/rules/feeds/statements-as-known.ts'
import { watchedTypes, type FactRule } from '#/rules/rule.ts'

/** What is asked of every subject. It can be handed to another thread. */
export interface SubjectsAsked {
  readonly rules: readonly FactRule[]
  /** What the rules ask of the facts' data. */
  readonly fields: readonly ColumnField[]
  readonly known: Known
  readonly stated: Stated
  readonly ledger: boolean
  /** At which clock what stands in the end is asked for; null where it is not. */
  readonly standing_at: Instant | null
  /** Of the log's clock, where a rule goes by it. */
  readonly minutes: LogMinutes
  /** More versions of one subject than these are not held. */
  readonly versions_max: number
}

/** A warning, with how many facts are its evidence. */
export interface FoundWarning {
  readonly anchor: string
  readonly anchor_at: Instant
  readonly evidence: number
}

/** An interval in which a warning stood. */
export interface FoundInterval {
  readonly warning: FoundWarning
  readonly raised: KnownAt
  /** Null while it stands. */
  readonly withdrawn: KnownAt | null
}

/** What one rule, by its number among those that are asked for, says of one subject. */
export interface FoundOfSubject {
  readonly rule: number
  readonly subject_id: string
  /** The intervals in which its warnings stood; none where the ledger is not asked for. */
  readonly ledger: readonly FoundInterval[]
  /** What stands at the end, at the clock that is asked for; none where it is not. */
  readonly standing: readonly FoundWarning[]
}

/** What was found of some subjects, and what is left to the statements. */
export interface FoundPiece {
  readonly findings: readonly FoundOfSubject[]
  /** Subjects of which the process does not hold all facts, or whose ledger is too much work. */
  readonly left: readonly { readonly subject_id: string; readonly rules: readonly number[] }[]
}

/** Event types of which the facts are read. */
export function typesAskedFor(rules: readonly FactRule[]): string[] {
  return [...new Set(rules.flatMap(watchedTypes))]
}

/** Looks at subjects with all rules together. */
export class SubjectPass {
  readonly #asked: SubjectsAsked
  readonly #time: LedgerTime
  readonly #rules: readonly LedgerRule[]
  readonly #standing_second: number | null
  /** Numbers of the rules that watch a type. */
  readonly #watching = new Map<string, number[]>()

  constructor(asked: SubjectsAsked) {
    const { rules, stated, known, minutes, standing_at } = asked
    const steps = new StatedSteps(stated, known)
    this.#asked = asked
    this.#time = { stated: steps, clock: clockOf(known, minutes) }
    this.#rules = ledgerRules(rules, steps)
    this.#standing_second = standing_at === null ? null : secondOfInstant(standing_at)
    for (const [number, { types }] of this.#rules.entries())
      for (const type of types) {
        const ofType = this.#watching.get(type) ?? []
        this.#watching.set(type, ofType)
        ofType.push(number)
      }
  }

  lookAt({ subject_id, history }: ReadSubject, into: MutablePiece): void {
    if (history === 'too many') {
      into.left.push({ subject_id, rules: this.#rules.map((_, number) => number) })
      return
    }
    const left: number[] = []
    for (const number of this.#concerned(history)) {
      const found = this.#found(number, history)
      if (found === null) left.push(number)
      else if (found.ledger.length > 0 || found.standing.length > 0) into.findings.push(found)
    }
    if (left.length > 0) into.left.push({ subject_id, rules: left })
  }

  /** Rules that watch no type of which the subject has a fact find nothing. */
  #concerned({ versions: { types, type_numbers } }: SubjectHistory): Iterable<number> {
    const concerned = new Set<number>()
    for (const type of new Set(type_numbers))
      for (const number of this.#watching.get(types[type] ?? '') ?? []) concerned.add(number)
    return concerned
  }

  /** Null where it is too much work. */
  #found(number: number, history: SubjectHistory): FoundOfSubject | null {
    const asked = this.#rules[number]
    if (asked === undefined) throw new RangeError(`no rule ${number}`)
    const intervals = this.#asked.ledger ? ledgerOfSubject(asked, history, this.#time) : []
    if (intervals === null) return null
    const { last } = this.#time.stated
    const standing =
      this.#standing_second === null
        ? []
        : judge(asked.rule, history.last(last), this.#standing_second, last.stated).standing
    return {
      rule: number,
      subject_id: history.subject_id,
      ledger: intervals.map(({ warning, ...when }) => ({ warning: counted(warning), ...when })),
      standing: standing.map(counted),
    }
  }
}

/** A piece that is being filled. */
export interface MutablePiece extends FoundPiece {
  readonly findings: FoundOfSubject[]
  readonly left: { readonly subject_id: string; readonly rules: readonly number[] }[]
}

export function emptyPiece(): MutablePiece {
  return { findings: [], left: [] }
}

function counted({ anchor, anchor_at, evidence }: WarningWithFacts): FoundWarning {
  return { anchor, anchor_at, evidence: evidence.length }
}

function clockOf(known: Known, minutes: LogMinutes): LedgerTime['clock'] {
  if (known.by !== 'source') return clockOfLogMinutes(minutes)
  if (known.until === undefined) throw new TypeError('history by source has an end')
  return clockOfReports(knownAtOf(known.until))
}
