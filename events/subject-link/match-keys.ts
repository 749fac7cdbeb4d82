import { phoneDigits, type ComparedParty } from '#/subject-link/compare.ts'
import { organisationName } from '#/subject-link/organisation-name.ts'
import { placeNames } from '#/subject-link/place-names.ts'
import { streetAddress } from '#/subject-link/street-address.ts'

/** Longer names are found by their beginnings. */
const PAIRS_MAX = 30

/**
 * By what parties are found that may be the same: whoever shares no key is not compared. The letter
 * says what a key is made of: `n` the brand of a name, `g` two characters of it side by side, `a`
 * road and house number, `p` a telephone number.
 */
export function matchKeys({ name, addresses, phones, region }: ComparedParty): readonly string[] {
  const places = placeNames(region)
  const { core, brand } = organisationName(name, places)
  const characters = Array.from(core).slice(0, PAIRS_MAX)
  const keys = [
    ...(brand === '' ? [] : [`n:${brand}`]),
    ...characters.slice(1).map((character, at) => `g:${characters[at] ?? ''}${character}`),
    ...addresses.flatMap((address) => {
      const { road, number } = streetAddress(address, places)
      return road === '' || number === '' ? [] : [`a:${road}${number}`]
    }),
    ...phones.map(phoneDigits).flatMap((digits) => (digits === '' ? [] : [`p:${digits}`])),
  ]
  return [...new Set(keys)]
}

/** Where parties are looked for: in the city, as its four digits; empty where it is not known. */
export function matchPlace(region: string | null): string {
  const digits = /^\d{6}/.exec(region ?? '')?.[0]
  return digits === undefined || digits.endsWith('0000') ? '' : digits.slice(0, 4)
}
