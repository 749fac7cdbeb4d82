import type { FactVersion } from '@jianwei/events/fact.ts'
import { secondOfInstant } from '@jianwei/events/instant.ts'
import type { ColumnField } from '#/rules/facts/fields/field-column.ts'
import type { FactAlone } from '#/rules/facts/known-fact.ts'
import type { FactColumns } from '#/rules/facts/series/fact-columns.ts'
import { GivenFacts } from '#/rules/facts/series/given-facts.ts'

/*
 * Facts of subjects that were evaluated, so that who is touched again is not fetched again. What is
 * held of a subject is all of its facts in force of some types, as known at one position, and of
 * their data at least some fields:
 *
 *  1. A subject is held when it was fetched.
 *  2. Before each evaluation the news since the last one are applied: a new fact is added, an
 *     amendment lets go of the subject. Where the news are not known, everything is let go of.
 *  3. At the limit whoever was looked at longest ago is let go of.
 *  4. Of who has more facts than are held of one, nothing is held but that it is so: what is new of
 *     it is looked at by interval (`warnings-of-spans.ts`).
 *
 * What sources decide, state or link is none of it: that is applied to the facts each time.
 */

/** Subjects with more facts are read by interval. */
export const HELD_SUBJECT_FACTS_MAX = 20_000
/** As many of these are known; others are fetched whole once more. */
const DENSE_SUBJECTS_MAX = 100_000
/** What a fact takes beside its data, with its place in columns. */
const FACT_BYTES = 300
/** What a character takes. */
const CHARACTER_BYTES = 2
/** What a value of the data takes, with its name. */
const VALUE_BYTES = 24
/** What the data of a fact from the log take: all of them. */
const DATA_BYTES = 1_000
const SUBJECT_BYTES = 900

export interface HeldFact {
  readonly fact: FactAlone
  /** About. */
  readonly bytes: number
}

interface HeldSubject {
  readonly facts: HeldFact[]
  bytes: number
  /** Of the facts, once somebody asked for them. */
  columns: FactColumns | undefined
}

/** What is held. */
export interface HeldFactsView {
  readonly subjects: number
  readonly bytes: number
  /** Subjects that have more facts than are held of one. */
  readonly dense: number
}

/** A stretch of the log, and what is new in it. */
export interface FollowedStretch {
  readonly after: number
  readonly up_to: number
  /** With every version of the facts in it. */
  readonly news: readonly FactVersion[] | 'by position'
  /** The types of facts that rules look at. */
  readonly types: readonly string[]
  /** What they ask of the facts' data. */
  readonly fields: readonly ColumnField[]
}

export class HeldFacts {
  #bytesMax: number
  readonly #subjectFactsMax: number
  readonly #subjects = new Map<string, HeldSubject>()
  readonly #dense = new Set<string>()
  #types: ReadonlySet<string> = new Set()
  #fields: readonly ColumnField[] = []
  #position = 0
  #bytes = 0

  constructor(bytesMax: number, subjectFactsMax = HELD_SUBJECT_FACTS_MAX) {
    this.#bytesMax = bytesMax
    this.#subjectFactsMax = subjectFactsMax
  }

