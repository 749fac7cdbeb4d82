import { z } from 'zod'
import {
  CREDIT_LISTS,
  LICENCE_STANDINGS,
  LIST_STANDINGS,
} from '@jianwei/projections/subjects/standing.ts'
import type { Standing } from '#/server/standing.ts'
import { SubjectFactView } from '#/server/views/subject-view.ts'
import { Time } from '#/server/views/vocabulary.ts'

const Day = z.iso.date()

const said = {
  occurred_at: Time,
  event_id: z.uuid().meta({ description: 'The event that says so' }),
  fact_id: z.uuid(),
}

export const LicenceStandingField = z.enum(LICENCE_STANDINGS).meta({
  description:
    'On the day 许可状态: in_force 有效, not_yet 未生效, expired 已过期, suspended 暂扣, revoked 已终止; ' +
    'not_stated where no fact says for what term it was given 有效期不明',
})
export const ListStandingField = z.enum(LIST_STANDINGS).meta({
  description: 'On the day 在册状态: listed 在册, removed 已移出, expired 到期自动移出',
})

const LicenceView = z
  .object({
    licence_number: z.string(),
    standing: LicenceStandingField,
    licence_name: z.string().nullable(),
    licence_type: z
      .string()
      .nullable()
      .meta({ description: 'As the event has it: code and text together as JSON' }),
    authority: z.string().nullable(),
    valid_from: Day.nullable(),
    valid_to: Day.nullable().meta({ description: 'The last day of its term, which still counts' }),
    without_end: z.boolean().meta({ description: '长期: the source says that it has no end' }),
    suspended_until: Day.nullable(),
    ...said,
  })
  .meta({ id: 'LicenceStanding', description: 'How a licence stands on a day 行政许可' })

const ListingView = z
  .object({
    list: z.enum(CREDIT_LISTS).meta({
      description: 'abnormal_operation 经营异常名录, serious_violation 严重违法失信名单',
    }),
    standing: ListStandingField,
    expires_on: Day.nullable().meta({ description: 'The day on which it ends by itself' }),
    ground: z.string().nullable().meta({ description: 'Why it was listed or removed 事由' }),
    document_number: z.string().nullable(),
    authority: z.string().nullable(),
    ...said,
  })
  .meta({ id: 'ListStanding', description: 'How a subject stands to a list on a day 信用名单' })

export const StandingView = z
  .object({
    subject_id: z.string(),
    day: Day.meta({
      description:
        'In China, on which terms are looked at: of `as_of`, else of the newest time of the log',
    }),
    by: z.enum(['platform', 'source']),
    known_until: z
      .union([Time, z.int()])
      .nullable()
      .meta({ description: 'The time or position that was asked for; null for all that is known' }),
    facts: z.array(SubjectFactView).meta({
      description: 'Who it was: all that facts said of it, licences and lists too',
    }),
    licences: z.array(LicenceView).meta({ description: 'In the order of their numbers' }),
    lists: z
      .array(ListingView)
      .meta({ description: 'Those that it is or was on; empty where no fact ever listed it' }),
  })
  .meta({
    id: 'SubjectStanding',
    description: 'Who a subject was, its licences and its lists on a day 主体状态',
  })

export function standingViewOf({ day, facts, licences, listings }: Standing) {
  return {
    day,
    facts: [...facts],
    licences: licences.map((one) => ({ ...one })),
    lists: listings.map((one) => ({ ...one })),
  }
}
