import { instantFromMs } from '@jianwei/events/instant.ts'
import { groupedSelectionOf, type HeldGroups } from '#/evaluation/held-groups.ts'
import type { PackedFacts } from '#/rules/facts/series/packed-facts.ts'
import type { SecondsSpan } from '#/rules/facts/series/seconds-span.ts'
import { placeFrom } from '#/rules/facts/series/sorted-seconds.ts'
import type { FactsInWindow, Reach } from '#/rules/kinds/define-kind.ts'
import { firstSecondCounted } from '#/rules/language/rule-body.ts'
import { kindOf, ruleName, warningIdOf, type FactRule } from '#/rules/rule.ts'
import { EVIDENCE_FACTS_MAX } from '#/rules/statements/warning-sql.ts'
import type { FoundWarning } from '#/warnings/ledger-so-far.ts'

/** Groups by their ids, with the seconds between which the facts lie that touched them. */
export type TouchedGroups = ReadonlyMap<string, SecondsSpan>

/** What stands of a group with anchors that may have changed, and where these lie. */
export interface GroupLookedAt {
  readonly span: SecondsSpan
  readonly found: readonly FoundWarning[]
  /** The first second after the clock's from which on time alone changes them. */
  readonly passes_next_at: number | undefined
}

const NO_SECONDS = new Float64Array()

/**
 * What a rule says of each of the touched groups, whose facts are held, of the anchors that the
 * touching facts can reach, when the clock stands in the second `clock`. Throws TypeError for a
 * rule that looks at more than when facts lie.
 */
export function heldGroupWarnings(
  rule: FactRule,
  touched: TouchedGroups,
  groups: HeldGroups,
  clock: number,
): ReadonlyMap<string, GroupLookedAt> {
  const kind = kindOf(rule)
  const { bySeconds, anchorFacts } = kind
  const selection = groupedSelectionOf(rule)
  if (bySeconds === null || kind.reach === null || selection === undefined)
    throw new TypeError(`${ruleName(rule)} looks at more than when facts lie`)
  const reach = kind.reach(rule)
  const firstCounted = firstSecondCounted(rule) ?? Number.NEGATIVE_INFINITY
  const lookAt = (group_id: string, touching: SecondsSpan): GroupLookedAt => {
    const facts = groups.get(selection, group_id)
    const all = facts?.seconds ?? NO_SECONDS
    const notCounted = placeFrom(all, firstCounted)
    const seconds = all.subarray(notCounted)
    const span = spanReached(reach, touching, seconds[0])
    if (facts === undefined) return { span, found: [], passes_next_at: undefined }
    const found = bySeconds.within(rule, seconds, span, clock).map((warning): FoundWarning => {
      const anchor_at = instantFromMs(warning.second * 1_000)
      const anchor = anchorFacts === null ? anchor_at : facts.idAt(notCounted + warning.first)
      return {
        warning_id: warningIdOf(rule, group_id, anchor),
        subject_id: group_id,
        anchor,
        anchor_at,
        evidence: listedIds(facts, notCounted, warning),
      }
    })
    return { span, found, passes_next_at: bySeconds.passesNextAt?.(rule, seconds, clock) }
  }
  return new Map(Array.from(touched, ([id, touching]) => [id, lookAt(id, touching)]))
}

/** From when on a group is judged may hang on its first fact: where that is touched, all is. */
function spanReached(
  reach: Reach,
  { from, up_to }: SecondsSpan,
  first: number | undefined,
): SecondsSpan {
  const reachesAll = first === undefined || from <= first
  return {
    from: from - reach.before_seconds,
    up_to: reachesAll ? Number.POSITIVE_INFINITY : up_to + reach.after_seconds,
  }
}

/** The newest ones where there are more than are listed. */
function listedIds(
  facts: PackedFacts,
  notCounted: number,
  { first, end }: FactsInWindow,
): string[] {
  const ids: string[] = []
  for (let place = Math.max(first, end - EVIDENCE_FACTS_MAX); place < end; place += 1)
    ids.push(facts.idAt(notCounted + place))
  return ids
}
