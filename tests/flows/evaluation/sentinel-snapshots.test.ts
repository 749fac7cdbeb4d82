import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { NewEvent, RecordedEvent } from '@jianwei/events/envelope.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import { SENTINEL_CHECKPOINT } from '@jianwei/services/sentinel/sentinel-record.ts'
import { someEvent } from '#/support/log/events.ts'
import { serverWithoutData } from '#/support/server/server-without-data.ts'
import { farAbovePeers } from '#/support/rules/rule-text.ts'
import { ruleWith } from '#/support/rules/rule-with.ts'
import {
  runPipeline,
  shelfOf,
  temporaryFolder,
  type RunningPipeline,
} from '#/support/program/running-pipeline.ts'
import { settableClock } from '#/support/program/settable-clock.ts'

const aboveOthers = ruleWith({ id: 'above-others', ...farAbovePeers })
const SUBJECTS = ['test:one', 'test:two', 'test:three'] as const

let folder: Awaited<ReturnType<typeof temporaryFolder>>
let pipeline: RunningPipeline
const clock = settableClock('2026-03-20T02:00:00.000Z')

beforeEach(async () => {
  folder = await temporaryFolder('sentinel-snapshots')
  clock.set('2026-03-20T02:00:00.000Z')
  pipeline = await runPipeline(folder.path, [aboveOthers], clock)
})

afterEach(async () => {
  await pipeline[Symbol.asyncDispose]()
  await folder[Symbol.asyncDispose]()
})

const registered = SUBJECTS.map((subject_id) =>
  someEvent({
    type: 'SubjectRegistered',
    subject_id,
    occurred_at: '2026-03-01T00:00:00.000Z' as Instant,
    data: { name: '某餐饮店', industry_code: 'H6210@2017' },
  }),
)
const complaint = (subject_id: string, id: string): NewEvent =>
  someEvent({ subject_id, occurred_at: '2026-03-10T04:00:00.000Z' as Instant, id })

async function ledger(): Promise<readonly string[]> {
  const entries: RecordedEvent[] = []
  const { signal } = new AbortController()
  for await (const batch of pipeline.stores.log.follow('start', {
    signal,
    batch_events_max: 1_000,
    until: 'head',
  })) {
    entries.push(...batch.events.filter((event) => event.type.startsWith('Warning')))
  }
  return entries.map(
    ({ type, subject_id, data }) => `${type} ${subject_id} ${String(data['anchor'])}`,
  )
}

/** Lets the log's clock get to an instant. */
async function pass(to: Instant): Promise<void> {
  clock.set(to)
  await pipeline.tick()
}

const RAISED = 'WarningRaised test:one 2026-03-31T16:00:00.000Z'

describe('a rule that is judged on snapshots', () => {
  test('warns when the clock comes to the snapshot, and not before', async () => {
    await pipeline.take([...registered, complaint('test:one', 'a'), complaint('test:one', 'b')])
    await pass('2026-03-31T15:59:00.000Z' as Instant)
    expect(await ledger()).toEqual([])
    await pass('2026-03-31T16:00:30.000Z' as Instant)
    expect(await ledger()).toEqual([RAISED])
  })

  test('what becomes known later takes nothing back and brings nothing about', async () => {
    await pipeline.take([...registered, complaint('test:one', 'a'), complaint('test:one', 'b')])
    await pass('2026-03-31T16:00:00.000Z' as Instant)
    const source = 'urn:example:market-bureau'
    const retraction = someEvent({
      type: 'FactRetracted',
      subject_id: 'test:one',
      data: { fact: { source, id: 'a' }, reason: 'entered by mistake' },
    })
    await pipeline.take([
      retraction,
      complaint('test:two', 'c'),
      complaint('test:two', 'd'),
      complaint('test:two', 'e'),
    ])
    await pass('2026-04-15T00:00:00.000Z' as Instant)
    expect(await ledger()).toEqual([RAISED])
    // Everything is looked at anew, and is still as it was taken.
    await pipeline[Symbol.asyncDispose]()
    pipeline = await runPipeline(folder.path, [aboveOthers], clock)
    await pipeline.settle()
    await pipeline.stores.checkpoints.remove(SENTINEL_CHECKPOINT)
    await pipeline[Symbol.asyncDispose]()
    pipeline = await runPipeline(folder.path, [aboveOthers], clock)
    await pipeline.settle()
    expect(await ledger()).toEqual([RAISED])
  })

  test('history that is loaded today was not known at old snapshots: it brings no old warnings', async () => {
    clock.set('2026-06-10T00:00:00.000Z')
    await pipeline.take([...registered, complaint('test:one', 'a'), complaint('test:one', 'b')])
    await pass('2026-07-02T00:00:00.000Z' as Instant)
    expect(await ledger()).toEqual([])
  })

  test('a rule that is new finds what the snapshots before it showed', async () => {
    await pipeline[Symbol.asyncDispose]()
    pipeline = await runPipeline(folder.path, [], clock)
    await pipeline.take([...registered, complaint('test:one', 'a'), complaint('test:one', 'b')])
    await pass('2026-04-02T00:00:00.000Z' as Instant)
    await pipeline[Symbol.asyncDispose]()
    pipeline = await runPipeline(folder.path, [aboveOthers], clock)
    await pipeline.settle()
    expect(await ledger()).toEqual([RAISED])
  })

  test('a warning is explained by what the snapshot knew, also when a fact was taken back since', async () => {
    await pipeline.take([...registered, complaint('test:one', 'a'), complaint('test:one', 'b')])
    await pass('2026-03-31T16:00:00.000Z' as Instant)
    await pipeline.take([
      someEvent({
        type: 'FactRetracted',
        subject_id: 'test:one',
        data: {
          fact: { source: 'urn:example:market-bureau', id: 'a' },
          reason: 'entered by mistake',
        },
      }),
    ])
    const app = serverWithoutData({ ...pipeline.stores, rules: shelfOf([aboveOthers]) })
    try {
      const [warning] = (await app.inject('/v1/warnings')).json().items
      const answer = await app.inject(`/v1/warnings/${warning.warning_id}/explanation`)
      expect(answer.statusCode).toBe(200)
      const { comparisons, engine, evidence, smallest_changes } = answer.json()
      expect(engine).toBe('sql')
      // Its peers have none: the median is 0, the spread the floor of 1.
      expect(
        comparisons.map(({ value, threshold }: Record<string, number>) => [value, threshold]),
      ).toEqual([
        [2, 2],
        [2, 2],
        [3, 3],
      ])
      expect(evidence).toHaveLength(2)
      expect(smallest_changes[0].fact_ids).toHaveLength(1)
    } finally {
      await app.close()
    }
  })
})
