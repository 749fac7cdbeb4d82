import { z } from 'zod'
import { REGION_GROUPINGS } from '@jianwei/projections/overview/region-groups.ts'
import { SourceHealth } from '#/server/source-health.ts'
import { Level, Time } from '#/server/views/vocabulary.ts'

/** As the lists take it, each field with its values. */
export type Filter = Readonly<Record<string, string[]>>

const LISTS = ['/v1/alerts', '/v1/warnings', '/v1/duties', '/v1/sources'] as const

const CountedList = z
  .object({
    count: z.int().min(0),
    list: z.enum(LISTS).meta({ description: 'The list that has what is counted' }),
    filter: z.record(z.string(), z.array(z.string())).meta({
      description: 'Query fields of that list, each with its values; an empty value is one too',
      examples: [{ open: ['true'], region: ['330000'] }],
    }),
  })
  .meta({ id: 'CountedList', description: 'A number and what is behind it' })
export type CountedList = z.infer<typeof CountedList>

const number = (description: string) => CountedList.meta({ description })

const numbers = {
  open_alerts: number('Alerts that are not closed 未办结预警单'),
  new_warnings: number('Warnings that the log took first in the period 新增风险预警'),
  overdue_duties: number('Open duties whose end has passed 逾期事项'),
}
const OverviewNumbers = z.object(numbers)
export type OverviewNumbers = z.infer<typeof OverviewNumbers>

/** The same as bare numbers. */
export type Numbers = { readonly [Name in keyof typeof numbers]: number }

export function numbersView(
  { open_alerts, new_warnings, overdue_duties }: Numbers,
  filters: { readonly [Name in keyof Numbers]: Filter },
): OverviewNumbers {
  return {
    open_alerts: { count: open_alerts, list: '/v1/alerts', filter: filters.open_alerts },
    new_warnings: { count: new_warnings, list: '/v1/warnings', filter: filters.new_warnings },
    overdue_duties: { count: overdue_duties, list: '/v1/duties', filter: filters.overdue_duties },
  }
}

const RegionNumbers = z
  .object({
    region: z.string().nullable().meta({ description: 'Null for what has no region' }),
    itself: z.boolean().meta({
      description: 'It is of the region alone, and of nothing within it 仅本级',
    }),
    name: z
      .string()
      .nullable()
      .meta({
        description: 'Null for what has no region, and for places in the numbering of a source',
        examples: ['浙江省'],
      }),
    ...numbers,
  })
  .meta({ id: 'OverviewRegion' })

const DomainNumbers = z
  .object({
    domain: z
      .string()
      .nullable()
      .meta({
        description: 'Whose rules 领域; null for duties about facts, and where no rule can be read',
        examples: ['market-supervision'],
      }),
    ...numbers,
  })
  .meta({ id: 'OverviewDomain' })

const LevelNumbers = z.object({ level: Level, ...numbers }).meta({ id: 'OverviewLevel' })

const TrendDay = z
  .object({
    day: z.iso.date().meta({ description: 'A day in China (UTC+8)', examples: ['2026-03-20'] }),
    warnings_raised: number('Warnings that the log took first on this day 新增风险预警'),
    alerts_raised: number('Alerts that were raised on this day 新增预警单'),
    alerts_closed: number(
      'Alerts that are closed, and were closed last on this day 办结预警单: one that was reopened ' +
        'since is open',
    ),
  })
  .meta({ id: 'OverviewDay' })

const SourceNumber = z
  .object({ health: SourceHealth, ...CountedList.shape })
  .meta({ id: 'OverviewSources' })

const Square = z
  .object({
    code: z.string().meta({ description: 'Region code 行政区划代码', examples: ['330000'] }),
    zh: z.string().meta({ description: 'Short name 简称', examples: ['浙江'] }),
    en: z.string().meta({ examples: ['Zhejiang'] }),
    row: z.int().min(1),
    column: z.int().min(1),
  })
  .meta({ id: 'RegionSquare', description: 'Where a tile map puts a province; it is no map' })

export const OverviewView = z
  .object({
    at: Time.meta({ description: 'When it was counted' }),
    data: z
      .object({
        position: z.int().nullable().meta({
          description: 'Up to where in the log it is counted; null for an empty log',
        }),
        recorded_at: Time.nullable().meta({ description: 'When the log took that event 入库时间' }),
        newest_fact_recorded_at: Time.nullable().meta({
          description: 'When the log took the newest fact that you may see 最新事实入库时间',
        }),
      })
      .meta({ description: 'The time of the data 数据时间: a screen says it beside the numbers' }),
    period: z.object({
      days: z.int(),
      since: Time,
      until: Time.meta({ description: 'Not itself: where the present day in China ends' }),
    }),
    region: z.string().nullable().meta({ description: 'What all of it is narrowed to' }),
    by: z.enum(REGION_GROUPINGS),
    ...numbers,
    regions: z.array(RegionNumbers).meta({ description: 'Most open alerts first' }),
    more_regions: z
      .object({
        rows: z.int(),
        open_alerts: z.int(),
        new_warnings: z.int(),
        overdue_duties: z.int(),
      })
      .meta({ description: 'Regions that found no place here, and what they have together' }),
    squares: z.array(Square).meta({
      description: 'One for every province. A region that is not here has its place in a list',
    }),
    domains: z.array(DomainNumbers),
    levels: z.array(LevelNumbers).meta({ description: 'Gravest first' }),
    duties_about_facts: number(
      'Overdue duties about facts, which have no level: in no row of `levels`',
    ),
    trend: z.array(TrendDay).meta({ description: 'Oldest day first; the last is not over' }),
    sources: z.array(SourceNumber).meta({
      description: 'Input that names no source is refused, and counts as no source',
    }),
  })
  .meta({ id: 'Overview', description: 'Where risk is now 驾驶舱: each number with its list' })
