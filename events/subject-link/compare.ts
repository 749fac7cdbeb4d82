import { editSimilarity } from '#/subject-link/edit-similarity.ts'
import type { LinkReason } from '#/subject-link/events.ts'
import { organisationName, type OrganisationName } from '#/subject-link/organisation-name.ts'
import { placeNames } from '#/subject-link/place-names.ts'
import { NAME_COMMON, scoreOf, weightOf, type LevelCode } from '#/subject-link/scheme.ts'
import { streetAddress, type StreetAddress } from '#/subject-link/street-address.ts'

/** A party as facts say who it is. */
export interface ComparedParty {
  readonly name: string
  readonly addresses: readonly string[]
  readonly phones: readonly string[]
  readonly region: string | null
}

export interface ScoredPair {
  /** Of all reasons. */
  readonly total: number
  /** The probability that both are the same, by `scheme.ts`. */
  readonly score: number
  readonly reasons: readonly LinkReason[]
}

/** At least so alike are two names that differ by a slip of the pen. */
const SIMILAR_MIN = 0.7
/** In shorter names one character is too much of the whole. */
const SIMILAR_CHARACTERS_MIN = 4
const BRAND_CHARACTERS_MIN = 2

/**
 * Compares a party that is known by name only with one of a register. `of_name`: how many of the
 * city have a name as the second one, itself included.
 */
export function comparePair(
  named: ComparedParty,
  registered: ComparedParty,
  of_name: number,
): ScoredPair {
  const places = placesOf(named, registered)
  const [one, other] = [named, registered].map(({ name }) => organisationName(name, places))
  if (one === undefined || other === undefined) throw new TypeError('two names give two')
  const level = nameLevel(one, other)
  const codes: readonly (LevelCode | undefined)[] = [
    level,
    level === 'name_differs' ? undefined : branchLevel(one, other),
    level === 'brand_same' ? tradeLevel(one, other) : undefined,
    addressLevel(named, registered, places),
    phoneLevel(named.phones, registered.phones),
    regionLevel(named.region, registered.region),
  ]
  const reasons = codes
    .filter((code) => code !== undefined)
    .map((code) => ({ code: code as string, weight: weightOf(code) }))
  if (level !== 'name_differs' && of_name > 1)
    reasons.push({ code: NAME_COMMON, weight: -Math.round(Math.log2(of_name) * 100) / 100 })
  const total = reasons.reduce((sum, { weight }) => sum + weight, 0)
  return { total, score: scoreOf(total), reasons }
}

function placesOf(one: ComparedParty, other: ComparedParty): readonly string[] {
  const names = new Set([...placeNames(one.region), ...placeNames(other.region)])
  return [...names].toSorted((a, b) => b.length - a.length)
}

function nameLevel(one: OrganisationName, other: OrganisationName): LevelCode {
  if (one.core === other.core) return 'name_same'
  const isBrand = one.brand === other.brand && one.brand.length >= BRAND_CHARACTERS_MIN
  if (isBrand) return 'brand_same'
  const [short, long] = one.core.length < other.core.length ? [one, other] : [other, one]
  const isWithin = short.core.length >= SIMILAR_CHARACTERS_MIN && long.core.includes(short.core)
  if (isWithin) return 'brand_same'
  const isLong = short.core.length >= SIMILAR_CHARACTERS_MIN
  return isLong && editSimilarity(one.core, other.core) >= SIMILAR_MIN
    ? 'name_similar'
    : 'name_differs'
}

function branchLevel(one: OrganisationName, other: OrganisationName): LevelCode | undefined {
  if (one.branch === '' && other.branch === '') return undefined
  if (one.branch === '' || other.branch === '') return 'branch_unsaid'
  if (one.branch === other.branch) return 'branch_same'
  // 2 is no part of 12, and 五四路 is one of 五四路东街口.
  const isNumbered = [one.branch, other.branch].some((branch) => /^\d+$/.test(branch))
  const isWithin = one.branch.includes(other.branch) || other.branch.includes(one.branch)
  return isWithin && !isNumbered ? 'branch_same' : 'branch_differs'
}

function tradeLevel(one: OrganisationName, other: OrganisationName): LevelCode | undefined {
  const isKnown = one.trade !== '' && other.trade !== ''
  return isKnown && one.trade !== other.trade ? 'trade_differs' : undefined
}

function addressLevel(
  named: ComparedParty,
  registered: ComparedParty,
  places: readonly string[],
): LevelCode | undefined {
  let best: LevelCode | undefined
  for (const one of named.addresses) {
    for (const other of registered.addresses) {
      const level = levelOfAddresses(streetAddress(one, places), streetAddress(other, places))
      if (level !== undefined && (best === undefined || weightOf(level) > weightOf(best)))
        best = level
    }
  }
  return best
}

function levelOfAddresses(one: StreetAddress, other: StreetAddress): LevelCode | undefined {
  if (one.road === '' || other.road === '')
    return one.rest !== '' && one.rest === other.rest ? 'address_same' : undefined
  const isHouse = one.number !== '' && one.number === other.number
  if (one.road !== other.road) {
    const isNear = isHouse && editSimilarity(one.road, other.road) >= 0.6
    return isNear ? 'address_similar' : 'road_differs'
  }
  if (one.number === '' || other.number === '') return 'road_same'
  if (!isHouse) return 'house_differs'
  if (one.unit === other.unit) return one.unit === '' ? 'house_same' : 'address_same'
  return one.unit === '' || other.unit === '' ? 'house_same' : 'building_same'
}

function phoneLevel(one: readonly string[], other: readonly string[]): LevelCode | undefined {
  const [a, b] = [one, other].map((phones) => phones.map(phoneDigits).filter(Boolean))
  if (!a?.length || !b?.length) return undefined
  return a.some((phone) => b.includes(phone)) ? 'phone_same' : 'phone_differs'
}

/** The digits of a telephone number, without the country; empty where it is none. */
export function phoneDigits(raw: string): string {
  const digits = raw
    .normalize('NFKC')
    .replace(/\D+/gu, '')
    .replace(/^(?:00)?86(?=\d{10,})/u, '')
  return digits.length >= 7 && digits.length <= 12 ? digits : ''
}

function regionLevel(one: string | null, other: string | null): LevelCode | undefined {
  const [a, b] = [one, other].map((region) => /^\d{6}/.exec(region ?? '')?.[0])
  if (a === undefined || b === undefined) return undefined
  const isProvince = a.endsWith('0000') || b.endsWith('0000')
  const shared = isProvince ? 2 : 4
  if (a.slice(0, shared) !== b.slice(0, shared)) return 'city_differs'
  // Who names a province or a city as a whole says nothing of the district.
  if (a.endsWith('00') || b.endsWith('00')) return undefined
  return a === b ? 'district_same' : 'district_differs'
}
