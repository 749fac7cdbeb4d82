import type { PassingNext } from '@jianwei/projections/evaluation/queries.ts'
import {
  dependsOnClock,
  isSnapshotRule,
  ruleName,
  type Rule,
} from '@jianwei/projections/rules/rule.ts'
import { DueQueue } from '#/duties/due-queue.ts'

/*
 * What time alone will change: of each rule with a clock, the subjects or groups, and when the next
 * of their duties, validities or reports falls due. So that a minute that passes takes what is due
 * and looks at nothing else:
 *
 *  1. Whoever is evaluated stands at the first second after the clock's at which time changes what
 *     the rule says of them (`add`). A rule that looks at everybody fills its queue by that alone.
 *  2. A passing minute takes all that stand up to it. They are evaluated again, so that they then
 *     stand at their next second. What a correction has removed is noticed there, and nowhere else.
 *  3. After a restart nothing is known, and beyond the limit only what comes first. Where time
 *     passes beyond what is known, the facts are asked once for what is due by then, and once for
 *     what comes after it (`fill`).
 *
 * It lives as long as one run of the sentinel, which ends at any failure: what was taken and not
 * evaluated is then found again by the facts, from the last clock that was saved.
 */

/** So many subjects and groups stand in the queues of all rules together, 200 bytes each. */
export const DUE_SUBJECTS_MAX = 500_000

/** How the queues stand. */
export interface DueSubjectsView {
  /** Rules of which is known who falls due next. */
  readonly rules: number
  /** Subjects and groups, once for each rule. */
  readonly subjects: number
  /** Rules of which, for the limit, only those are known who fall due first. */
  readonly cut: number
}

interface RuleDues {
  readonly queue: DueQueue<string>
  /** Whoever falls due before this second stands in the queue. */
  known_before: number
}

export class DueSubjects {
  readonly #subjectsMax: number
  readonly #rules = new Map<string, RuleDues>()
  #subjects = 0

  constructor(subjectsMax = DUE_SUBJECTS_MAX) {
    this.#subjectsMax = subjectsMax
  }

  get view(): DueSubjectsView {
    const known = [...this.#rules.values()]
    const cut = known.filter(({ known_before }) => known_before !== Number.POSITIVE_INFINITY).length
    return { rules: known.length, subjects: this.#subjects, cut }
  }

  /** How many of one rule are worth asking for at once. */
  get fill_max(): number {
    return Math.ceil(this.#subjectsMax / 4)
  }

  /** Forgets rules that are evaluated no longer. */
  keepOnly(rules: readonly Rule[]): void {
    const names = new Set(rules.map(ruleName))
    for (const name of this.#rules.keys()) if (!names.has(name)) this.#forget(name)
  }

  /** Everybody is evaluated by the rule, and added, before time next passes. */
  expectEverybody(rule: Rule): void {
    this.#forget(ruleName(rule))
    if (isSnapshotRule(rule) || !dependsOnClock(rule)) return
    this.#rules.set(ruleName(rule), {
      queue: new DueQueue(),
      known_before: Number.POSITIVE_INFINITY,
    })
  }

  /** Whoever falls due next, earliest first; fewer than `fill_max` are all. */
  fill(rule: Rule, next: readonly PassingNext[]): void {
    this.expectEverybody(rule)
    const dues = this.#rules.get(ruleName(rule))
    const last = next.length < this.fill_max ? undefined : next.at(-1)
    // Of the last second further ones may not have been told.
    if (dues !== undefined && last !== undefined) dues.known_before = last.passes_at
    for (const { subject_id, passes_at } of next) this.add(rule, subject_id, passes_at)
  }

  /** What a rule says of a subject or group changes from this second on. */
  add(rule: Rule, subject_id: string, passes_at: number): void {
    const dues = this.#rules.get(ruleName(rule))
    if (dues === undefined) return
    const before = dues.queue.size
    if (passes_at < dues.known_before) dues.queue.set(subject_id, passes_at)
    else dues.queue.delete(subject_id)
    this.#subjects += dues.queue.size - before
    if (this.#subjects > this.#subjectsMax) this.#cutLongest()
  }

  /**
   * Takes out who falls due up to and with a second; `unknown` where further ones may, whom the
   * facts know.
   */
  take(rule: Rule, second: number): readonly string[] | 'unknown' {
    const dues = this.#rules.get(ruleName(rule))
    if (dues === undefined || dues.known_before <= second) return 'unknown'
    const taken = dues.queue.upTo(second, dues.queue.size)
    for (const subject_id of taken) dues.queue.delete(subject_id)
    this.#subjects -= taken.length
    return taken
  }

  #forget(name: string): void {
    this.#subjects -= this.#rules.get(name)?.queue.size ?? 0
    this.#rules.delete(name)
  }

  #cutLongest(): void {
    const [longest] = [...this.#rules.values()].toSorted((a, b) => b.queue.size - a.queue.size)
    if (longest === undefined) return
    const before = longest.queue.size
    const known_before = longest.queue.keepFirst(Math.floor(before / 2))
    if (known_before !== undefined) longest.known_before = known_before
    this.#subjects -= before - longest.queue.size
  }
}
