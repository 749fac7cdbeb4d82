import type { FactVersion } from '@jianwei/events/fact.ts'
import { secondOfInstant } from '@jianwei/events/instant.ts'
import type { FactAlone } from '#/rules/facts/subject-states.ts'

/*
 * Facts of subjects that were evaluated, so that who is touched again is not fetched again. What is
 * held of a subject is all of its facts in force of some types, as known at one position:
 *
 *  1. A subject is held when it was fetched.
 *  2. Before each evaluation the news since the last one are applied: a new fact is added, an
 *     amendment lets go of the subject. Where the news are not known, everything is let go of.
 *  3. At the limit whoever was looked at longest ago is let go of.
 *
 * What sources decide, state or link is none of it: that is applied to the facts each time.
 */

/** Subjects with more facts are fetched each time. */
export const HELD_SUBJECT_FACTS_MAX = 20_000
/** What a fact takes beside its data. */
const FACT_BYTES = 500
/** What a character of the data takes, as a text and as an object. */
const CHARACTER_BYTES = 4
/** What the data of a fact from the log take: they were no text. */
const DATA_BYTES = 1_000
const SUBJECT_BYTES = 300

export interface HeldFact {
  readonly fact: FactAlone
  /** About. */
  readonly bytes: number
}

interface HeldSubject {
  readonly facts: HeldFact[]
  bytes: number
}

/** What is held. */
export interface HeldFactsView {
  readonly subjects: number
  readonly bytes: number
}

/** A stretch of the log, and what is new in it. */
export interface FollowedStretch {
  readonly after: number
  readonly up_to: number
  /** With every version of the facts in it. */
  readonly news: readonly FactVersion[] | 'by position'
  /** The types of facts that rules look at. */
  readonly types: readonly string[]
}

export class HeldFacts {
  #bytesMax: number
  readonly #subjects = new Map<string, HeldSubject>()
  #types: ReadonlySet<string> = new Set()
  #position = 0
  #bytes = 0

  constructor(bytesMax: number) {
    this.#bytesMax = bytesMax
  }

  get view(): HeldFactsView {
    return { subjects: this.#subjects.size, bytes: this.#bytes }
  }

  /** The types of the facts that are held of each subject. */
  get types(): readonly string[] {
    return [...this.#types]
  }

  /** What may be held from now on. */
  limitTo(bytesMax: number): void {
    this.#bytesMax = bytesMax
    this.#keepLimit()
  }

  /** Brings what is held to the end of a stretch; a second time changes nothing. */
  follow({ after, up_to, news, types }: FollowedStretch): void {
    const isSame = types.length === this.#types.size && types.every((one) => this.#types.has(one))
    if (up_to === this.#position && isSame) return
    const isNext = after === this.#position && isSame && news !== 'by position'
    if (isNext) for (const version of news) this.#apply(version)
    else this.#letGoOfAll()
    this.#types = new Set(types)
    this.#position = up_to
  }

  /** Undefined for who is not held. */
  get(subject_id: string): readonly HeldFact[] | undefined {
    const held = this.#subjects.get(subject_id)
    if (held === undefined) return undefined
    // Whoever was looked at last stands last.
    this.#subjects.delete(subject_id)
    this.#subjects.set(subject_id, held)
    return held.facts
  }

  /** All facts of a subject, of `types`, as known where the last stretch ended. */
  hold(subject_id: string, facts: readonly HeldFact[]): void {
    this.#letGoOf(subject_id)
    if (facts.length > HELD_SUBJECT_FACTS_MAX) return
    const bytes = facts.reduce((sum, fact) => sum + fact.bytes, SUBJECT_BYTES)
    this.#subjects.set(subject_id, { facts: [...facts], bytes })
    this.#bytes += bytes
    this.#keepLimit()
  }

  #apply(version: FactVersion): void {
    const { subject_id, fact_id, source } = version
    const held = this.#subjects.get(subject_id)
    if (held === undefined) return
    if (version.kind !== 'original' || held.facts.length >= HELD_SUBJECT_FACTS_MAX) {
      this.#letGoOf(subject_id)
      return
    }
    const { content } = version
    if (!this.#types.has(content.type)) return
    const second = secondOfInstant(content.occurred_at)
    const fact = { fact_id, subject_id, source, second, content }
    const bytes = FACT_BYTES + DATA_BYTES
    held.facts.push({ fact, bytes })
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

/** A fact with what it takes, whose data are a text of some length. */
export function heldFact(fact: FactAlone, characters: number): HeldFact {
  return { fact, bytes: FACT_BYTES + CHARACTER_BYTES * characters }
}
