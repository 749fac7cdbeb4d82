import { afterEach, beforeEach, expect, test } from 'vitest'
import type { NewEvent } from '@jianwei/events/envelope.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import { warnings } from '@jianwei/projections/warnings/queries.ts'
import { someCorrection, someEvent, someRetraction } from '#/support/log/events.ts'
import {
  runPipeline,
  temporaryFolder,
  type RunningPipeline,
} from '#/support/program/running-pipeline.ts'
import { settableClock } from '#/support/program/settable-clock.ts'
import { ruleWith } from '#/support/rules/rule-with.ts'

/*
 * A warning that a fact stands for was withdrawn, because a correction moved the fact to where it
 * says nothing, and comes back there, because of another fact. What was withdrawn lies where
 * nothing is looked at any more, and its stream has entries all the same.
 */

const answeredSoon = ruleWith({
  id: 'answered-soon',
  kind: 'sequence',
  parameters: {
    first: { events: ['ComplaintReceived'] },
    followed_by: [{ of: { events: ['TicketAnswered'] }, within: '1 day' }],
  },
})
const silentRegion = ruleWith({
  id: 'region-falls-silent',
  kind: 'silence',
  parameters: {
    per: 'group',
    of: { events: ['ReportReceived'] },
    key: ['region'],
    regular: { at_least: 1, within: '1 day' },
    silent_after: '2 days',
  },
})

let folder: Awaited<ReturnType<typeof temporaryFolder>>
let pipeline: RunningPipeline

beforeEach(async () => {
  folder = await temporaryFolder('returned-warnings')
  const clock = settableClock('2026-04-20T02:00:00.000Z')
  pipeline = await runPipeline(folder.path, [answeredSoon, silentRegion], clock)
})

afterEach(async () => {
  await pipeline[Symbol.asyncDispose]()
  await folder[Symbol.asyncDispose]()
})

const complaint = (at: string): NewEvent => someEvent({ occurred_at: at as Instant })
const answer = (at: string): NewEvent =>
  someEvent({
    type: 'TicketAnswered',
    occurred_at: at as Instant,
    data: { ticket_number: 'T-1' },
  })
const report = (at: string): NewEvent =>
  someEvent({
    type: 'ReportReceived',
    occurred_at: at as Instant,
    region: '330203',
    data: { report_number: 'R-1', channel: { code: '12315' } },
  })

async function standing(): Promise<readonly Instant[]> {
  const { items } = await warnings(pipeline.stores.warehouse, { limit: 10, standing: true })
  return items.map((warning) => warning.anchor_at).toSorted()
}

test('about a subject', async () => {
  const given = answer('2026-03-01T12:00:00.000Z')
  await pipeline.take([complaint('2026-03-01T00:00:00.000Z'), given])
  expect(await standing()).toEqual(['2026-03-01T12:00:00.000Z'])
  await pipeline.take([
    someCorrection(given, { occurred_at: '2026-03-20T12:00:00.000Z' as Instant }),
  ])
  expect(await standing()).toEqual([])
  await pipeline.take([complaint('2026-03-20T00:00:00.000Z')])
  expect(await standing()).toEqual(['2026-03-20T12:00:00.000Z'])
})

test('about a group', async () => {
  const [first, last] = [report('2026-03-01T00:00:00.000Z'), report('2026-03-21T00:00:00.000Z')]
  await pipeline.take([first, last])
  expect(await standing()).toEqual(['2026-03-01T00:00:00.000Z', '2026-03-21T00:00:00.000Z'])
  await pipeline.take([
    someCorrection(first, { occurred_at: '2026-03-20T00:00:00.000Z' as Instant }),
  ])
  expect(await standing()).toEqual(['2026-03-21T00:00:00.000Z'])
  await pipeline.take([someRetraction(last)])
  expect(await standing()).toEqual(['2026-03-20T00:00:00.000Z'])
})
