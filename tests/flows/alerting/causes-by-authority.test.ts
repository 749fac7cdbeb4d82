import { afterEach, beforeEach, expect, test } from 'vitest'
import type { NewEvent } from '@jianwei/events/envelope.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import { setAuthority } from '@jianwei/services/authorities/attribute-authorities.ts'
import { eventsOf } from '#/support/intake/intake-server.ts'
import { someEvent } from '#/support/log/events.ts'
import {
  runPipeline,
  temporaryFolder,
  type RunningPipeline,
} from '#/support/program/running-pipeline.ts'
import { settableClock } from '#/support/program/settable-clock.ts'
import { ruleWith } from '#/support/rules/rule-with.ts'

/*
 * Whether a cause is still silent is asked of the reports that its rule watches, and which those
 * are goes by the source that decides the attributes of the subject, as it does for its warning.
 */

const MARKET = 'urn:example:market'
const FIRE = 'urn:example:fire'
const DEVICE = 'test:d1'
const COLLECTOR = 'group:source=urn:example:collector'
const watching = (id: string, parameters: object, more: object = {}) =>
  ruleWith({
    ...more,
    id,
    kind: 'silence',
    parameters: {
      of: {
        events: ['ReadingReported'],
        where: { field: 'subject.industry_code', starts_with: 'H62' },
      },
      regular: { at_least: 1, within: '10 days' },
      ...parameters,
    },
  })
const RULES = [
  watching('collector-silent', { key: ['source'], silent_after: '6 hours' }),
  watching(
    'device-silent',
    { key: ['data.device_id'], per: 'subject', silent_after: '4 hours' },
    { depends_on: ['collector-silent'] },
  ),
]

const clock = settableClock('2026-03-10T00:00:00.000Z')
let folder: Awaited<ReturnType<typeof temporaryFolder>>
let pipeline: RunningPipeline

beforeEach(async () => {
  folder = await temporaryFolder('causes-by-authority')
  clock.set('2026-03-10T00:00:00.000Z')
  pipeline = await runPipeline(folder.path, RULES, clock)
})

afterEach(async () => {
  await pipeline[Symbol.asyncDispose]()
  await folder[Symbol.asyncDispose]()
})

function says(source: string, day: string, industry_code: string): NewEvent {
  return someEvent({
    source,
    type: 'SubjectChanged',
    subject_id: DEVICE,
    occurred_at: `${day}T00:00:00.000Z` as Instant,
    data: { change: { text: '变更' }, industry_code },
  })
}

function reading(at: string): NewEvent {
  return someEvent({
    type: 'ReadingReported',
    schema_version: 2,
    source: 'urn:example:collector',
    subject_id: DEVICE,
    occurred_at: at as Instant,
    data: { device_id: 'd1', metric: 'so2', value: 1 },
  })
}

async function passTo(at: string): Promise<void> {
  clock.set(at)
  await pipeline.tick()
}

async function subjectsOf(type: string): Promise<readonly string[]> {
  const events = await eventsOf(pipeline.stores.log)
  return events.flatMap((event) => (event.type === type ? [event.subject_id] : [])).toSorted()
}

async function marketDecides(): Promise<void> {
  const order = { attribute: 'industry', sources: [{ source: MARKET }, { source: FIRE }] } as const
  const data = { ...order, sources: [...order.sources], actor: 'office-01', reason: 'agreed' }
  await setAuthority(pipeline.stores.log, { type: 'SetAuthority', data, seen: 0 }, clock.now())
  await pipeline.settle()
}

test('a cause that is watched by what the higher source says gathers what depends on it', async () => {
  await marketDecides()
  await pipeline.take([
    says(MARKET, '2026-01-01', 'H6210@2017'),
    says(FIRE, '2026-02-01', 'F5211@2017'),
    reading('2026-03-10T00:00:00.000Z'),
  ])
  await passTo('2026-03-10T12:00:00.000Z')
  expect(await subjectsOf('AlertRaised')).toEqual([COLLECTOR, DEVICE])
  expect(await subjectsOf('AlertGatheredUnder')).toEqual([DEVICE])
  await passTo('2026-03-10T13:00:00.000Z')
  expect(await subjectsOf('AlertParted')).toEqual([])
})
