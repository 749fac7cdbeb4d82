import { instantFromMs, secondOfInstant, type Instant } from '@jianwei/events/instant.ts'
import { amountOf } from '#/rules/facts/amount.ts'
import { firstSecondOfPeriod, periodOfSecond } from '#/rules/kinds/peer/civil-periods.ts'
import { selects } from '#/rules/facts/filter-predicate.ts'
import type { PeerAttribute, PeerParameters, PeerRule } from '#/rules/kinds/peer/parameters.ts'
import { standsOut } from '#/rules/kinds/peer/robust-z.ts'
import type {
  FactsBefore,
  KnownFact,
  UnjudgedFact,
  SnapshotSpan,
  SubjectWarning,
} from '#/rules/facts/known-fact.ts'
import { isInForce } from '#/rules/language/rule-body.ts'
import { attributesOf } from '#/subject-facts/attributes.ts'

/** `W` of a peer rule. Before `span.after` nothing was known, so nobody stood out. */
export function peerWarnings(
  rule: PeerRule,
  factsBefore: FactsBefore,
  span: SnapshotSpan,
): SubjectWarning[] {
  let before = new Map<string, readonly KnownFact[]>()
  return peerSeconds(rule, span).flatMap((second) => {
    const standing = taken(rule, factsBefore(second), second)
    const fresh = [...standing].filter(([subject_id]) => !before.has(subject_id))
    before = standing
    if (!isInForce(rule, second)) return []
    const anchor = instantFromMs(second * 1_000)
    return fresh.map(([subject_id, evidence]) => ({
      subject_id,
      anchor,
      anchor_at: anchor,
      evidence,
    }))
  })
}

/**
 * Whether the clock, going from one instant to a later one, came to a snapshot of the rule or went
 * past one.
 */
export function passesSnapshot(
  { parameters: { every }, utc_offset_seconds }: PeerRule,
  clock: { readonly from: Instant; readonly to: Instant },
): boolean {
  const [from, to] = [clock.from, clock.to].map((at) =>
    periodOfSecond(every, secondOfInstant(at), utc_offset_seconds),
  )
  // Two instants give two periods.
  return from! < to!
}

/** The seconds of all snapshots in a span. */
export function peerSeconds(
  { parameters: { every }, utc_offset_seconds }: PeerRule,
  span: SnapshotSpan,
): number[] {
  const seconds: number[] = []
  for (let period = periodOfSecond(every, span.after, utc_offset_seconds) + 1; ; period++) {
    const second = firstSecondOfPeriod(every, period, utc_offset_seconds)
    if (second > span.up_to) return seconds
    seconds.push(second)
  }
}

export function peerOutcomes(
  rule: PeerRule,
  facts: readonly KnownFact[],
  factsBefore: FactsBefore,
  span: SnapshotSpan,
): UnjudgedFact[] {
  const { of, amount, group_by, peers_at_least } = rule.parameters
  const unjudged = new Map<string, UnjudgedFact>()
  for (const second of peerSeconds(rule, span).filter((one) => isInForce(rule, one))) {
    const members = membersAt(factsBefore(second), second)
    const groups = Map.groupBy(members, (member) => groupOf(group_by, member.facts))
    for (const [group, peers] of groups) {
      if (group !== undefined && peers.length >= peers_at_least) continue
      const code = group === undefined ? 'PEER_FIELD_MISSING' : 'PEERS_TOO_FEW'
      for (const { registered_by: fact_id } of peers)
        unjudged.set(`${code} ${fact_id}`, { code, fact_id })
    }
  }
  const amounts = facts.flatMap((fact) => {
    const found = amount !== null && selects(of, fact) ? amountOf(amount, fact) : 0
    return typeof found === 'number' ? [] : [{ code: found, fact_id: fact.fact_id }]
  })
  return [...unjudged.values(), ...amounts]
}

const snapshots = new WeakMap<
  PeerRule,
  WeakMap<readonly KnownFact[], Map<string, readonly KnownFact[]>>
