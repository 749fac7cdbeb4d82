import { z } from 'zod'
import { maskedField } from '#/access/masked-answer.ts'
import type { RecordedEvent } from '@jianwei/events/envelope.ts'
import { UnitOfFactView, type UnitOfFact } from '#/server/units-of-facts.ts'
import type { Withheld } from '#/server/withheld-ids.ts'
import { Time } from '#/server/views/vocabulary.ts'

/** An event exactly as the log keeps it. */
export const EventView = z
  .object({
    position: z.int().meta({ description: 'Its position in the log', examples: [41207] }),
    event_id: z.uuid(),
    type: z
      .string()
      .meta({ description: 'Event type of the catalogue', examples: ['PenaltyDecided'] }),
    schema_version: z.int().meta({ examples: [1] }),
    subject_id: z
      .string()
      .meta({ description: 'Whom it is about 监管对象', examples: ['tw-epa:L02A0361'] }),
    region: z
      .string()
      .nullable()
      .meta({ description: 'Region code 行政区划代码', examples: ['330102'] }),
    department: z.string().nullable().meta({ description: 'Who acted 部门' }),
    unit: UnitOfFactView,
    occurred_at: Time.meta({ description: 'When it happened 发生时间' }),
    reported_at: Time.meta({ description: 'When the department entered it 报送时间' }),
    recorded_at: Time.meta({ description: 'When this log took it 入库时间' }),
    source: z.string().meta({
      description: 'The system that sent it 数据来源',
      examples: ['https://data.moenv.gov.tw'],
    }),
    source_event_id: z.string().meta({ description: 'Its id in the source' }),
    correlation_id: z
      .string()
      .nullable()
      .meta({ description: 'Null for an event that you may not see' }),
    causation_id: z.string().nullable().meta({ description: 'Null also for one that you may not' }),
    data: z.record(z.string(), z.unknown()),
    withheld: z
      .int()
      .min(0)
      .meta({
        description:
          'How many ids its data name that you may not see: left out of lists, null elsewhere ' +
          '不在权限内的编号数',
      }),
    ...maskedField,
    raw: z
      .record(z.string(), z.string())
      .nullable()
      .meta({ description: 'What the source wrote where it was normalised, by field path' }),
  })
  .meta({ id: 'Event', description: 'An event 事件, unchanged since it was recorded' })
export type EventView = z.infer<typeof EventView>

export function eventView(
  event: RecordedEvent,
  { withheld, unitOf }: { readonly withheld: Withheld; readonly unitOf: UnitOfFact },
): EventView {
  const { correlation_id, causation_id } = event
  const shown = withheld.within(event.data)
  return {
    position: event.position,
    event_id: event.event_id,
    type: event.type,
    schema_version: event.schema_version,
    subject_id: event.subject_id,
    region: event.region,
    department: event.department,
    unit: unitOf(event),
    occurred_at: event.occurred_at,
    reported_at: event.reported_at,
    recorded_at: event.recorded_at,
    source: event.source,
    source_event_id: event.source_event_id,
    correlation_id: withheld.shown(correlation_id),
    causation_id: withheld.shown(causation_id),
    data: shown.data,
    withheld: shown.withheld,
    raw: event.raw === undefined ? null : { ...event.raw },
  }
}