  get view(): HeldFactsView {
    return { subjects: this.#subjects.size, bytes: this.#bytes, dense: this.#dense.size }
  }

  /** The types of the facts that are held of each subject. */
  get types(): readonly string[] {
    return [...this.#types]
  }

  /** What is held of the facts' data, at least. */
  get fields(): readonly ColumnField[] {
    return this.#fields
  }

  /** What may be held from now on. */
  limitTo(bytesMax: number): void {
    this.#bytesMax = bytesMax
    this.#keepLimit()
  }

  /** Brings what is held to the end of a stretch; a second time changes nothing. */
  follow({ after, up_to, news, types, fields }: FollowedStretch): void {
    const isSame =
      types.length === this.#types.size &&
      types.every((one) => this.#types.has(one)) &&
      haveSameNames(fields, this.#fields)
    if (up_to === this.#position && isSame) return
    const isNext = after === this.#position && isSame && news !== 'by position'
    if (isNext) for (const version of news) this.#apply(version)
    else this.#letGoOfAll()
    this.#types = new Set(types)
    this.#fields = fields
    this.#position = up_to
  }

  /** The facts of a subject; undefined for who is not held. */
  get(subject_id: string): FactColumns | undefined {
    const held = this.#subjects.get(subject_id)
    if (held === undefined) return undefined
    // Whoever was looked at last stands last.
    this.#subjects.delete(subject_id)
    this.#subjects.set(subject_id, held)
    held.columns ??= new GivenFacts(held.facts.map(({ fact }) => fact))
    return held.columns
  }

  /**
   * Whether it had more facts when it was looked at last than are held of one. It may have fewer by
   * now: then it is read by interval all the same.
   */
  isDense(subject_id: string): boolean {
    return this.#dense.has(subject_id)
  }

  /** Says that a subject has more facts than are held of one. */
  holdNot(subject_id: string): void {
    this.#letGoOf(subject_id)
    this.#dense.add(subject_id)
    if (this.#dense.size <= DENSE_SUBJECTS_MAX) return
    for (const oldest of this.#dense) {
      this.#dense.delete(oldest)
      break
    }
  }

  /** All facts of a subject, of `types`, as known where the last stretch ended. */
  hold(subject_id: string, facts: readonly HeldFact[]): void {
    if (facts.length > this.#subjectFactsMax) {
      this.holdNot(subject_id)
      return
    }
    this.#letGoOf(subject_id)
    this.#dense.delete(subject_id)
    const bytes = facts.reduce((sum, fact) => sum + fact.bytes, SUBJECT_BYTES)
    this.#subjects.set(subject_id, { facts: [...facts], bytes, columns: undefined })
    this.#bytes += bytes
    this.#keepLimit()
  }

  #apply(version: FactVersion): void {
    const { subject_id, fact_id, source } = version
    const held = this.#subjects.get(subject_id)
    if (held === undefined) return
    if (version.kind !== 'original') {
      this.#letGoOf(subject_id)
      return
    }
    const { content } = version
    if (!this.#types.has(content.type)) return
    if (held.facts.length >= this.#subjectFactsMax) {
      this.holdNot(subject_id)
      return
    }
    const second = secondOfInstant(content.occurred_at)
    const fact = { fact_id, subject_id, source, second, content }
    const bytes = FACT_BYTES + DATA_BYTES
    held.facts.push({ fact, bytes })
    held.columns = undefined
    held.bytes += bytes
    this.#bytes += bytes
    this.#keepLimit()
  }

  #keepLimit(): void {
    while (this.#bytes > this.#bytesMax) {
      const [longestAgo] = this.#subjects.keys()
      if (longestAgo === undefined) return
      this.#letGoOf(longestAgo)
    }
  }

  #letGoOf(subject_id: string): void {
    this.#bytes -= this.#subjects.get(subject_id)?.bytes ?? 0
    this.#subjects.delete(subject_id)
  }

  #letGoOfAll(): void {
    this.#subjects.clear()
    this.#bytes = 0
  }
}

/** A fact with what it takes. */
export function heldFact(fact: FactAlone): HeldFact {
  return { fact, bytes: FACT_BYTES + bytesOf(fact.content.data) }
}

function bytesOf(value: unknown): number {
  if (typeof value === 'string') return CHARACTER_BYTES * value.length
  if (typeof value !== 'object' || value === null) return 0
  let bytes = 0
  for (const one of Object.values(value)) bytes += VALUE_BYTES + bytesOf(one)
  return bytes
}

function haveSameNames(fields: readonly ColumnField[], others: readonly ColumnField[]): boolean {
  if (fields.length !== others.length) return false
  const names = new Set(others.map(({ name }) => name))
  return fields.every(({ name }) => names.has(name))
}
