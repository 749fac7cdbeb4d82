import type { z } from 'zod'
import { looksNamespaced, parseNamespaced, type NamespacedRefusal } from '#/identifiers/namespaced-id.ts'
import { identifierSchema, type ParsedIdentifier } from '#/identifiers/parsed-identifier.ts'
import { parseRegionCode, regionPrefix, type RegionCode, type RegionCodeRefusal } from '#/identifiers/region-code.ts'

/** A place outside GB/T 2260, in its own numbering: `chicago:60609`, `tw-epa:臺中市`. */
export type NamespacedRegion = string & z.$brand<'NamespacedRegion'>

/** The region of an event's envelope: a region code, or a namespaced place outside that table. */
export type RegionId = RegionCode | NamespacedRegion

export type RegionIdRefusal = RegionCodeRefusal | NamespacedRefusal<'REGION'>

export function parseRegionId(raw: string): ParsedIdentifier<RegionId, RegionIdRefusal> {
  if (!looksNamespaced(raw)) return parseRegionCode(raw)
  const parsed = parseNamespaced(raw, 'REGION')
  if (!parsed.ok) return parsed
  return { ok: true, value: `${parsed.namespace}:${parsed.local}` as NamespacedRegion, raw }
}

export function isRegionCode(region: RegionId): region is RegionCode {
  return !region.includes(':')
}

/**
 * Whether `inner` lies in `outer` or is `outer`. Region codes compare by prefix: 330000 contains 330203,
 * 330203 contains 330203001. Other numberings have no order that is known here: they contain themselves.
 */
export function regionContains(outer: RegionId, inner: RegionId): boolean {
  if (!isRegionCode(outer) || !isRegionCode(inner)) return outer === inner
  return inner.startsWith(regionPrefix(outer))
}

export const RegionIdSchema = identifierSchema<RegionId>(parseRegionId, {
  title: '区域 Region',
  description: 'A GB/T 2260 code of 6, 9 or 12 digits, or namespace:local for a place outside that table.',
  examples: ['330203', 'chicago:60609'],
})
