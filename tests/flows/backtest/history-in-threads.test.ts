import { afterAll, beforeAll, expect, test } from 'vitest'
import { instantFromMs } from '@jianwei/events/instant.ts'
import { endsSql, keyRanges } from '@jianwei/projections/backtest/history-by-subject.ts'
import {
  historyInProcess,
  isInProcess,
  type HistoryPass,
} from '@jianwei/projections/backtest/history-in-process.ts'
import type { Feeding } from '@jianwei/projections/backtest/subject-threads.ts'
import { ColumnBlock } from '@jianwei/projections/ports/column-block.ts'
import { NOTHING_STATED } from '@jianwei/projections/rules/feeds/statements-as-known.ts'
import { QueryAborted } from '@jianwei/projections/warehouse-error.ts'
import { PassThreadDied, subjectThreads } from '@jianwei/services/backtest/pass-threads.ts'
import { fortyRules } from '#/bench/rules/forty-rules.ts'
import { generateEvents } from '#/bench/rules/generated-events.ts'
import { openWarehouse, type WarehouseInFolder } from '#/support/warehouse/warehouse-in-folder.ts'

const EVENTS = 6_000
const RANGE_FACTS = 500

let opened: WarehouseInFolder
beforeAll(async () => {
  opened = await openWarehouse()
  await generateEvents(opened.warehouse, { events: EVENTS, subjects: 300, seed: 7 })
})
afterAll(() => opened[Symbol.asyncDispose]())

function passOf(more: Partial<HistoryPass>): HistoryPass {
  return {
    rules: fortyRules().filter(isInProcess),
    known: { by: 'platform' },
    stated: NOTHING_STATED,
    ledger: true,
    standing_at: instantFromMs(Date.UTC(2026, 0, 1)),
    options: { purpose: 'test:threads', lane: 'rules' },
    threads: null,
    range_facts: RANGE_FACTS,
    ...more,
  }
}

/** All that is found, in one order. */
async function found(more: Partial<HistoryPass>): Promise<readonly string[]> {
  const lines: string[] = []
  for await (const { findings, left } of historyInProcess(opened.warehouse, passOf(more), EVENTS)) {
    for (const { rule, ...one } of findings) lines.push(JSON.stringify([rule.id, one]))
    for (const { subject_id, rules } of left)
      lines.push(JSON.stringify([subject_id, rules.map(({ id }) => id)]))
  }
  return lines.toSorted()
}

test('several threads find what one finds, and say how far they are', async () => {
  const alone = await found({})
  expect(alone.length).toBeGreaterThan(500)
  const progress: number[] = []
  const together = await found({
    threads: subjectThreads(3),
    onProgress: (done) => progress.push(done),
  })
  expect(together).toEqual(alone)
  const ranges = EVENTS / RANGE_FACTS
  expect(progress).toEqual(Array.from({ length: ranges }, (_, index) => (index + 1) / ranges))
})

test('by source, and with subjects that are left to the statements, they find the same', async () => {
  const until = { by: 'source', position: 0, reported_at: instantFromMs(Date.UTC(2025, 0, 1)) }
  const known = { by: 'source', until } as HistoryPass['known']
  const alone = await found({ known, versions_max: 25 })
  expect(alone.some((line) => line.startsWith('["test:') || !line.includes('ledger'))).toBe(true)
  expect(await found({ known, versions_max: 25, threads: subjectThreads(2) })).toEqual(alone)
})

test('an abort ends the pass, and leaving it early ends it too', async () => {
  const stop = new AbortController()
  const options = { purpose: 'test:abort', lane: 'rules', signal: stop.signal } as const
  const aborted = found({ threads: subjectThreads(2), options, onProgress: () => stop.abort() })
  await expect(aborted).rejects.toBeInstanceOf(QueryAborted)
  for await (const _ of historyInProcess(
    opened.warehouse,
    passOf({ threads: subjectThreads(2) }),
    EVENTS,
  ))
    break
  await expect(found({ threads: subjectThreads(2), options })).rejects.toBeInstanceOf(QueryAborted)
})

/** What a pass ends with, of which the feeding is this. */
async function endOf(
  work: (feeding: Feeding, thread: number) => Promise<void>,
  onPiece: () => unknown = () => {},
): Promise<unknown> {
  const { rules, known, stated, ledger, standing_at } = passOf({})
  const minutes = { minutes: [], first_positions: [] }
  const versions_max = 1_000
  const asked = { rules, fields: [], known, stated, ledger, standing_at, minutes, versions_max }
  await using threads = subjectThreads(2)!.open(asked, {
    count: 2,
    signal: undefined,
    purpose: 'test:death',
    onRangeEnded: () => {},
  })
  threads.feed(async (feeding) => work(feeding, await feeding.idle()))
  try {
    for await (const _ of threads.pieces()) onPiece()
    return undefined
  } catch (error) {
    return error
  }
}

test('a thread that dies is the end of the pass, whatever it died of', async () => {
  const garbage = new ColumnBlock(Uint8Array.of(1, 1, 1, 65, 200))
  const failed = await endOf((feeding, thread) => feeding.hand(thread, 'versions', garbage))
  expect(failed).toBeInstanceOf(PassThreadDied)
  expect(failed).toMatchObject({ code: 'BACKTEST_THREAD_DIED', retryable: true })
})

test('what fails in asking the engine is what the pass fails with', async () => {
  const failure = new TypeError('asked wrongly')
  expect(await endOf(() => Promise.reject(failure))).toBe(failure)
})

test('blocks wait until there is room for them', async () => {
  const blocks: Uint8Array[] = []
  const [range] = keyRanges(1)
  const asked = endsSql({ by: 'platform' }, range!)
  const options = { purpose: 'test:blocks', lane: 'rules' } as const
  for await (const { bytes } of opened.warehouse.blocks(asked, options)) blocks.push(bytes)
  let [handed, taken, waiting_max] = [0, 0, 0]
  const end = await endOf(
    async (feeding, thread) => {
      for (; handed < 100; handed += 1) {
        waiting_max = Math.max(waiting_max, handed - taken)
        await feeding.hand(thread, 'ends', new ColumnBlock(Uint8Array.from(blocks[0]!)))
      }
      feeding.end(thread)
    },
    () => (taken += 1),
  )
  expect(end).toBeUndefined()
  expect([handed, taken]).toEqual([100, 101])
  expect(waiting_max).toBeLessThan(10)
})
