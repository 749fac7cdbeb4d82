import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { streamOf, type NewEvent, type RecordedEvent } from '@jianwei/events/envelope.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import { isLinkId } from '@jianwei/events/subject-link/moved-fact.ts'
import { subjectActivity } from '@jianwei/projections/subjects/queries.ts'
import { subjectLinks } from '@jianwei/projections/subject-links/queries.ts'
import { standingWarnings } from '@jianwei/projections/warnings/queries.ts'
import { LINKS_CHECKPOINT } from '@jianwei/services/links/follow-links.ts'
import { takeLinkStep, type LinkStepCommand } from '@jianwei/services/links/link-steps.ts'
import { ruleWith } from '#/support/rules/rule-with.ts'
import {
  runPipeline,
  temporaryFolder,
  type RunningPipeline,
} from '#/support/program/running-pipeline.ts'
import { eventsOf } from '#/support/intake/intake-server.ts'
import { tablesThatDiffer, viewsThatDiffer } from '#/support/warehouse/table-counts.ts'
import { expectWarningsOfBacktest } from '#/support/warehouse/warnings-of-log.ts'
import { settableClock } from '#/support/program/settable-clock.ts'
import { someCorrection, someEvent, someRetraction } from '#/support/log/events.ts'

const SHOP = 'hotline:蜀香园火锅店'
const FIRM = '91350102MA00000016'
const OTHER = '91350102MA00000024'
const NOW = '2026-03-20T02:00:00.000Z' as Instant

const threeComplaints = ruleWith({
  id: 'three-complaints',
  kind: 'count',
  parameters: { of: { events: ['ComplaintReceived'] }, at_least: 3, window: '30 days' },
})

let folder: Awaited<ReturnType<typeof temporaryFolder>>
let pipeline: RunningPipeline
const clock = settableClock(NOW)

const start = (env: NodeJS.ProcessEnv = {}) =>
  runPipeline(folder.path, [threeComplaints], clock, env)

beforeEach(async () => {
  folder = await temporaryFolder('links')
  pipeline = await start()
})

afterEach(async () => {
  await pipeline[Symbol.asyncDispose]()
  await folder[Symbol.asyncDispose]()
})

function complaint(day: string, subject_id = SHOP): NewEvent {
  return someEvent({
    subject_id,
    region: '350102',
    occurred_at: `2026-03-${day}T04:00:00.000Z` as Instant,
    reported_at: null,
    data: { respondent_name: '蜀香园火锅店', respondent_address: '五四路18号' },
  })
}

const amending = (event: NewEvent): NewEvent => ({ ...event, subject_id: SHOP })

function registered(subject_id: string, name: string, address: string): NewEvent {
  return someEvent({
    type: 'SubjectRegistered',
    subject_id,
    region: '350102',
    occurred_at: '2020-01-01T00:00:00.000Z' as Instant,
    reported_at: null,
    data: { name, subject_type: 'enterprise', address_operating: address },
  })
}

const firm = registered(FIRM, '福州蜀香园餐饮管理有限公司', '福州市鼓楼区五四路18号')

async function step(type: LinkStepCommand['type'], target_id = FIRM): Promise<void> {
  const data = { subject_id: SHOP, target_id, actor: 'officer', reason: 'seen on site' }
  await takeLinkStep(pipeline.stores.log, { command: { type, data }, at: NOW, region: '350102' })
  await pipeline.settle()
}

/** How many complaints count for the shop by itself, for the firm and for the other one. */
async function counted(): Promise<readonly number[]> {
  const counts: number[] = []
  for (const subject of [SHOP, FIRM, OTHER]) {
    const activity = await subjectActivity(pipeline.stores.warehouse, subject)
    counts.push(activity.find(({ type }) => type === 'ComplaintReceived')?.facts ?? 0)
  }
  return counts
}

async function warned(): Promise<readonly string[]> {
  const page = await standingWarnings(pipeline.stores.warehouse, { limit: 100 })
  return page.items.map(({ subject_id }) => subject_id)
}

async function about(subject: string): Promise<readonly RecordedEvent[]> {
  return Array.fromAsync(pipeline.stores.log.read(streamOf('subject', subject)))
}

