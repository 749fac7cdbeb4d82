import type { z } from 'zod'
import { gridCellOf } from '#/identifiers/grid-region.ts'
import {
  looksNamespaced,
  parseNamespaced,
  type NamespacedRefusal,
} from '#/identifiers/namespaced-id.ts'
import {
  identifierSchema,
  refused,
  type ParsedIdentifier,
} from '#/identifiers/parsed-identifier.ts'
import {
  parseRegionCode,
  regionPrefix,
  type RegionCode,
  type RegionCodeRefusal,
} from '#/identifiers/region-code.ts'

/** A place in another numbering: `chicago:60609`, `tw-epa:臺中市`. */
export type NamespacedRegion = string & z.$brand<'NamespacedRegion'>

/** The region of an event's envelope: a region code, or a place in another numbering. */
export type RegionId = RegionCode | NamespacedRegion

export type RegionIdRefusal = RegionCodeRefusal | NamespacedRefusal<'REGION'> | 'REGION_GRID'

export function parseRegionId(raw: string): ParsedIdentifier<RegionId, RegionIdRefusal> {
  if (!looksNamespaced(raw)) return parseRegionCode(raw)
  const parsed = parseNamespaced(raw, 'REGION')
  if (!parsed.ok) return parsed
  if (parsed.namespace === 'grid' && !/^\d{7,20}$/.test(parsed.local))
    return refused('REGION_GRID', 'the code of a cell of the grid has 7 to 20 digits')
  return { ok: true, value: `${parsed.namespace}:${parsed.local}` as NamespacedRegion, raw }
}

export function isRegionCode(region: RegionId): region is RegionCode {
  return !region.includes(':')
}

/**
 * Whether `inner` lies in `outer` or is `outer`. Region codes compare by prefix: 330000 contains
 * 330203, 330203 contains 330203001, and each of them the cells of the grid whose codes begin so.
 * Other numberings have no order that is known here: they contain themselves.
 */
export function regionContains(outer: RegionId, inner: RegionId): boolean {
  if (outer === inner) return true
  const digits = isRegionCode(inner) ? inner : gridCellOf(inner)
  return isRegionCode(outer) && digits?.startsWith(regionPrefix(outer)) === true
}

export const RegionIdSchema = identifierSchema<RegionId>(parseRegionId, {
  title: { zh: '区域', en: 'Region' },
  description: {
    zh: '6、9 或 12 位区域代码；采用其他编号的地方写作 namespace:local。',
    en: 'A region code of 6, 9 or 12 digits, or namespace:local for a place in another numbering.',
  },
  examples: ['330203', 'chicago:60609'],
})
