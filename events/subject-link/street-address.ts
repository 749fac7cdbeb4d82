import { plainCharacters } from '#/subject-link/plain-characters.ts'
import { withoutPlaces } from '#/subject-link/place-names.ts'

/** An address, taken apart for comparison; what it does not say is empty. */
export interface StreetAddress {
  readonly road: string
  /** Of the house: `18`, `18-2`. */
  readonly number: string
  /** Behind the house number: building, floor and room, as their digits and letters. */
  readonly unit: string
  /** All of it without the regions, for addresses that name no road. */
  readonly rest: string
}

/** Regions in front, down to the street office; no word of a road may stand in them. */
const REGION_IN_FRONT =
  /^[^路街号道巷弄\d]{1,9}?(?:自治区|自治州|自治县|省|市|新区|区|县|旗|街道办事处|街道|镇|乡)(?=[\p{L}\d]{2})/u
const ROAD = /^\D{1,16}?(?:大道|大街|胡同|路|街|巷|弄|道|里|村|广场)(?=\D{0,6}\d|.{0,4}$)/u
const HOUSE = /(\d{1,5})(?:[-之](\d{1,4}))?(?:号(?!楼)|$)/u

/** `places`: what the regions are called in which it may lie, longest first. */
export function streetAddress(raw: string, places: readonly string[]): StreetAddress {
  let text = plainCharacters(raw).replace(/[^\p{L}\p{N}-]+/gu, '')
  for (;;) {
    const left = withoutPlaces(text, places).replace(REGION_IN_FRONT, '')
    if (left === text) break
    text = left
  }
  const road = ROAD.exec(text)?.[0] ?? ''
  const behind = text.slice(road.length)
  const house = road === '' ? null : HOUSE.exec(behind)
  const number = house === null ? '' : [house[1], house[2]].filter(Boolean).join('-')
  const inside = house === null ? '' : behind.slice(house.index + house[0].length)
  const unit = (inside.match(/[A-Z]?\d+|[A-Z](?=[栋幢座区])/gu) ?? []).join('-')
  return { road, number, unit, rest: text }
}
