import { expect, test } from 'vitest'
import type { Position, RecordedEvent, Revision, StreamId } from '@jianwei/events/envelope.ts'
import { defineFold } from '@jianwei/projections/projection.ts'
import { recordedLog } from '@jianwei/tests/support/log/recorded-log.ts'
import { StreamFolds } from '#/projector/stream-folds.ts'

const STREAM = 'alert-a' as StreamId

/** The numbers of the events of each stream, in the order in which they were folded. */
const revisions = defineFold<readonly number[]>({
  name: 'revisions',
  version: 1,
  table: 'revisions',
  columns: ['revisions'],
  events: ['ComplaintReceived'],
  after: (before = [], event) => [...before, event.revision],
  row: (seen) => `${seen.join(' ')}\n`,
})

const log: readonly RecordedEvent[] = recordedLog(
  [0, 1, 2, 3, 4, 5].map((number) => ({
    id: `e${number}`,
    type: number === 3 ? 'ReportReceived' : 'ComplaintReceived',
    occurred_at: '2026-03-01T00:00:00.000Z',
    data: number === 3 ? { report_number: 'r' } : { complaint_number: `c${number}` },
  })),
).map((event, index) => ({
  ...event,
  stream: STREAM,
  revision: index as Revision,
  position: (index + 1) as Position,
}))

/** How often the log was read, over a log that already holds more than the range. */
function counted(): { readonly folds: StreamFolds; readonly reads: () => number } {
  let reads = 0
  const folds = new StreamFolds({
    async *read() {
      reads += 1
      yield* log
    },
  })
  return { folds, reads: () => reads }
}

test('a row is what all events up to the end of the range make, wherever ranges end', async () => {
  for (const end of [1, 2, 3, 5, 6]) {
    const { folds } = counted()
    await folds.rows(revisions, log.slice(0, end))
    const rest = await folds.rows(revisions, log.slice(end))
    expect(rest === '' ? undefined : rest).toBe(end === 6 ? undefined : '0 1 2 4 5\n')
  }
})

test('a range that is repeated gives the same row, and nothing of what came behind it', async () => {
  const { folds } = counted()
  const range = log.slice(2, 5)
  const once = await folds.rows(revisions, range)
  expect(once).toBe('0 1 2 4\n')
  expect(await folds.rows(revisions, log.slice(5))).toBe('0 1 2 4 5\n')
  expect(await folds.rows(revisions, range)).toBe(once)
})

test('the log is read where memory does not go on, and only there', async () => {
  const { folds, reads } = counted()
  await folds.rows(revisions, log.slice(0, 2))
  await folds.rows(revisions, log.slice(2, 3))
  expect(reads()).toBe(0)
  const { folds: begun, reads: ofBegun } = counted()
  expect(await begun.rows(revisions, log.slice(2, 3))).toBe('0 1 2\n')
  expect(ofBegun()).toBe(1)
})

test('events of other types in the stream change nothing, also where a range has only such', async () => {
  const { folds } = counted()
  expect(await folds.rows(revisions, log.slice(3, 4))).toBe('')
  expect(await folds.rows(revisions, log.slice(4, 5))).toBe('0 1 2 4\n')
})
