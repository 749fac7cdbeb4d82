import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { FastifyInstance } from 'fastify'
import type { NewEvent, RecordedEvent } from '@jianwei/events/envelope.ts'
import { eventIdOf } from '@jianwei/events/identity.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import type { Rule } from '@jianwei/projections/rules/rule.ts'
import { ruleFailures, ruleOutcomes } from '@jianwei/services/evaluation/rule-outcomes.ts'
import { someEvent } from '#/support/log/events.ts'
import { ruleWith } from '#/support/rules/rule-with.ts'
import {
  runPipeline,
  shelfOf,
  temporaryFolder,
  type RunningPipeline,
} from '#/support/program/running-pipeline.ts'
import { serverWithoutData } from '#/support/server/server-without-data.ts'
import { settableClock } from '#/support/program/settable-clock.ts'
import { allEvents } from '#/support/faults/settling.ts'
import { expectWarningsOfBacktest } from '#/support/warehouse/warnings-of-log.ts'

// Every test starts the program, and some start it again.
const SOURCE = 'urn:example:market-bureau'
const hotline = ruleWith({
  id: 'hotline-surges',
  kind: 'surge',
  parameters: {
    of: { events: ['TicketDispatched'] },
    group_by: [{ field: 'region', prefix: 4 }, 'data.category.code'],
    window: '7 days',
    baseline: '28 days',
    at_least: 3,
    chance_at_most: 0.001,
  },
})
const silent = ruleWith({
  id: 'monitor-silent',
  kind: 'silence',
  parameters: {
    of: { events: ['ReadingReported'] },
    key: ['data.device_id'],
    regular: { at_least: 2, within: '1 day' },
    silent_after: '24 hours',
  },
})
const readings = ruleWith({
  id: 'readings-count',
  kind: 'count',
  depends_on: ['monitor-silent'],
  parameters: { of: { events: ['ReadingReported'] }, at_least: 100, window: '1 day' },
})
const RULES: readonly Rule[] = [hotline, silent, readings]
const DUST = 'group:region=3502;data.category.code=dust'
const NOISE = 'group:region=3502;data.category.code=noise'

let folder: Awaited<ReturnType<typeof temporaryFolder>>
let pipeline: RunningPipeline
let made = 0
const clock = settableClock('2026-03-20T02:00:00.000Z')

beforeEach(async () => {
  folder = await temporaryFolder('groups')
  clock.set('2026-03-20T02:00:00.000Z')
  pipeline = await runPipeline(folder.path, RULES, clock)
})

afterEach(async () => {
  await pipeline[Symbol.asyncDispose]()
  await folder[Symbol.asyncDispose]()
})

function ticket(id: string, day: string, code = 'dust'): NewEvent {
  made += 1
  return someEvent({
    id,
    type: 'TicketDispatched',
    subject_id: `test:${made}`,
    region: '350203',
    occurred_at: `${day}T04:00:00.000Z` as Instant,
    data: { ticket_number: id, category: { code } },
  })
}

function reading(device_id: string, at: string, subject_id = 'test:plant'): NewEvent {
  return someEvent({
    type: 'ReadingReported',
    subject_id,
    occurred_at: at as Instant,
    data: { device_id, metric: 'so2', value: 1 },
  })
}

const YEAR_BEFORE = [ticket('old', '2025-12-01'), ticket('old-noise', '2025-12-01', 'noise')]
const WEEK = [ticket('a', '2026-03-10'), ticket('b', '2026-03-11'), ticket('c', '2026-03-12')]

async function entries(): Promise<readonly string[]> {
  return (await records()).flatMap(({ type, subject_id }) =>
    type.startsWith('Warning') ? [`${type} ${subject_id}`] : [],
  )
}

async function records(): Promise<readonly RecordedEvent[]> {
  const events: RecordedEvent[] = []
  const { signal } = new AbortController()
  for await (const batch of pipeline.stores.log.follow('start', {
    signal,
    batch_events_max: 1_000,
    until: 'head',
  })) {
    events.push(...batch.events.filter((event) => !event.stream.startsWith('subject-')))
  }
  return events
}