>()

/** A snapshot is taken once: a replay asks for it at every knowledge point after it. */
function taken(
  rule: PeerRule,
  facts: readonly KnownFact[],
  second: number,
): Map<string, readonly KnownFact[]> {
  const ofRule =
    snapshots.get(rule) ?? new WeakMap<readonly KnownFact[], Map<string, readonly KnownFact[]>>()
  snapshots.set(rule, ofRule)
  const found = ofRule.get(facts) ?? standingOut(rule, facts, second)
  ofRule.set(facts, found)
  return found
}

/** Subjects that stand out among their peers at a snapshot, with the facts that show it. */
function standingOut(
  rule: PeerRule,
  facts: readonly KnownFact[],
  second: number,
): Map<string, readonly KnownFact[]> {
  const { parameters, utc_offset_seconds: offset } = rule
  const { every, window_periods, group_by, peers_at_least } = parameters
  const start = firstSecondOfPeriod(
    every,
    periodOfSecond(every, second, offset) - window_periods,
    offset,
  )
  const measured = membersAt(facts, second).map((member) => {
    const counted = member.facts.flatMap((fact) => {
      const amount =
        fact.second >= start && selects(parameters.of, fact) ? addedBy(parameters, fact) : undefined
      return typeof amount === 'number' ? [{ fact, amount }] : []
    })
    const number = counted.reduce((sum, { amount }) => sum + amount, 0)
    return { ...member, number, evidence: counted.map(({ fact }) => fact) }
  })
  const standing = new Map<string, readonly KnownFact[]>()
  for (const [group, peers] of Map.groupBy(measured, (member) => groupOf(group_by, member.facts))) {
    if (group === undefined || peers.length < peers_at_least) continue
    const numbers = peers.map((peer) => peer.number)
    for (const { subject_id, number, evidence } of peers) {
      if (standsOut(parameters, number, numbers)) standing.set(subject_id, evidence)
    }
  }
  return standing
}

function addedBy({ amount }: PeerParameters, fact: KnownFact): number | string {
  return amount === null ? 1 : amountOf(amount, fact)
}

interface Member {
  readonly subject_id: string
  readonly registered_by: string
  /** What is known to have happened before the snapshot. */
  readonly facts: readonly KnownFact[]
}

/** Subjects that are in the register at a second. */
function membersAt(facts: readonly KnownFact[], second: number): Member[] {
  const past = facts.filter((fact) => fact.second < second)
  return [...Map.groupBy(past, (fact) => fact.subject_id)].flatMap(([subject_id, own]) => {
    const registration = lastStatement('registration', own)
    return registration?.value === 'registered'
      ? [{ subject_id, registered_by: registration.fact_id, facts: own }]
      : []
  })
}

/** What peers have in common, as one text; undefined where a value is missing. */
function groupOf(
  group_by: readonly PeerAttribute[],
  facts: readonly KnownFact[],
): string | undefined {
  const parts = group_by.map(({ attribute, prefix }) => {
    const value = lastStatement(attribute, facts)?.value ?? ''
    if (prefix === null) return value
    const [code = '', ...editions] = value.split('@')
    const characters = Array.from(code)
    if (characters.length < prefix) return ''
    return [characters.slice(0, prefix).join(''), ...editions].join('@')
  })
  return parts.includes('') ? undefined : JSON.stringify(parts)
}

function lastStatement(
  attribute: string,
  facts: readonly KnownFact[],
): { readonly value: string; readonly fact_id: string } | undefined {
  const highestFirst = facts.toSorted(
    (a, b) =>
      b.rank_for(attribute) - a.rank_for(attribute) ||
      b.second - a.second ||
      (a.fact_id < b.fact_id ? 1 : -1),
  )
  for (const { fact_id, content } of highestFirst) {
    const said = attributesOf(content).find((one) => one.attribute === attribute)
    if (said !== undefined) return { value: said.value, fact_id }
  }
  return undefined
}
