import { regionAncestors, regionName } from '#/identifiers/region-code.ts'
import { isRegionCode, type RegionId } from '#/identifiers/region-id.ts'
import { plainCharacters } from '#/subject-link/plain-characters.ts'

/** The kinds of regions, as they end a name: 福州市 is also called 福州. */
const KIND = /(?:特别行政区|自治区|自治州|自治县|地区|省|市|区|县|旗|盟)$/u

const known = new Map<string, readonly string[]>()
const KNOWN_MAX = 5_000

/**
 * What a region and those around it are called, with their kind and without it, longest first; none
 * where the place is no national code.
 */
export function placeNames(region: string | null): readonly string[] {
  if (region === null) return []
  const before = known.get(region)
  if (before !== undefined) return before
  const names = namesOf(region)
  // The table of regions never changes while the program runs.
  if (known.size < KNOWN_MAX) known.set(region, names)
  return names
}

function namesOf(region: string): readonly string[] {
  // What the log holds has been read as a region.
  const id = region as RegionId
  if (!isRegionCode(id)) return []
  const names = [id, ...regionAncestors(id)].map((code) => plainCharacters(regionName(code)))
  const short = names.map((name) => name.replace(KIND, '')).filter((name) => name.length >= 2)
  return [...new Set([...names, ...short])]
    .filter((name) => /^\p{Script=Han}{2,}$/u.test(name))
    .toSorted((a, b) => b.length - a.length)
}

/** The text without names of places in front, as long as two characters are left. */
export function withoutPlaces(text: string, places: readonly string[]): string {
  let left = text
  for (;;) {
    const place = places.find((name) => left.startsWith(name) && left.length >= name.length + 2)
    if (place === undefined) return left
    left = left.slice(place.length)
  }
}
