import type { FastifyPluginAsyncZod } from '@fastify/type-provider-zod'
import { z } from 'zod'
import type { RegionId } from '@jianwei/events/identifiers/region-id.ts'
import { REGION_TILES } from '@jianwei/events/identifiers/region-tiles.ts'
import { instantFromMs, msOfInstant, type Instant } from '@jianwei/events/instant.ts'
import { CHINA_OFFSET_MS, dayInChina } from '@jianwei/events/working-days/day-in-china.ts'
import { newestRecorded } from '@jianwei/projections/clock/queries.ts'
import {
  alertNumbers,
  closedByDay,
  dutyNumbers,
  newestFactRecorded,
  warningNumbers,
} from '@jianwei/projections/overview/queries.ts'
import { REGION_GROUPINGS } from '@jianwei/projections/overview/region-groups.ts'
import type { Warehouse } from '@jianwei/projections/ports/warehouse.ts'
import { problems } from '#/http/problem.ts'
import type { RegionBook } from '#/regions/region-book.ts'
import type { RuleRegistry } from '#/rules/rule-book.ts'
import { ruleDomains } from '#/rules/rule-domains.ts'
import { askedBy, askedForAll } from '#/server/asking.ts'
import {
  domainRows,
  dutiesAboutFacts,
  levelRows,
  numbersBy,
  regionRows,
  sumOf,
  withFilters,
  type CountedNumbers,
} from '#/server/overview-rows.ts'
import { regionField } from '#/server/parameters.ts'
import { healthOf, knownSources, SourceHealth } from '#/server/source-health.ts'
import { OverviewView } from '#/server/views/overview-view.ts'

const DAY_MS = 86_400_000
const DAYS_DEFAULT = 30
const DAYS_MAX = 366

export interface OverviewRoutesOptions {
  readonly warehouse: Warehouse
  readonly rules: RuleRegistry
  readonly regions: RegionBook
  readonly now: () => Instant
}

/** Where risk is now. */
export const overviewRoutes: FastifyPluginAsyncZod<OverviewRoutesOptions> = async (
  app,
  { warehouse, rules, regions, now },
) => {
  app.get(
    '/v1/overview',
    {
      schema: {
        tags: ['overview'],
        summary: 'Where risk is now, in numbers that lead to their lists 驾驶舱',
        description:
          'Open alerts, new warnings and overdue duties by region, domain and level, a trend, ' +
          'and how fresh sources are. Each number names its list and the filter there, which ' +
          'gives as many. What has no region is counted as such. `by` defaults to provinces, and ' +
          'to prefectures within a region.',
        querystring: z.strictObject({
          region: regionField,
          by: z.enum(REGION_GROUPINGS).optional().meta({
            description: 'How finely regions are told apart 省级、地级',
          }),
          days: z.coerce.number().int().min(1).max(DAYS_MAX).default(DAYS_DEFAULT).meta({
            description: 'Of the trend and of what is new, with the present day 统计天数',
          }),
        }),
        response: { 200: OverviewView, ...problems(400, 500, 503) },
      },
    },
    async (request) => {
      const { region, days, by = region === undefined ? 'province' : 'prefecture' } = request.query
      const asking = askedBy(request, warehouse)
      const all = askedForAll(request, warehouse, 'how far the data goes is about nobody')
      const at = now()
      const { since, until, starts } = daysUpTo(at, days)
      const domains = ruleDomains(await rules.current())
      const narrowed = region === undefined ? {} : { region }
      const question = { ...narrowed, since, until, domains }
      const [alerts, warnings, duties, closed, sources, newest, newest_fact] = await Promise.all([
        alertNumbers(asking, question),
        warningNumbers(asking, question),
        dutyNumbers(asking, question),
        closedByDay(asking, question),
        knownSources(asking),
        newestRecorded(all),
        newestFactRecorded(asking),
      ])
      const counted: CountedNumbers = { alerts, warnings, duties }
      const narrowing = { region, since, until }
      return {
        at,
        data: {
          position: newest?.position ?? null,
          recorded_at: newest?.recorded_at ?? null,
          newest_fact_recorded_at: newest_fact,
        },
        period: { days, since, until },
        region: region ?? null,
        by,
        ...withFilters(sumOf(numbersBy('domain', counted).values()), {}, narrowing),
        ...regionRows(counted, by, narrowing, await regions.table()),
        squares: [...REGION_TILES],
        domains: domainRows(counted, narrowing),
        levels: levelRows(counted, narrowing),
        duties_about_facts: dutiesAboutFacts(counted, narrowing),
        trend: starts.map((start) => trendDay(start, { counted, closed, region })),
        sources: SourceHealth.options.map((health) => ({
          health,
          count: sources.all.filter((source) => healthOf(source, at) === health).length,
          list: '/v1/sources' as const,
          filter: { health: [health] },
        })),
      }
    },
  )
}

/** The last days in China, with the one of the instant, oldest first. */
function daysUpTo(at: Instant, days: number) {
  const today = Date.parse(dayInChina(at)) - CHINA_OFFSET_MS
  const starts = Array.from({ length: days }, (_, index) => today - (days - 1 - index) * DAY_MS)
  return {
    since: instantFromMs(today - (days - 1) * DAY_MS),
    until: instantFromMs(today + DAY_MS),
    starts: starts.map(instantFromMs),
  }
}

interface OfTrend {
  readonly counted: CountedNumbers
  readonly closed: ReadonlyMap<string, number>
  readonly region: RegionId | undefined
}

function trendDay(start: Instant, { counted, closed, region }: OfTrend) {
  const day = dayInChina(start)
  const end = instantFromMs(msOfInstant(start) + DAY_MS)
  const narrowed = region === undefined ? {} : { region: [region] }
  const raised = { ...narrowed, since: [start], until: [end] }
  const { alerts, warnings } = counted
  const ofDay = <Row extends { readonly value: string }>(rows: readonly Row[]) =>
    rows.find(({ value }) => value === day)
  return {
    day,
    warnings_raised: {
      count: ofDay(warnings.day)?.counts.new_warnings ?? 0,
      list: '/v1/warnings' as const,
      filter: raised,
    },
    alerts_raised: {
      count: ofDay(alerts.day)?.counts.new_alerts ?? 0,
      list: '/v1/alerts' as const,
      filter: raised,
    },
    alerts_closed: {
      count: closed.get(day) ?? 0,
      list: '/v1/alerts' as const,
      filter: { ...narrowed, closed_since: [start], closed_until: [end] },
    },
  }
}
