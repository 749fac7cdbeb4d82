import { z } from 'zod'
import { msOfInstant, type Instant } from '@jianwei/events/instant.ts'
import { lastImports, type LastImport } from '@jianwei/projections/imports/queries.ts'
import type { Warehouse } from '@jianwei/projections/ports/warehouse.ts'
import { sources, unheardSource, type SourceSummary } from '@jianwei/projections/sources/queries.ts'

const HOUR_MS = 3_600_000
export const FRESH_HOURS = 24
export const LATE_HOURS = 7 * 24

export const SourceHealth = z.enum(['fresh', 'late', 'silent']).meta({
  description:
    `When the log last took something of it: at most ${FRESH_HOURS} hours ago (正常), at most ` +
    `${LATE_HOURS} (延迟), longer ago or never (中断)`,
})
export type SourceHealth = z.infer<typeof SourceHealth>

/** By how long ago the log took something of a source; null for what names no source. */
export function healthOf(
  { source, last_recorded_at }: Pick<SourceSummary, 'source' | 'last_recorded_at'>,
  at: Instant,
): SourceHealth | null {
  if (source === '') return null
  if (last_recorded_at === null) return 'silent'
  const hours = (msOfInstant(at) - msOfInstant(last_recorded_at)) / HOUR_MS
  if (hours <= FRESH_HOURS) return 'fresh'
  return hours <= LATE_HOURS ? 'late' : 'silent'
}

/** Every source that is seen, also one of which there is no more than an import, by name. */
export async function knownSources(asking: Warehouse): Promise<{
  readonly all: readonly SourceSummary[]
  readonly imported: ReadonlyMap<string, LastImport>
}> {
  const [known, imported] = await Promise.all([sources(asking), lastImports(asking)])
  const names = new Set(known.map(({ source }) => source))
  const unheard = [...imported.keys()].filter((source) => !names.has(source)).map(unheardSource)
  const all = [...known, ...unheard].sort((a, b) => (a.source < b.source ? -1 : 1))
  return { all, imported }
}
