import { z } from 'zod'
import { type RegionId, RegionIdSchema, regionContains } from '#/identifiers/region-id.ts'
import { SourceName } from '#/source-name.ts'
import { Code, LIST_ITEMS_MAX } from '#/vocabulary.ts'

/**
 * What a department may send, by a key or by its topics: events of these sources, of these types,
 * in these regions and all that lies in them. A list that is null is not limited. A source that
 * ends in `*` stands for all that begin so. A retraction is bound to the source alone; a correction
 * is what it says instead.
 */
export const SendingScope = z.strictObject({
  sources: z.array(SourceName).min(1).max(LIST_ITEMS_MAX),
  event_types: z.array(Code).min(1).max(LIST_ITEMS_MAX).nullable(),
  regions: z.array(RegionIdSchema).min(1).max(LIST_ITEMS_MAX).nullable(),
})
export type SendingScope = z.infer<typeof SendingScope>

/** What of an event the scope looks at. */
export interface SentEvent {
  readonly source: string
  readonly type: string
  readonly region: string | null
}

/** Why an event is not within the scope: which attribute, and what the scope allows there. */
export interface OutOfScope {
  readonly path: 'source' | 'type' | 'region'
  readonly allowed: readonly string[]
}

/** Says nothing of its own but that a fact of the source is none. */
const RETRACTION = 'FactRetracted'

/** Empty where the event is within the scope. */
export function outOfScope(scope: SendingScope, event: SentEvent): readonly OutOfScope[] {
  const found: OutOfScope[] = []
  if (!scope.sources.some((source) => isNamed(source, event.source)))
    found.push({ path: 'source', allowed: scope.sources })
  if (event.type === RETRACTION) return found
  const { event_types, regions } = scope
  if (event_types !== null && !event_types.includes(event.type))
    found.push({ path: 'type', allowed: event_types })
  if (regions !== null && !isInOneOf(regions, event.region))
    found.push({ path: 'region', allowed: regions })
  return found
}

function isNamed(pattern: string, source: string): boolean {
  return pattern.endsWith('*') ? source.startsWith(pattern.slice(0, -1)) : source === pattern
}

function isInOneOf(regions: readonly RegionId[], region: string | null): boolean {
  const inner = RegionIdSchema.safeParse(region)
  return inner.success && regions.some((outer) => regionContains(outer, inner.data))
}
