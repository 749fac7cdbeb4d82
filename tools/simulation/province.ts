import { regionPeriods, regionTableCodes } from '@jianwei/events/identifiers/region-table.ts'

/**
 * A county-level division with the city it belongs to: a prefecture-level one, or the municipality.
 */
export interface District {
  readonly code: string
  readonly name: string
  readonly city: string
  readonly cityName: string
}

/**
 * The districts of a province that are in force, in order of code. Throws RangeError for a province
 * without any.
 */
export function districtsOf(province: string): readonly District[] {
  const districts: District[] = []
  for (const code of [...regionTableCodes()].sort()) {
    const name = currentName(code)
    if (!code.startsWith(province) || code.endsWith('00') || name === undefined) continue
    // The districts of a municipality, and counties directly under a province, have no city
    // between.
    const city = [`${code.slice(0, 4)}00`, `${code.slice(0, 2)}0000`].find(
      (around) => currentName(around) !== undefined,
    )
    const cityName = city && currentName(city)
    if (city && cityName) districts.push({ code, name, city, cityName })
  }
  if (districts.length === 0)
    throw new RangeError(`no districts are known in province ${province}: two digits, such as 33`)
  return districts
}

function currentName(code: string): string | undefined {
  return regionPeriods(code)?.find((period) => period.toYear === null)?.name
}
