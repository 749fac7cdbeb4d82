import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import { newestRecorded, positionAt } from '@jianwei/projections/clock/queries.ts'
import type { FactsFilter } from '@jianwei/projections/events/facts-filter.ts'
import type { Warehouse } from '@jianwei/projections/ports/warehouse.ts'
import { instantFromMs, msOfInstant, type Instant } from '@jianwei/events/instant.ts'
import { RegionOrNone, several } from '#/server/alert-filters.ts'
import { namesFoundBy } from '#/server/asker.ts'
import { askedForAll } from '#/server/asking.ts'
import { InstantField, present, subjectField } from '#/server/parameters.ts'

const TEXT_CHARACTERS_MAX = 200

/** In a body: what is typed may be personal, and stands in no address. */
export const factFilterBody = {
  event_type: several(z.string().max(100)).meta({
    description: 'Event types of the catalogue 事件类型',
    examples: [['PenaltyDecided']],
  }),
  source: several(z.string().max(500)).meta({ description: 'Sources 数据来源' }),
  region: several(RegionOrNone).meta({
    description:
      'Region codes and everything within them 行政区划, or places in the numbering of a source; ' +
      'empty for those without a region',
  }),
  region_itself: z.boolean().optional().meta({
    description: 'Of the regions themselves, and of nothing within them 仅本级',
  }),
  department: several(z.string().max(500)).meta({
    description: 'As sources spell it 部门; empty for those that name none',
  }),
  subject_id: subjectField.meta({ description: 'About this subject 监管对象' }),
  occurred_since: InstantField.optional().meta({ description: 'Happened at this time or later' }),
  occurred_until: InstantField.optional().meta({ description: 'Happened before this time' }),
  recorded_since: InstantField.optional().meta({
    description: 'The log took what holds now at this time or later 入库时间起',
  }),
  recorded_until: InstantField.optional().meta({
    description: 'The log took what holds now before this time 入库时间止',
  }),
  text: z
    .string()
    .trim()
    .min(1)
    .max(TEXT_CHARACTERS_MAX)
    .optional()
    .meta({
      description:
        'Within the id of the subject, or in its present or past names, their pinyin or ' +
        'initials. What facts say is not looked at: that would tell what is masked',
    }),
}
const FactFilterBody = z.strictObject(factFilterBody)
export type FactFilterFields = z.output<typeof FactFilterBody>

/**
 * The filter as somebody asks it. Times of recording become positions, which are in their order.
 */
export async function factsFilter(
  fields: FactFilterFields,
  request: FastifyRequest,
  warehouse: Warehouse,
): Promise<FactsFilter> {
  const { event_type, source, region, department, recorded_since, recorded_until, text, ...plain } =
    fields
  const all = askedForAll(request, warehouse, 'the times of the log are about nobody')
  return present({
    ...plain,
    event_types: event_type,
    sources: source,
    regions: region,
    departments: department,
    after_position: await lastBefore(all, recorded_since),
    up_to_position: await lastBefore(all, recorded_until),
    text: text === undefined ? undefined : { words: text, names: namesFoundBy(request) },
  })
}

/** The last position that was recorded before a time. */
async function lastBefore(
  warehouse: Warehouse,
  time: Instant | undefined,
): Promise<number | undefined> {
  if (time === undefined) return undefined
  return positionAt(warehouse, instantFromMs(msOfInstant(time) - 1))
}

/** Up to where the log is known now. */
export async function knownUpTo(request: FastifyRequest, warehouse: Warehouse): Promise<number> {
  const all = askedForAll(request, warehouse, 'how far the data goes is about nobody')
  return (await newestRecorded(all))?.position ?? 0
}