describe('facts of a linked subject', () => {
  test('count for the other in rules, and for the first again once the link is undone', async () => {
    await pipeline.take([firm, complaint('01'), complaint('02'), complaint('03', FIRM)])
    expect([await counted(), await warned()]).toEqual([[2, 1, 0], []])
    await step('ConfirmLink')
    expect([await counted(), await warned()]).toEqual([[0, 3, 0], [FIRM]])
    await step('UndoLink')
    expect([await counted(), await warned()]).toEqual([[2, 1, 0], []])
    await step('ConfirmLink')
    expect([await counted(), await warned()]).toEqual([[0, 3, 0], [FIRM]])
    await step('UndoLink')
    await step('ConfirmLink', OTHER)
    expect([await counted(), await warned()]).toEqual([[0, 1, 2], []])
  })

  test('live, in a backtest and in tables that are filled from the log are the same', async () => {
    await pipeline.take([firm, complaint('01'), complaint('02'), complaint('03', FIRM)])
    await step('ConfirmLink')
    await pipeline.take([complaint('04')])
    const { log, warehouse } = pipeline.stores
    const events = await eventsOf(log)
    const newest = await log.newest()
    if (newest === undefined) throw new TypeError('the log holds events')
    const boundary = { position: newest.position, clock: newest.recorded_at }
    expect(await expectWarningsOfBacktest(warehouse, [threeComplaints], events, boundary)).toBe(1)
    expect(await tablesThatDiffer(warehouse, events)).toEqual([])
    expect(await viewsThatDiffer(warehouse)).toEqual([])
  })

  test('say what their source says: later reports, corrections and retractions follow', async () => {
    const [first, second] = [complaint('01'), complaint('02')]
    await pipeline.take([firm, first])
    await step('ConfirmLink')
    await pipeline.take([second])
    expect(await counted()).toEqual([0, 2, 0])
    await pipeline.take([amending(someCorrection(first, { region: '350103' }))])
    expect(await counted()).toEqual([0, 2, 0])
    expect((await about(FIRM)).at(-1)).toMatchObject({
      type: 'FactCorrected',
      data: { replacement: { region: '350103', department: '另一局' } },
    })
    await pipeline.take([amending(someRetraction(second))])
    expect(await counted()).toEqual([0, 1, 0])
    await step('UndoLink')
    expect(await counted()).toEqual([1, 0, 0])
    expect((await about(SHOP)).findLast(({ type }) => type === 'FactCorrected')).toMatchObject({
      data: { replacement: { region: '350103', department: '另一局' } },
    })
  })

  test('are of the source and name the link, and what moved them says so', async () => {
    await pipeline.take([firm, complaint('01')])
    await step('ConfirmLink')
    const [moved] = (await about(FIRM)).filter(({ type }) => type === 'ComplaintReceived')
    const [told, taken] = await about(SHOP)
    expect(moved).toMatchObject({ source: told?.source, data: told?.data, subject_id: FIRM })
    expect(isLinkId(moved?.source_event_id ?? '')).toBe(true)
    expect(taken).toMatchObject({
      type: 'FactRetracted',
      causation_id: moved?.causation_id,
      data: { reason: expect.stringContaining(`the subject is linked to ${FIRM}`) as unknown },
    })
  })

  test('are moved once, also where all of it is looked at again', async () => {
    await pipeline.take([firm, complaint('01'), complaint('02')])
    await step('ConfirmLink')
    const head = await pipeline.stores.log.head()
    const kept = await pipeline.stores.checkpoints.load(LINKS_CHECKPOINT)
    await pipeline.stores.checkpoints.save(
      LINKS_CHECKPOINT,
      JSON.stringify({ followed: 0 }),
      kept?.version ?? 'absent',
    )
    await pipeline[Symbol.asyncDispose]()
    pipeline = await start()
    await pipeline.take([])
    expect(await pipeline.stores.log.head()).toBe(head)
    expect(await counted()).toEqual([0, 2, 0])
  })
})

describe('links are proposed', () => {
  const links = async () => (await subjectLinks(pipeline.stores.warehouse, { limit: 50 })).items

  test('whichever side came first, and withdrawn with what they rest on', async () => {
    await pipeline.take([complaint('01')])
    expect(await links()).toEqual([])
    await pipeline.take([firm])
    expect(await links()).toMatchObject([
      { subject_id: SHOP, target_id: FIRM, state: 'proposed', region: '350102' },
    ])
    const [link] = await links()
    const { score, reasons } = link ?? { score: 0, reasons: [] }
    expect(score).toBeGreaterThan(0.98)
    expect(reasons.map(({ code }) => code)).toEqual(['brand_same', 'house_same', 'district_same'])
    await pipeline.take([{ ...someRetraction(firm), subject_id: FIRM }])
    expect(await links()).toMatchObject([{ state: 'withdrawn' }])
  })

  test('not again once rejected', async () => {
    await pipeline.take([complaint('01'), firm])
    await step('RejectLink')
    await pipeline.take([complaint('02')])
    expect(await links()).toMatchObject([{ state: 'rejected', actor: 'officer' }])
    expect(await counted()).toEqual([2, 0, 0])
  })

  test('and made by themselves only where a setting says so and nobody comes near', async () => {
    await pipeline.take([complaint('01'), firm])
    expect(await links()).toMatchObject([{ state: 'proposed' }])
    await pipeline[Symbol.asyncDispose]()
    pipeline = await start({ LINK_SUBJECTS_FROM: '0.98' })
    await pipeline.take([complaint('02')])
    expect(await links()).toMatchObject([{ state: 'confirmed', actor: 'jianwei:links' }])
    expect(await counted()).toEqual([0, 2, 0])
    await step('UndoLink')
    await pipeline.take([complaint('03')])
    expect(await counted()).toEqual([3, 0, 0])
  })

  test('not made by themselves where two come near each other', async () => {
    await pipeline[Symbol.asyncDispose]()
    pipeline = await start({ LINK_SUBJECTS_FROM: '0.9' })
    const twin = registered(OTHER, '蜀香园火锅（鼓楼）有限公司', '五四路18号')
    // Whoever is known when the facts come counts, so both are.
    await pipeline.take([firm, twin])
    await pipeline.take([complaint('01')])
    expect((await links()).map(({ state }) => state)).toEqual(['proposed', 'proposed'])
  })
})
