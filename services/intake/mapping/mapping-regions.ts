import { SHIPPED_REGIONS, type RegionTable } from '@jianwei/events/identifiers/region-spans.ts'
import type { Mapping } from '#/intake/mapping/language.ts'
import { readsRegions } from '#/intake/mapping/mapping-uses.ts'
import type { RegionBook } from '#/regions/region-book.ts'

/** What the regions of a mapping's columns mean now; the log is asked only where it reads some. */
export async function regionsFor(mapping: Mapping, book: RegionBook): Promise<RegionTable> {
  return readsRegions(mapping) ? book.table() : SHIPPED_REGIONS
}