/** The ledger in the log is what one evaluation over everything says. */
async function agrees(): Promise<void> {
  const position = await pipeline.stores.log.head()
  const boundary = { position, clock: clock.now() }
  const { log, warehouse } = pipeline.stores
  await expectWarningsOfBacktest(warehouse, RULES, await allEvents(log), boundary)
}

async function pass(to: string): Promise<void> {
  clock.set(to)
  await pipeline.tick()
}

async function server(): Promise<FastifyInstance> {
  const { warehouse, log } = pipeline.stores
  const outcomes = await ruleOutcomes(warehouse, RULES)
  return serverWithoutData({
    warehouse,
    log,
    rules: shelfOf(RULES),
    rule_failures: {
      current: () => ruleFailures(outcomes),
      not_looked_at: () => [],
      suppressed: () => [],
      feed_outcomes: () => [],
    },
  })
}

describe('a surge of a group', () => {
  test('over many subjects raises one warning and one alert, in the region of the group', async () => {
    await pipeline.take([...YEAR_BEFORE, ...WEEK.slice(0, 2)])
    expect(await entries()).toEqual([])
    await pipeline.take(WEEK.slice(2))
    expect(await entries()).toEqual([`WarningRaised ${DUST}`])
    const alert = (await records()).find(({ type }) => type === 'AlertRaised')
    expect(alert).toMatchObject({
      subject_id: DUST,
      region: '350200',
      data: { rule_id: 'hotline-surges' },
    })
    await agrees()
  })

  test('a correction that moves a fact withdraws where it left and raises where it came', async () => {
    const noises = [ticket('n1', '2026-03-09', 'noise'), ticket('n2', '2026-03-10', 'noise')]
    await pipeline.take([...YEAR_BEFORE, ...WEEK, ...noises])
    expect(await entries()).toEqual([`WarningRaised ${DUST}`])
    const moved = WEEK[2] ?? expect.unreachable()
    await pipeline.take([corrected('c', moved, 'noise')])
    expect((await entries()).toSorted()).toEqual(
      [`WarningRaised ${DUST}`, `WarningRaised ${NOISE}`, `WarningWithdrawn ${DUST}`].toSorted(),
    )
    await agrees()
  })

  test('a retraction withdraws, and a late fact raises again', async () => {
    await pipeline.take([...YEAR_BEFORE, ...WEEK])
    const gone = WEEK[1] ?? expect.unreachable()
    await pipeline.take([
      someEvent({
        type: 'FactRetracted',
        subject_id: gone.subject_id,
        data: { fact: { source: SOURCE, id: 'b' }, reason: 'entered by mistake' },
      }),
    ])
    await pipeline.take([ticket('late', '2026-03-09')])
    expect(await entries()).toEqual(
      ['Raised', 'Withdrawn', 'Raised'].map((movement) => `Warning${movement} ${DUST}`),
    )
    await agrees()
  })

  test('a rule that is added looks at all groups', async () => {
    await pipeline[Symbol.asyncDispose]()
    pipeline = await runPipeline(folder.path, [silent], clock)
    await pipeline.take([...YEAR_BEFORE, ...WEEK])
    expect(await entries()).toEqual([])
    await pipeline[Symbol.asyncDispose]()
    pipeline = await runPipeline(folder.path, RULES, clock)
    await pipeline.settle()
    expect(await entries()).toEqual([`WarningRaised ${DUST}`])
  })

  test('is shown by every route that can name it', async () => {
    await pipeline.take([...YEAR_BEFORE, ...WEEK])
    const app = await server()
    const ask = async (url: string) => (await app.inject(url)).json()
    const subject = encodeURIComponent(DUST)
    const [warning] = (await ask(`/v1/warnings?subject_id=${subject}`)).items
    const ids = ['a', 'b', 'c'].map((id) => eventIdOf(SOURCE, id))
    expect(warning).toMatchObject({ subject_id: DUST, evidence: ids })
    const one = await ask(`/v1/warnings/${warning.warning_id}`)
    expect(one.facts.map((fact: { fact_id: string }) => fact.fact_id)).toEqual(ids)
    const why = await ask(`/v1/warnings/${warning.warning_id}/explanation`)
    expect(why.evidence.map((part: { fact_id: string }) => part.fact_id)).toEqual(ids)
    expect(why.comparisons[0]).toMatchObject({ value: 3, threshold: 3 })
    const [alert] = (await ask(`/v1/alerts?subject_id=${subject}&region=350200`)).items
    expect((await ask(`/v1/alerts/${alert.alert_id}`)).warnings[0].facts).toHaveLength(3)
    for (const path of [`/v1/subjects/${subject}`, `/v1/subjects/${subject}/history`]) {
      const answer = await app.inject(path)
      expect([answer.statusCode, answer.json().code]).toEqual([404, 'SUBJECT_IS_GROUP'])
    }
    await app.close()
  })
})

