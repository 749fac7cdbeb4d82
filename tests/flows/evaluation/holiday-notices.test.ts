import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { NoticeToRecord } from '@jianwei/events/calendar/decider.ts'
import type { NewEvent } from '@jianwei/events/envelope.ts'
import type { RegionId } from '@jianwei/events/identifiers/region-id.ts'
import type { CivilDate, Instant } from '@jianwei/events/instant.ts'
import { dutiesNotJudged } from '@jianwei/projections/evaluation/not-judged.ts'
import { ledgerSql } from '@jianwei/projections/rules/compiler/compile.ts'
import type { LedgerRow } from '@jianwei/projections/rules/statements/warning-sql.ts'
import { allTableScopes } from '@jianwei/projections/all-projections.ts'
import { scopedWarehouse } from '@jianwei/projections/scope/scoped-warehouse.ts'
import { everStated } from '@jianwei/projections/authorities/stated.ts'
import { recordNotices } from '@jianwei/services/calendars/notice-book.ts'
import { ruleOutcomes } from '@jianwei/services/evaluation/rule-outcomes.ts'
import { eventsOf } from '#/support/intake/intake-server.ts'
import { someEvent } from '#/support/log/events.ts'
import {
  runPipeline,
  shelfOf,
  temporaryFolder,
  type RunningPipeline,
} from '#/support/program/running-pipeline.ts'
import { settableClock } from '#/support/program/settable-clock.ts'
import { ruleWith } from '#/support/rules/rule-with.ts'
import { serverWithoutData } from '#/support/server/server-without-data.ts'

/*
 * A decision of 28 December 2026 is to be published within five working days: two or more of them
 * lie in 2027, of which nothing comes with the program. The notices here are made up.
 */

const published = ruleWith({
  id: 'published',
  kind: 'deadline',
  parameters: {
    duty: { events: ['PenaltyDecided'] },
    answer: { events: ['DecisionPublished'] },
    match: ['data.decision_number'],
    within: { days: 5, counted: 'working' },
  },
})

let folder: Awaited<ReturnType<typeof temporaryFolder>>
let pipeline: RunningPipeline
const clock = settableClock('2026-12-28T02:00:00.000Z')

beforeEach(async () => {
  folder = await temporaryFolder('holiday-notices')
  clock.set('2026-12-28T02:00:00.000Z')
  pipeline = await runPipeline(folder.path, [published], clock)
})

afterEach(async () => {
  await pipeline[Symbol.asyncDispose]()
  await folder[Symbol.asyncDispose]()
})

/** The program ends and begins again, with the log and the warehouse as they are. */
async function restart(): Promise<void> {
  await pipeline[Symbol.asyncDispose]()
  pipeline = await runPipeline(folder.path, [published], clock)
}

const days = (...texts: readonly string[]) => texts as CivilDate[]

async function announce(its: Partial<NoticeToRecord> = {}): Promise<void> {
  const notice: NoticeToRecord = {
    jurisdiction: 'CN',
    region: null,
    year: 2027,
    off: days('2027-01-01'),
    work: [],
    title: '关于2027年部分节假日安排的通知',
    number: null,
    url: null,
    published_on: '2026-12-28' as CivilDate,
    actor: 'li',
    reason: 'announced',
    ...its,
  }
  await recordNotices(pipeline.stores.log, [notice], { now: clock.now() })
}

function penalty(id: string, fields: Partial<NewEvent> = {}): NewEvent {
  return someEvent({
    id,
    type: 'PenaltyDecided',
    occurred_at: '2026-12-28T02:00:00.000Z' as Instant,
    data: { penalty_types: ['02'], decision_number: id },
    ...fields,
  })
}

const answered = (id: string): NewEvent =>
  someEvent({
    id: `published-${id}`,
    type: 'DecisionPublished',
    occurred_at: '2026-12-29T02:00:00.000Z' as Instant,
    data: { decision_number: id, decision_kind: 'penalty' },
  })

async function passTo(at: string): Promise<void> {
  clock.set(at)
  await pipeline.tick()
}

/** What was raised (+) and withdrawn (−), by the number of the decision. */
async function ledger(): Promise<readonly string[]> {
  const events = await eventsOf(pipeline.stores.log)
  return events.flatMap(({ type, data }) => {
    if (type !== 'WarningRaised' && type !== 'WarningWithdrawn') return []
    const anchor = events.find(({ event_id }) => event_id === data['anchor'])
    return [`${type === 'WarningRaised' ? '+' : '-'}${String(anchor?.data['decision_number'])}`]
  })
}

/** The same by one statement over all of history. */
async function backtest(by: 'platform' | 'source'): Promise<readonly string[]> {
  const { warehouse } = pipeline.stores
  const stated = await everStated(warehouse)
  const view = { scope: { of: 'everything' }, known: { by }, ...stated } as const
  const rows = await warehouse.query<LedgerRow>(ledgerSql(published, view), { purpose: 'test' })
  return rows
    .map((row) => `${row.raised_reported_at ?? ''}${row.withdrawn_position === null ? '+' : '-'}`)
    .toSorted()
}

