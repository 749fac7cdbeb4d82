import { afterEach, beforeEach, expect, test } from 'vitest'
import type { NewEvent, RecordedEvent } from '@jianwei/events/envelope.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import { setAuthority } from '@jianwei/services/authorities/attribute-authorities.ts'
import { serverWithoutData } from '#/support/server/server-without-data.ts'
import { eventsOf } from '#/support/intake/intake-server.ts'
import { someEvent, someRetraction } from '#/support/log/events.ts'
import {
  runPipeline,
  shelfOf,
  temporaryFolder,
  type RunningPipeline,
} from '#/support/program/running-pipeline.ts'
import { settableClock } from '#/support/program/settable-clock.ts'
import { ruleWith } from '#/support/rules/rule-with.ts'
import { expectWarningsOfBacktest } from '#/support/warehouse/warnings-of-log.ts'

/*
 * Which source decides an attribute, live: what rules find follows the order of sources and every
 * change of it, and each step finds what one evaluation over all of history finds.
 */

const SUBJECT = '91330203MA00000010'
const MARKET = 'urn:example:market'
const FIRE = 'urn:example:fire'
const rule = ruleWith({
  id: 'complaint-in-catering',
  kind: 'count',
  parameters: {
    of: {
      events: ['ComplaintReceived'],
      where: { field: 'subject.industry_code', starts_with: 'H62' },
    },
    at_least: 1,
    window: '30 days',
  },
})

let folder: Awaited<ReturnType<typeof temporaryFolder>>
let pipeline: RunningPipeline
const clock = settableClock('2026-03-20T02:00:00.000Z')

beforeEach(async () => {
  folder = await temporaryFolder('authorities')
  clock.set('2026-03-20T02:00:00.000Z')
  pipeline = await runPipeline(folder.path, [rule], clock)
})

afterEach(async () => {
  await pipeline[Symbol.asyncDispose]()
  await folder[Symbol.asyncDispose]()
})

function says(source: string, day: string, data: object, id = `${source}-${day}`): NewEvent {
  return someEvent({
    id,
    source,
    type: 'SubjectChanged',
    subject_id: SUBJECT,
    occurred_at: `${day}T00:00:00.000Z` as Instant,
    data: { change: { text: '变更' }, ...data },
  })
}

async function setOrder(sources: readonly string[], seen: number): Promise<void> {
  await setAuthority(
    pipeline.stores.log,
    {
      type: 'SetAuthority',
      data: {
        attribute: 'industry',
        sources: sources.map((source) => ({ source })),
        actor: 'office-01',
        reason: 'agreed',
      },
      seen,
    },
    clock.now(),
  )
  await pipeline.settle()
}

/** What was raised (+) and withdrawn (−), in the order of the log; live it is what history says. */
async function ledger(): Promise<string> {
  const events = await eventsOf(pipeline.stores.log)
  const last = events.at(-1)
  if (last === undefined) throw new TypeError('the log holds something')
  const { position, recorded_at } = last
  const boundary = { position, clock: minuteOf(recorded_at) }
  await expectWarningsOfBacktest(pipeline.stores.warehouse, [rule], events, boundary)
  return events.map(({ type }: RecordedEvent) => SIGNS.get(type) ?? '').join('')
}

const SIGNS = new Map([
  ['WarningRaised', '+'],
  ['WarningWithdrawn', '-'],
])

function minuteOf(at: Instant): Instant {
  return `${at.slice(0, 16)}:00.000Z` as Instant
}

async function asked(path: string): Promise<Record<string, unknown>> {
  const { warehouse, log } = pipeline.stores
  const app = serverWithoutData({ warehouse, log, rules: shelfOf([rule]), now: () => clock.now() })
  const answer = await app.inject({ url: path })
  expect(answer.statusCode, answer.body).toBe(200)
  return answer.json<Record<string, unknown>>()
}

/** Industry, source and why it holds, as known at a position; now without one. */
async function industry(position?: number): Promise<readonly unknown[]> {
  const known = position === undefined ? '' : `?as_known_at=${position}`
  const { facts } = await asked(`/v1/subjects/${SUBJECT}/standing${known}`)
  const all = facts as readonly Record<string, unknown>[]
  const found = all.find(({ attribute }) => attribute === 'industry_code')
  return [found?.['value'], found?.['source'], found?.['decided_by']]
}

test('what a higher source says holds, live, in the file and for moments before', async () => {
  const market = says(MARKET, '2026-01-01', { industry_code: 'H6210@2017' })
  await pipeline.take([
    market,
    says(FIRE, '2026-02-01', { industry_code: 'F5211@2017' }),
    someEvent({ id: 'complaint', subject_id: SUBJECT }),
  ])
  const before = await pipeline.stores.log.head()
  expect(await ledger()).toBe('')
  expect(await industry()).toEqual(['F5211@2017', FIRE, 'newest'])

  await setOrder([MARKET, FIRE], 0)
  expect(await ledger()).toBe('+')
  expect(await industry()).toEqual(['H6210@2017', MARKET, 'authority'])
  expect(await industry(before)).toEqual(['F5211@2017', FIRE, 'newest'])

  // Neither what a lower source says later nor what one says that is in no order overrides.
  await pipeline.take([
    says(FIRE, '2026-03-01', { industry_code: 'F5212@2017' }),
    says('urn:example:tax', '2026-03-02', { industry_code: 'F5213@2017' }),
  ])
  expect(await ledger()).toBe('+')

  // Where the higher one takes it back, the next one decides.
  await pipeline.take([{ ...someRetraction(market), source: MARKET, subject_id: SUBJECT }])
  expect(await ledger()).toBe('+-')
  expect(await industry()).toEqual(['F5212@2017', FIRE, 'authority'])

  // An order that is taken back leaves it to the newest.
  await setOrder([], 1)
  expect(await industry()).toEqual(['F5213@2017', 'urn:example:tax', 'newest'])
  await pipeline.take([says('urn:example:tax', '2026-03-03', { industry_code: 'H6220@2017' })])
  expect(await ledger()).toBe('+-+')
})

test('lists and search show the name that the highest source gives', async () => {
  await pipeline.take([
    says(MARKET, '2026-01-01', { name: '甲饭店' }),
    says(FIRE, '2026-02-01', { name: '乙饭店' }),
  ])
  const found = async () => {
    const { items } = await asked(`/v1/subjects?query=${encodeURIComponent('饭店')}`)
    return (items as readonly Record<string, unknown>[]).map(({ name }) => name)
  }
  expect(await found()).toEqual(['乙饭店'])
  const data = {
    attribute: 'name',
    sources: [{ source: MARKET }],
    actor: 'a',
    reason: 'b',
  } as const
  await setAuthority(
    pipeline.stores.log,
    { type: 'SetAuthority', data: { ...data, sources: [...data.sources] }, seen: 0 },
    clock.now(),
  )
  await pipeline.settle()
  expect(await found()).toEqual(['甲饭店'])
})
