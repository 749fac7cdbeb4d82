import { afterEach, beforeEach, expect, test } from 'vitest'
import type { AuthorityAttribute } from '@jianwei/events/authority/events.ts'
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

async function setOrder(
  sources: readonly string[],
  seen: number,
  attribute: AuthorityAttribute = 'industry',
): Promise<void> {
  await setAuthority(
    pipeline.stores.log,
    {
      type: 'SetAuthority',
      data: {
        attribute,
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

test('a conflict is sent back, settled by itself, and opens again when it changes', async () => {
  const fire = says(FIRE, '2026-02-01', { address_registered: '思明区2号' }, 'fire')
  await pipeline.take([
    says(MARKET, '2026-01-01', { address_registered: '湖里区１号' }),
    fire,
    says('urn:example:tax', '2026-01-15', { address_registered: '湖里区 1号' }),
  ])
  await setOrder([MARKET], 0, 'address')
  const conflicts = async () => {
    const { items } = await asked('/v1/attribute-conflicts')
    return items as readonly Conflict[]
  }
  const told = async (): Promise<readonly string[]> =>
    (await conflicts()).map(
      ({ state, statements, returns }) =>
        `${state}: ${statements.map(({ value }) => value).join(' / ')}, ${returns.length}`,
    )
  expect(await told()).toEqual(['open: 思明区2号 / 湖里区１号, 0'])
  const [conflict] = await conflicts()
  if (conflict === undefined) expect.unreachable()
  const order = orderOf(conflict)

  expect((await send(order)).json()).toMatchObject({ to_source: FIRE, is_new: true })
  await pipeline.settle()
  expect(await told()).toEqual(['sent_back: 思明区2号 / 湖里区１号, 1'])
  expect((await send(order)).json()).toMatchObject({ is_new: false })
  const { items } = await asked(`/v1/sources?source=${FIRE}`)
  expect(items).toMatchObject([{ conflicts_sent_back: 1 }])

  // The owner says something else that is not the same either: nobody was asked about that.
  await pipeline.take([says(FIRE, '2026-03-01', { address_registered: '思明区3号' }, 'fire-2')])
  expect(await told()).toEqual(['open: 思明区3号 / 湖里区１号, 1'])
  expect((await send(order)).json()).toMatchObject({ code: 'CONFLICT_CHANGED' })
  const [changed] = await conflicts()
  if (changed === undefined) expect.unreachable()
  await send({ ...orderOf(changed), to_source: MARKET })
  await pipeline.settle()
  expect(await told()).toEqual(['sent_back: 思明区3号 / 湖里区１号, 2'])
  expect(await asked(`/v1/attribute-conflicts?returned_to=${FIRE}`)).toMatchObject({ items: [] })

  // What it says now is what holds, and both facts that stood against each other can be read.
  await pipeline.take([says(FIRE, '2026-03-02', { address_registered: '湖里区1号' }, 'fire-3')])
  expect(await told()).toEqual(['settled: 湖里区1号 / 湖里区１号, 2'])
  const [settled] = await conflicts()
  expect(settled?.returns[0]?.statements.map(({ value }) => value)).toEqual([
    '思明区3号',
    '湖里区１号',
  ])
  expect((await send(order)).json()).toMatchObject({ code: 'CONFLICT_UNKNOWN' })
  expect(await asked('/v1/attribute-conflicts/counts')).toEqual({
    by_state: { open: 0, sent_back: 0, settled: 1 },
    by_particular: [],
  })
})

interface Conflict {
  readonly subject_id: string
  readonly particular: string
  readonly state: string
  readonly statements: readonly {
    readonly source: string
    readonly event_id: string
    readonly value: string
  }[]
  readonly returns: readonly { readonly statements: readonly { readonly value: string }[] }[]
}

function orderOf({ subject_id, particular, statements }: Conflict) {
  const seen = statements.map(({ source, event_id }) => ({ source, event_id }))
  return { subject_id, particular, statements: seen, reason: '请核实登记地址' }
}

async function send(body: object) {
  const { warehouse, log } = pipeline.stores
  const app = serverWithoutData({ warehouse, log, rules: shelfOf([rule]), now: () => clock.now() })
  return app.inject({ method: 'POST', url: '/v1/attribute-conflicts/return', body })
}