async function notJudged() {
  const { items } = await dutiesNotJudged(pipeline.stores.warehouse, published, { limit: 10 })
  return items.map(({ event_types, calendar_missing }) => ({ event_types, calendar_missing }))
}

describe('a duty that reaches into a year without notice', () => {
  test('is said to wait for it and judged when it comes, also where the program was killed', async () => {
    await pipeline.take([penalty('a'), penalty('met'), answered('met')])
    await passTo('2027-03-01T02:00:00.000Z')
    expect(await ledger()).toEqual([])
    expect(await notJudged()).toEqual([{ event_types: [], calendar_missing: 2027 }])
    const outcomes = await ruleOutcomes(pipeline.stores.warehouse, [published])
    expect(outcomes).toMatchObject([{ code: 'CALENDAR_YEAR_MISSING', count: 2 }])
    // Nobody follows the log while the notice comes.
    await pipeline[Symbol.asyncDispose]()
    pipeline = await runPipeline(folder.path, [], clock)
    await announce()
    await restart()
    await passTo('2027-03-01T02:05:00.000Z')
    expect(await ledger()).toEqual(['+a'])
    expect(await notJudged()).toEqual([])
    await restart()
    await passTo('2027-03-01T02:10:00.000Z')
    expect(await ledger()).toEqual(['+a'])
  })

  test('is judged by time alone where its end lies ahead when the notice comes', async () => {
    await pipeline.take([penalty('a')])
    await announce()
    await pipeline.settle()
    // 29, 30 and 31 December, 4 and 5 January.
    await passTo('2027-01-05T15:59:00.000Z')
    expect(await ledger()).toEqual([])
    await passTo('2027-01-05T16:01:00.000Z')
    expect(await ledger()).toEqual(['+a'])
  })
})

test('whoever sees one region only counts by the same days as everybody', async () => {
  await announce()
  await pipeline.take([penalty('a')])
  const limited = scopedWarehouse(pipeline.stores.warehouse, {
    scope: [{ region: '330200', domain: null, department: null }],
    rules: () => [],
    tables: allTableScopes,
  })
  const { notices } = await everStated(limited)
  expect(notices).toMatchObject([{ year: 2027, off: ['2027-01-01'] }])
})

describe('a notice that is changed', () => {
  test('withdraws what is not overdue by it and judges it again; a backtest says the same', async () => {
    await announce()
    await pipeline.take([penalty('a'), penalty('there', { region: '450103' })])
    await passTo('2027-01-06T02:00:00.000Z')
    expect((await ledger()).toSorted()).toEqual(['+a', '+there'])
    await announce({ region: '450000' as RegionId, off: days('2027-01-05') })
    await pipeline.settle()
    expect((await ledger()).slice(2)).toEqual(['-there'])
    await announce({ off: days('2027-01-01', '2027-01-04') })
    await pipeline.settle()
    expect((await ledger()).slice(3)).toEqual(['-a'])
    await passTo('2027-01-07T02:00:00.000Z')
    await passTo('2027-01-08T02:00:00.000Z')
    expect((await ledger()).slice(4)).toEqual(['+a', '+there'])
    expect(await backtest('platform')).toEqual(['+', '+', '-', '-'])
    // By source all of it could have been known on the day of the publication.
    expect(await backtest('source')).toEqual([
      '2027-01-06T16:00:00.000Z+',
      '2027-01-07T16:00:00.000Z+',
    ])
  })

  test('leaves what was warned explained by the days that were known then', async () => {
    await announce()
    await pipeline.take([penalty('a')])
    await passTo('2027-01-06T02:00:00.000Z')
    const [warning] = (await eventsOf(pipeline.stores.log)).filter(
      ({ type }) => type === 'WarningRaised',
    )
    const lastSecond = async (): Promise<unknown> => {
      const app = serverWithoutData({ ...pipeline.stores, rules: shelfOf([published]) })
      const path = `/v1/warnings/${String(warning?.data['warning_id'])}/explanation`
      const { comparisons } = (await app.inject(path)).json()
      await app.close()
      return comparisons[0].threshold
    }
    expect(await lastSecond()).toBe('2027-01-05T15:59:59.000Z')
    await announce({ off: days('2027-01-01', '2027-01-04') })
    await pipeline.settle()
    expect(await ledger()).toEqual(['+a', '-a'])
    expect(await lastSecond()).toBe('2027-01-05T15:59:59.000Z')
    await passTo('2027-01-07T02:00:00.000Z')
    expect(await ledger()).toEqual(['+a', '-a', '+a'])
    expect(await lastSecond()).toBe('2027-01-06T15:59:59.000Z')
  })
})
