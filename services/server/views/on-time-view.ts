import { z } from 'zod'
import type { OnTimeCounts, OnTimeRow } from '@jianwei/projections/duties/on-time.ts'
import { Title } from '#/server/views/vocabulary.ts'

const counts = {
  met_in_time: z.int().meta({ description: 'Met by their end 按时' }),
  met_late: z.int().meta({ description: 'Met after it 逾期办结' }),
  open_late: z.int().meta({ description: 'Their end has passed, and nothing met them 逾期未办结' }),
  open: z.int().meta({ description: 'There is time left, or the clock stands still 在办' }),
  cancelled: z.int().meta({ description: 'Nothing is owed any more 终止' }),
  extended: z.int().meta({ description: 'Of all of these, those that were extended 延长' }),
  paused: z.int().meta({ description: 'Of all of these, those whose clock stood still 中止' }),
  undated: z.int().meta({
    description: 'Opened in the period, and their days cannot be counted: in no other number',
  }),
  rate: z.number().min(0).max(1).nullable().meta({
    description: '`met_in_time` among `met_in_time`, `met_late` and `open_late`; null of none',
  }),
}

export const OnTimeCountsView = z.object(counts).meta({ id: 'OnTimeCounts' })

export const OnTimeRowView = z
  .object({
    unit: z.string().nullable(),
    department: z.string().nullable().meta({
      description: 'As sources name the body, where that is no unit of the directory',
    }),
    kind: z.string().nullable(),
    title: Title.nullable(),
    ...counts,
  })
  .meta({ id: 'OnTimeRow' })

export function countsView(row: OnTimeCounts): z.infer<typeof OnTimeCountsView> {
  const { met_in_time, met_late, open_late, open, cancelled, extended, paused, undated } = row
  const judged = met_in_time + met_late + open_late
  const rate = judged === 0 ? null : met_in_time / judged
  return { met_in_time, met_late, open_late, open, cancelled, extended, paused, undated, rate }
}

export function rowView(row: OnTimeRow): z.infer<typeof OnTimeRowView> {
  const { unit, department, kind, title_en: en, title_zh: zh } = row
  const title = en === null || zh === null ? null : { en, zh }
  return { unit, department, kind, title, ...countsView(row) }
}
