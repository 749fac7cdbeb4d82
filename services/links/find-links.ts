import { comparePair } from '@jianwei/events/subject-link/compare.ts'
import type { FoundLink } from '@jianwei/events/subject-link/decider.ts'
import { matchKeys } from '@jianwei/events/subject-link/match-keys.ts'
import { PROPOSED_SCORE_MIN } from '@jianwei/events/subject-link/scheme.ts'
import {
  namedParties,
  registeredParties,
  type NamedSubject,
  type SubjectParty,
} from '@jianwei/projections/match-keys/parties.ts'
import {
  isNear,
  keyHolders,
  keySpreads,
  type KeyHolder,
  type KeySpread,
} from '@jianwei/projections/match-keys/queries.ts'
import type { Warehouse } from '@jianwei/projections/ports/warehouse.ts'

/** Under a key that more subjects of a city have, nobody is looked for. */
const HOLDERS_MAX = 500
/** So many pairs of characters of a name are looked for, the rarest first. */
const PAIRS_LOOKED_FOR = 4
/** So many are compared with one subject, those with the rarest keys in common first. */
const COMPARED_MAX = 100
const PROPOSED_MAX = 5

/** A link that was found, with what decides whether it is made by itself. */
export interface ScoredLink extends FoundLink {
  /** Of all reasons, before it becomes a score. */
  readonly total: number
  /** The credit code of the register's subject, where one is stated. */
  readonly uscc: string | null
}

export interface ComparedSubject {
  readonly party: NamedSubject
  /** Everybody who was compared, the best first. */
  readonly compared: readonly ScoredLink[]
}

/**
 * Compares subjects that are known by name only with those of registers that share a key with them.
 * Subjects that no fact names any more, or that a register names, are not among the answer's.
 */
export async function findLinks(
  warehouse: Warehouse,
  subjectIds: readonly string[],
): Promise<readonly ComparedSubject[]> {
  const registered = await registeredParties(warehouse, subjectIds)
  const named = [...(await namedParties(warehouse, subjectIds)).values()].filter(
    ({ subject_id }) => !registered.has(subject_id),
  )
  const keysOf = new Map(named.map((party) => [party.subject_id, matchKeys(party)]))
  const spreads = Map.groupBy(
    await keySpreads(warehouse, [...new Set([...keysOf.values()].flat())]),
    ({ key }) => key,
  )
  const sought = new Map(
    named.map((party) => [party, soughtKeys(party, keysOf.get(party.subject_id) ?? [], spreads)]),
  )
  const holders = Map.groupBy(
    await keyHolders(warehouse, [...new Set([...sought.values()].flat())]),
    ({ key }) => key,
  )
  const candidates = new Map(
    [...sought].map(([party, keys]) => [party, candidatesOf(party, keys, holders)]),
  )
  const targets = await registeredParties(warehouse, [...new Set([...candidates.values()].flat())])
  return [...candidates].map(([party, ids]) => ({
    party,
    compared: ids
      .flatMap((id) => targets.get(id) ?? [])
      .map((target) => scoredLink(party, target, spreads))
      .toSorted((a, b) => b.total - a.total || (a.target_id < b.target_id ? -1 : 1)),
  }))
}

/** What of the compared is proposed. */
export function worthProposing(compared: readonly ScoredLink[]): readonly FoundLink[] {
  return compared
    .filter(({ score }) => score >= PROPOSED_SCORE_MIN)
    .slice(0, PROPOSED_MAX)
    .map(({ target_id, score, reasons }) => ({ target_id, score, reasons }))
}

type Spreads = ReadonlyMap<string, readonly KeySpread[]>

/** How many of the party's city have the key. */
function spreadOf(key: string, region: string | null, spreads: Spreads): number {
  return (spreads.get(key) ?? [])
    .filter(({ place }) => isNear(place, region))
    .reduce((sum, { subjects }) => sum + subjects, 0)
}

function soughtKeys(
  { region }: NamedSubject,
  keys: readonly string[],
  spreads: Spreads,
): readonly string[] {
  const held = keys
    .map((key) => ({ key, spread: spreadOf(key, region, spreads) }))
    .filter(({ spread }) => spread > 0 && spread <= HOLDERS_MAX)
    .toSorted((a, b) => a.spread - b.spread || (a.key < b.key ? -1 : 1))
    .map(({ key }) => key)
  const pairs = held.filter((key) => key.startsWith('g:')).slice(0, PAIRS_LOOKED_FOR)
  return [...held.filter((key) => !key.startsWith('g:')), ...pairs]
}

function candidatesOf(
  { subject_id, region }: NamedSubject,
  keys: readonly string[],
  holders: ReadonlyMap<string, readonly KeyHolder[]>,
): readonly string[] {
  const found = new Set<string>()
  for (const key of keys) {
    for (const holder of holders.get(key) ?? []) {
      if (found.size >= COMPARED_MAX) break
      if (isNear(holder.place, region) && holder.subject_id !== subject_id)
        found.add(holder.subject_id)
    }
  }
  return [...found]
}

function scoredLink(party: NamedSubject, target: SubjectParty, spreads: Spreads): ScoredLink {
  const [brand] = matchKeys({ ...party, addresses: [], phones: [] })
  const of_name = brand === undefined ? 1 : Math.max(spreadOf(brand, party.region, spreads), 1)
  const { total, score, reasons } = comparePair(party, target, of_name)
  return { target_id: target.subject_id, total, score, reasons, uscc: target.uscc }
}
