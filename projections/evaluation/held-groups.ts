import type { FactVersion } from '@jianwei/events/fact.ts'
import { secondOfInstant } from '@jianwei/events/instant.ts'
import type { FollowedStretch } from '#/evaluation/held-facts.ts'
import { looksAtGroupsAlone } from '#/evaluation/engine-of.ts'
import { factsAsKnown } from '#/rules/evaluator/facts-as-known.ts'
import { selects, type FilteredFact } from '#/rules/facts/filter-predicate.ts'
import { groupIdOf, type GroupField } from '#/rules/facts/groups/group-text.ts'
import { PackedFacts, type PackedFact } from '#/rules/facts/series/packed-facts.ts'
import type { Selection } from '#/rules/language/filter.ts'
import { groupOf, kindOf, type FactRule } from '#/rules/rule.ts'

/*
 * When the facts of groups lie, so that no history is read for a new fact. What is held of a
 * selection is all of its facts in force as known at one position, by group:
 *
 *  1. A selection is held from when a rule first asks for it.
 *  2. Before each evaluation the news since the last one are applied: of each fact that they speak
 *     of every version is taken out, and the one that is in force put in. Where the news are not
 *     known, everything is let go of.
 *  3. A selection that exceeds the limit is not held, and is not asked for again.
 */

/** What a group takes beside its facts. */
const GROUP_BYTES = 400

/** Facts that count, by group. */
export interface GroupedSelection {
  /** Equal for equal ones. */
  readonly key: string
  readonly of: Selection
  readonly group: readonly GroupField[]
}

/** What is held. */
export interface HeldGroupsView {
  readonly groups: number
  readonly bytes: number
  /** Selections that are not held because they exceed the limit. */
  readonly too_many: number
}

interface HeldSelection {
  readonly selection: GroupedSelection
  readonly groups: Map<string, PackedFacts>
  bytes: number
}

/** What a rule looks at that is found by the seconds of groups alone; undefined for the others. */
export function groupedSelectionOf(rule: FactRule): GroupedSelection | undefined {
  const { bySeconds } = kindOf(rule)
  const group = groupOf(rule)
  if (bySeconds === null || group === null) return undefined
  const of = bySeconds.of(rule)
  // Who asks what subjects are looks at others of their facts too.
  if (of === null || !looksAtGroupsAlone(rule)) return undefined
  return { key: JSON.stringify([of, group]), of, group }
}

export class HeldGroups {
  readonly #bytesMax: number
  readonly #held = new Map<string, HeldSelection>()
  readonly #tooMany = new Set<string>()
  #position = 0

  constructor(bytesMax: number) {
    this.#bytesMax = bytesMax
  }

  get view(): HeldGroupsView {
    const groups = [...this.#held.values()].reduce((sum, held) => sum + held.groups.size, 0)
    return { groups, bytes: this.#bytes, too_many: this.#tooMany.size }
  }

  /** Brings what is held to the end of a stretch; a second time changes nothing. */
  follow({ after, up_to, news }: Omit<FollowedStretch, 'types' | 'fields'>): void {
    if (up_to === this.#position) return
    if (after === this.#position && news !== 'by position') {
      const inForce = factsAsKnown(news, { by: 'platform' })
      for (const held of this.#held.values()) this.#apply(held, news, inForce)
      this.#keepLimit()
    } else this.#held.clear()
    this.#position = up_to
  }

  /** Whether a selection is held; `too many` where it does not fit. */
  has({ key }: GroupedSelection): boolean | 'too many' {
    return this.#tooMany.has(key) ? 'too many' : this.#held.has(key)
  }

  /** A group's facts where the last stretch ended; undefined where it has none. */
  get({ key }: GroupedSelection, group_id: string): PackedFacts | undefined {
    return this.#held.get(key)?.groups.get(group_id)
  }

  /**
   * Takes all facts of a selection, as known where the last stretch ended, piece by piece and in
   * any order. False where they exceed the limit: nothing of them is held then.
   */
  async hold(
    selection: GroupedSelection,
    pieces: AsyncIterable<readonly GroupedFact[]>,
  ): Promise<boolean> {
    const held: HeldSelection = { selection, groups: new Map(), bytes: 0 }
    for await (const piece of pieces) {
      for (const { group_id, ...fact } of piece) {
        const facts = groupIn(held, group_id)
        const before = facts.bytes
        facts.append(fact)
        held.bytes += facts.bytes - before
      }
      if (this.#bytes + held.bytes <= this.#bytesMax) continue
      this.#tooMany.add(selection.key)
      return false
    }
    for (const facts of held.groups.values()) {
      const before = facts.bytes
      facts.sort()
      held.bytes += facts.bytes - before
    }
    this.#held.set(selection.key, held)
    return true
  }

  /** Lets go of what no rule asks for any more. */
  keepOnly(rules: readonly FactRule[]): void {
    const asked = new Set(rules.map((rule) => groupedSelectionOf(rule)?.key))
    for (const key of this.#held.keys()) if (!asked.has(key)) this.#held.delete(key)
    for (const key of this.#tooMany) if (!asked.has(key)) this.#tooMany.delete(key)
  }

  #apply(
    held: HeldSelection,
    news: readonly FactVersion[],
    inForce: readonly (FilteredFact & PackedFact)[],
  ): void {
    for (const version of news) {
      if (version.kind === 'retraction') continue
      const group_id = groupWithin(held.selection, version)
      if (group_id === undefined) continue
      const second = secondOfInstant(version.content.occurred_at)
      held.groups.get(group_id)?.remove({ second, fact_id: version.fact_id })
    }
    for (const fact of inForce) {
      const group_id = groupWithin(held.selection, fact)
      if (group_id === undefined) continue
      const facts = groupIn(held, group_id)
      const before = facts.bytes
      facts.add(fact)
      held.bytes += facts.bytes - before
    }
  }

  /** What has the most is let go of first. */
  #keepLimit(): void {
    while (this.#bytes > this.#bytesMax) {
      const [most] = [...this.#held.values()].toSorted((a, b) => b.bytes - a.bytes)
      if (most === undefined) return
      this.#held.delete(most.selection.key)
      this.#tooMany.add(most.selection.key)
    }
  }

  get #bytes(): number {
    return [...this.#held.values()].reduce((sum, { bytes }) => sum + bytes, 0)
  }
}

function groupIn(held: HeldSelection, group_id: string): PackedFacts {
  const known = held.groups.get(group_id)
  if (known !== undefined) return known
  const facts = new PackedFacts()
  held.groups.set(group_id, facts)
  held.bytes += facts.bytes + GROUP_BYTES
  return facts
}

/** A fact that counts, with its group. */
export interface GroupedFact extends PackedFact {
  readonly group_id: string
}

/** The group of a fact that counts; undefined for one that does not. */
export function groupWithin(
  { of, group }: GroupedSelection,
  fact: FilteredFact,
): string | undefined {
  return selects(of, fact) ? groupIdOf(group, fact) : undefined
}
