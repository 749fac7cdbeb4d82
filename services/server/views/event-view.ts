import { z } from 'zod'
import type { RecordedEvent } from '@jianwei/events/envelope.ts'
import { Time } from '#/server/views/vocabulary.ts'

/** An event exactly as the log keeps it. */
export const EventView = z
  .object({
    position: z.int().meta({ description: 'Its place in the log', examples: [41207] }),
    event_id: z.uuid(),
    type: z.string().meta({ description: 'Event type of the catalogue', examples: ['PenaltyDecided'] }),
    schema_version: z.int().meta({ examples: [1] }),
    subject_id: z.string().meta({ description: 'Whom it is about 监管对象', examples: ['tw-epa:L02A0361'] }),
    region: z
      .string()
      .nullable()
      .meta({ description: 'Region code 行政区划代码', examples: ['330102'] }),
    department: z.string().nullable().meta({ description: 'Who acted 部门' }),
    occurred_at: Time.meta({ description: 'When it happened 发生时间' }),
    reported_at: Time.meta({ description: 'When the department entered it 报送时间' }),
    recorded_at: Time.meta({ description: 'When this log took it 入库时间' }),
    source: z
      .string()
      .meta({ description: 'The system that sent it 数据来源', examples: ['https://data.moenv.gov.tw'] }),
    source_event_id: z.string().meta({ description: 'Its id in the source' }),
    correlation_id: z.string(),
    causation_id: z.string().nullable(),
    data: z.record(z.string(), z.unknown()),
    raw: z
      .record(z.string(), z.string())
      .nullable()
      .meta({ description: 'What the source wrote where it was normalised, by field path' }),
  })
  .meta({ id: 'Event', description: 'An event 事件, unchanged since it was recorded' })
export type EventView = z.infer<typeof EventView>

export function eventView(event: RecordedEvent): EventView {
  return {
    position: event.position,
    event_id: event.event_id,
    type: event.type,
    schema_version: event.schema_version,
    subject_id: event.subject_id,
    region: event.region,
    department: event.department,
    occurred_at: event.occurred_at,
    reported_at: event.reported_at,
    recorded_at: event.recorded_at,
    source: event.source,
    source_event_id: event.source_event_id,
    correlation_id: event.correlation_id,
    causation_id: event.causation_id,
    data: { ...event.data },
    raw: event.raw === undefined ? null : { ...event.raw },
  }
}