describe('a silence', () => {
  const seen = [
    reading('D-1', '2026-03-18T20:00:00.000Z'),
    reading('D-1', '2026-03-19T02:30:00.000Z', 'test:another'),
    reading('D-2', '2026-03-19T02:30:00.000Z'),
  ]

  test('of a device that was regular raises a warning when time has passed, whoever it reported about', async () => {
    await pipeline.take(seen)
    expect(await entries()).toEqual([])
    await pass('2026-03-20T02:30:00.000Z')
    expect(await entries()).toEqual([])
    await pass('2026-03-20T02:31:00.000Z')
    expect(await entries()).toEqual(['WarningRaised group:data.device_id=D-1'])
    await agrees()
  })

  test('a report in time that arrives late withdraws it', async () => {
    await pipeline.take(seen)
    await pass('2026-03-20T02:31:00.000Z')
    await pipeline.take([reading('D-1', '2026-03-20T02:30:00.000Z')])
    expect(await entries()).toEqual(
      ['Raised', 'Withdrawn'].map((movement) => `Warning${movement} group:data.device_id=D-1`),
    )
    await agrees()
  })

  test('marks the rules that depend on it, until the device reports again', async () => {
    const failures = async () => {
      const app = await server()
      const { items } = (await app.inject('/v1/rules')).json()
      await app.close()
      return items.flatMap(
        ({
          rule_id,
          failures: of,
        }: {
          rule_id: string
          failures: { code: string; message: string }[]
        }) => of.map(({ code, message }) => `${rule_id} ${code} ${message}`),
      )
    }
    await pipeline.take(seen)
    expect(await failures()).toEqual([])
    await pass('2026-03-20T02:31:00.000Z')
    const last = seen[1]?.event_id
    expect(await failures()).toEqual([
      'readings-count SOURCE_SILENT 1 sources or devices that it depends on are silent; ' +
        `last reports: ${last}`,
    ])
    const [outcome] = await ruleOutcomes(pipeline.stores.warehouse, RULES)
    expect(outcome).toMatchObject({
      outcome: 'insufficient_data',
      code: 'SOURCE_SILENT',
      count: 1,
      sample: [last],
    })
    // After the silence: the warning stands, and the device speaks again.
    await pipeline.take([reading('D-1', '2026-03-20T02:30:30.000Z')])
    expect(await entries()).toEqual(['WarningRaised group:data.device_id=D-1'])
    expect(await failures()).toEqual([])
  })
})

function corrected(
  id: string,
  { subject_id, occurred_at, data }: NewEvent,
  code: string,
): NewEvent {
  const replacement = {
    type: 'TicketDispatched',
    schema_version: 1,
    occurred_at,
    region: '350203',
    department: null,
    data: { ...data, category: { code } },
  }
  return someEvent({
    type: 'FactCorrected',
    subject_id,
    data: { fact: { source: SOURCE, id }, reason: 'another matter', replacement },
  })
}
