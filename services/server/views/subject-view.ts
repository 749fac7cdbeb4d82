import { z } from 'zod'
import { maskedField } from '#/access/masked-answer.ts'
import type { HistoryRow } from '@jianwei/projections/events/subject-history.ts'
import { UnitOfFactView, type UnitOfFact } from '#/server/units-of-facts.ts'
import type { Withheld } from '#/server/withheld-ids.ts'
import { AlertView } from '#/server/views/alert-view.ts'
import { Time } from '#/server/views/vocabulary.ts'

export const SubjectView = z
  .object({
    subject_id: z.string().meta({ examples: ['tw-epa:L02A0361'] }),
    name: z
      .string()
      .nullable()
      .meta({ description: 'As registered now 名称; null where no source gave one' }),
    ...maskedField,
    region: z
      .string()
      .nullable()
      .meta({ description: 'Where the latest of its facts happened 行政区划代码' }),
    first_occurred_at: Time,
    last_occurred_at: Time,
    versions: z
      .int()
      .meta({ description: 'Versions of facts that were ever reported about it', examples: [12] }),
  })
  .meta({ id: 'Subject', description: 'A subject 监管对象' })

export const SubjectFactView = z
  .object({
    attribute: z.string().meta({ examples: ['registration_state'] }),
    item: z.string().nullable().meta({
      description: 'The number of the licence that it is about; null for other attributes',
    }),
    value: z
      .string()
      .nullable()
      .meta({ description: 'As the event has it; null where the source says that there is none' }),
    ...maskedField,
    occurred_at: Time,
    event_id: z.uuid().meta({ description: 'The event that says so' }),
    fact_id: z.uuid(),
    source: z.string().meta({ description: 'That says so 数据来源' }),
    decided_by: z
      .enum(['authority', 'newest'])
      .nullable()
      .meta({
        description:
          'authority: the highest source of those that decide the attribute. newest: none was ' +
          'set for it, or none of them said anything, so the latest statement holds. Null for ' +
          'what no source is made the authority of 认定依据',
      }),
  })
  .meta({ id: 'SubjectFact', description: 'One thing that facts say about the subject 主体信息' })

const ActivityView = z
  .object({
    type: z.string().meta({ examples: ['PenaltyDecided'] }),
    facts: z.int().meta({ examples: [4] }),
    first_occurred_at: Time,
    last_occurred_at: Time,
  })
  .meta({
    id: 'SubjectActivity',
    description: 'Facts of one type about the subject, as known now 事件统计',
  })

const ReportedView = z
  .object({
    type: z.string().meta({ examples: ['PenaltyDecided'] }),
    source: z.string().meta({ examples: ['urn:tw-epa:penalties'] }),
    versions: z.int().meta({ description: 'Also of facts corrected or retracted since' }),
  })
  .meta({
    id: 'SubjectReported',
    description: 'What was ever reported about the subject, by type and source 报送统计',
  })

export const SubjectDetail = SubjectView.extend({
  facts: z.array(SubjectFactView).meta({ description: 'What the subject is, as known now' }),
  activity: z.array(ActivityView),
  reported: z.array(ReportedView).meta({ description: 'By which the history can be narrowed' }),
  open_alerts: z.array(AlertView).meta({ description: 'Newest first' }),
  more_open_alerts: z.boolean().meta({
    description: 'True when there are more than shown: read them at /v1/alerts?subject_id=',
  }),
}).meta({ id: 'SubjectDetail', description: 'A subject 监管对象 as known now' })

const KnownMoment = z.object({ position: z.int(), at: Time }).meta({
  id: 'KnownMoment',
  description:
    'A point in the order of knowing; `at` is recorded_at by platform, reported_at by source',
})

export const FactVersionView = z
  .object({
    event_id: z.uuid().meta({ description: 'The event that carries this version' }),
    fact_id: z.uuid().meta({ description: 'The fact, by its first event' }),
    version_kind: z.enum(['original', 'correction', 'retraction', 'record']),
    type: z.string().meta({
      description: 'Of the content; of a retraction FactRetracted',
      examples: ['PenaltyDecided'],
    }),
    schema_version: z.int(),
    region: z.string().nullable(),
    department: z.string().nullable(),
    unit: UnitOfFactView,
    occurred_at: Time,
    reported_at: Time,
    recorded_at: Time,
    position: z.int(),
    source: z.string(),
    source_event_id: z.string(),
    reason: z.string().nullable().meta({ description: 'Why it was corrected or retracted' }),
    data: z
      .record(z.string(), z.unknown())
      .nullable()
      .meta({ description: 'Null for a retraction' }),
    withheld: z.int().min(0).meta({
      description: 'How many ids its data name that you may not see 不在权限内的编号数',
    }),
    ...maskedField,
    known_from: KnownMoment,
    known_until: KnownMoment.nullable().meta({
      description: 'Where the next version of the fact took over; null while it holds',
    }),
    overtaken: z.boolean().meta({
      description:
        'Arrival and report disagree 先后不一: another amendment of the fact arrived before this ' +
        'one and was reported after it, or ' +
        'the other way round. By platform the later arrival holds, by source the later report',
    }),
  })
  .meta({
    id: 'FactVersion',
    description: 'What was known of a fact, from when and until when 事实版本',
  })

export function factVersionView(
  row: HistoryRow,
  { withheld, unitOf }: { readonly withheld: Withheld; readonly unitOf: UnitOfFact },
): z.infer<typeof FactVersionView> {
  const shown = row.data === null ? null : withheld.within(row.data)
  return {
    event_id: row.event_id,
    fact_id: row.fact_id,
    version_kind: row.version_kind,
    type: row.type,
    schema_version: row.schema_version,
    region: row.region,
    department: row.department,
    unit: unitOf(row),
    occurred_at: row.occurred_at,
    reported_at: row.reported_at,
    recorded_at: row.recorded_at,
    position: row.position,
    source: row.source,
    source_event_id: row.source_event_id,
    reason: row.reason,
    data: shown?.data ?? null,
    withheld: shown?.withheld ?? 0,
    known_from: row.known_from,
    known_until: row.known_until,
    overtaken: row.overtaken,
  }
}
