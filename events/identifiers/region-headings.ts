import { regionPeriods } from '#/identifiers/region-table.ts'

const MUNICIPALITIES = new Set(['11', '12', '31', '50'])

export interface Heading {
  readonly name: string
  /** The code of the division that the heading belongs to. */
  readonly within: string
}

/**
 * The headings of GB/T 2260, which the yearly tables of the ministry leave out and feeds still
 * carry; undefined for a code that is none.
 */
export function headingOf(code: string): Heading | undefined {
  if (code.length !== 6) return undefined
  const province = `${code.slice(0, 2)}0000`
  if (regionPeriods(province) === undefined) return undefined
  const rest = code.slice(2)
  if (MUNICIPALITIES.has(code.slice(0, 2))) {
    if (rest === '0100') return { name: '市辖区', within: province }
    if (rest === '0200') return { name: '县', within: province }
    return undefined
  }
  if (rest === '9000') return { name: '直辖县级行政区划', within: province }
  const prefecture = `${code.slice(0, 4)}00`
  if (rest.endsWith('01') && regionPeriods(prefecture) !== undefined)
    return { name: '市辖区', within: prefecture }
  return undefined
}
