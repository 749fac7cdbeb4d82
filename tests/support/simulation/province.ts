import { regionPeriods, regionTableCodes } from '@jianwei/events/identifiers/region-table.ts'

/** A county-level division with the prefecture-level city it belongs to. */
export interface District {
  readonly code: string
  readonly name: string
  readonly city: string
  readonly cityName: string
}

/** The districts of a province that are in force, in order of code. Throws RangeError for a province without any. */
export function districtsOf(province: string): readonly District[] {
  const districts: District[] = []
  for (const code of [...regionTableCodes()].sort()) {
    const city = `${code.slice(0, 4)}00`
    const name = currentName(code)
    const cityName = currentName(city)
    if (!code.startsWith(province) || code === city || name === undefined || cityName === undefined) continue
    districts.push({ code, name, city, cityName })
  }
  if (districts.length === 0)
    throw new RangeError(`no districts are known in province ${province}: two digits, such as 33`)
  return districts
}

function currentName(code: string): string | undefined {
  return regionPeriods(code)?.find((period) => period.toYear === null)?.name
}
