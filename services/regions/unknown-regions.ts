import { DomainError } from '@jianwei/events/errors.ts'
import { isKnownRegion } from '@jianwei/events/identifiers/region-code.ts'
import { isRegionCode, parseRegionId } from '@jianwei/events/identifiers/region-id.ts'
import type { RefusalReason } from '@jianwei/events/ports/quarantine.ts'
import type { RegionBook } from '#/regions/region-book.ts'

/** Where a region stands in what was sent. */
export interface Place {
  readonly region: string
  readonly path: string
}

/** What was given names a region that nobody knows; nothing was done. */
export class RegionUnknown extends DomainError {
  override readonly name = 'RegionUnknown'
  readonly code = 'REGION_UNKNOWN'

  constructor(reasons: readonly RefusalReason[]) {
    super(reasons.map(({ path, message }) => `${path}: ${message}`).join('\n'))
  }
}

/** How an unknown code becomes a known one. */
const HOW_TO_ADD =
  'if there is such a region, add it with `npx jianwei region add FILE.csv` or POST /v1/regions ' +
  'and send this again; a place in another numbering is sent as namespace:local'

/** The refusal of a code that no table has. */
export function unknownRegion({ region, path }: Place): RefusalReason {
  const message =
    `${region.slice(0, 6)} is in no edition of GB/T 2260 from 1981 to 2024 and in no table ` +
    `beside it; ${HOW_TO_ADD}`
  return { code: 'REGION_UNKNOWN', path, message }
}

/** Fields that hold a region, a list of them or a place to look within, wherever they stand. */
const FIELDS: ReadonlySet<string> = new Set(['region', 'regions', 'within'])

/**
 * A reason for each region in the fields of a value that neither the program nor the log has ever
 * known. One that was withdrawn is known: facts may name it still. What is no region code is not
 * looked at: that is asked of its schema. The log is asked only for codes beside the program's own.
 */
export async function unknownRegionsIn(
  given: Readonly<Record<string, unknown>>,
  book: RegionBook,
): Promise<readonly RefusalReason[]> {
  const foreign = placesIn(given).filter(isForeign)
  if (foreign.length === 0) return []
  const [table, stated] = [await book.table(), await book.statements()]
  return foreign
    .filter(({ region }) => table.spans(region.slice(0, 6)) === undefined)
    .filter(({ region }) => !stated.has(region.slice(0, 6)))
    .map(unknownRegion)
}

/** Throws RegionUnknown where the value names a region that nobody knows. */
export async function assertKnownRegions(
  given: Readonly<Record<string, unknown>>,
  book: RegionBook,
): Promise<void> {
  const reasons = await unknownRegionsIn(given, book)
  if (reasons.length > 0) throw new RegionUnknown(reasons)
}

/** Without recursion: not every body has been checked for how deep it is. */
function placesIn(given: object): Place[] {
  const places: Place[] = []
  const left: { value: object; path: string; isRegions: boolean }[] = [
    { value: given, path: '', isRegions: false },
  ]
  for (let at = left.pop(); at !== undefined; at = left.pop())
    for (const [key, value] of Object.entries(at.value) as [string, unknown][]) {
      const isItem = Array.isArray(at.value)
      const path = at.path === '' ? key : `${at.path}${isItem ? `[${key}]` : `.${key}`}`
      const isRegions = FIELDS.has(key) || (isItem && at.isRegions)
      if (typeof value === 'string' && isRegions) places.push({ region: value, path })
      if (typeof value === 'object' && value !== null && !Buffer.isBuffer(value))
        left.push({ value, path, isRegions })
    }
  return places
}

function isForeign({ region }: Place): boolean {
  const parsed = parseRegionId(region)
  return parsed.ok && isRegionCode(parsed.value) && !isKnownRegion(parsed.value)
}
