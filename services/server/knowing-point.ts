import { z } from 'zod'
import type { Instant } from '@jianwei/events/instant.ts'
import { attributeAuthorities } from '@jianwei/projections/authorities/queries.ts'
import { knownAt } from '@jianwei/projections/clock/queries.ts'
import type { Warehouse } from '@jianwei/projections/ports/warehouse.ts'
import type { Known, OrderOfKnowing } from '@jianwei/projections/rules/facts/knowledge-points.ts'
import { EXPECTED_TIME, instantOfQuery } from '#/server/parameters.ts'

/** What a query says of how far things were known. */
export type KnowingPoint = { readonly position: number } | { readonly at: Instant }

/** An instant, a day up to its end in China, or a position of the log in digits. */
export const KnowingPointField = z
  .string()
  .transform((text, context): KnowingPoint => {
    const position = /^\d{1,15}$/.test(text) ? Number(text) : undefined
    if (position !== undefined) return { position }
    const at = momentOfQuery(text)
    if (at !== undefined) return { at }
    const message = `${EXPECTED_TIME}, a day, or a position of the log`
    context.addIssue({ code: 'custom', message, params: { code: 'KNOWING_POINT_UNREADABLE' } })
    return z.NEVER
  })
  .meta({
    description:
      'What was known then 认知时点: a timestamp with an offset, a day (up to its end in China, ' +
      '+08:00), or, by platform, a position of the log',
    examples: ['2026-03-01T09:30:00+08:00', '41207'],
  })

/** An instant, or a day up to its end in China. */
export const MomentField = z
  .string()
  .transform((text, context): Instant => {
    const at = momentOfQuery(text)
    if (at !== undefined) return at
    const message = `${EXPECTED_TIME}, or a day`
    context.addIssue({ code: 'custom', message, params: { code: 'TIME_UNREADABLE' } })
    return z.NEVER
  })
  .meta({ examples: ['2026-03-01', '2026-03-01T09:30:00+08:00'] })

export const OrderField = z.enum(['platform', 'source']).default('platform').meta({
  description:
    'The order of knowing: as this platform took things, or as departments reported them',
})

interface AskedKnowing {
  readonly by: OrderOfKnowing
  readonly as_known_at?: KnowingPoint | undefined
}

/** A check of a query: a position is a point in the order of the platform only. */
export const refusePositionsBySource = positionsRefusedBySource('as_known_at')

/** The same for fields of other names. */
export function positionsRefusedBySource<Field extends string>(...fields: readonly Field[]) {
  return ({
    value,
    issues,
  }: z.core.ParsePayload<
    { readonly by: OrderOfKnowing } & Partial<Readonly<Record<Field, KnowingPoint | undefined>>>
  >): void => {
    for (const field of fields) {
      const point = value[field]
      if (value.by === 'platform' || point === undefined || 'at' in point) continue
      const message =
        'a position is a point in the order of this platform: send a timestamp, or by=platform'
      const params = { code: 'KNOWING_POINT_OF_PLATFORM' }
      issues.push({ code: 'custom', input: '', path: [field], message, params })
    }
  }
}

/** The time or position that a point names. */
export function pointOf(point: KnowingPoint | undefined): Instant | number | undefined {
  return point === undefined || 'at' in point ? point?.at : point.position
}

/**
 * Up to where things are known, with who decides; the query's own check has refused positions by
 * source.
 */
export async function knownBy(
  asking: Warehouse,
  { by, as_known_at: point }: AskedKnowing,
): Promise<Known> {
  const authorities = await attributeAuthorities(asking)
  if (point === undefined) return { by, authorities }
  if ('at' in point) return { ...(await knownAt(asking, by, point.at)), authorities }
  const until = { by: 'platform', position: point.position } as const
  return { by: 'platform', until, authorities }
}

function momentOfQuery(text: string): Instant | undefined {
  return instantOfQuery(/^\d{4}-\d\d-\d\d$/.test(text) ? `${text}T23:59:59.999+08:00` : text)
}
