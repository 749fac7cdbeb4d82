import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { streamOf, type RecordedEvent } from '@jianwei/events/envelope.ts'
import type { EventId } from '@jianwei/events/identity.ts'
import type { EventLog } from '@jianwei/events/ports/event-log.ts'
import type { EventLogPlace } from './event-log.contract.ts'

const ENDLESS = '1000000'

/** How long the two cases run: adapters whose processes start or write slowly take less of it. */
export interface CrashEffort {
  readonly kills: number
  /** Of seven calls each. */
  readonly rounds: number
}

/** A zone far from UTC, with daylight saving in the southern summer. */
const env = { ...process.env, TZ: 'Pacific/Auckland' }

/**
 * What every adapter of the event log port keeps when processes die or compete. `writer` is a
 * program like `tests/support/log/sqlite-log-writer.ts`; its arguments are the place's address, a
 * name for its events and the number of calls.
 */
export function eventLogCrashContract(
  name: string,
  newData: () => Promise<EventLogPlace>,
  writer: string,
  effort: CrashEffort = { kills: 10, rounds: 100 },
): void {
  const calls = effort.rounds * 7
  // Two names; the calls of a round have one to seven events.
  const total = (effort.rounds * 28 * 2) as RecordedEvent['position']
  describe(`${name} survives processes`, () => {
    test(`after ${effort.kills} kills -9 every acknowledged event is there once, and there are no gaps`, async () => {
      const started = new Date().toISOString()
      await using place = await newData()
      const acknowledged: EventId[] = []
      for (let kill = 0; kill < effort.kills; kill++) {
        const child = startProcess([writer, ...place.address, `kill-${kill}`, ENDLESS])
        const ids = collectIds(child)
        while (ids.length === 0) await sleep(5)
        await sleep(kill * 17)
        child.kill('SIGKILL')
        await once(child, 'close')
        acknowledged.push(...ids)
      }
      await using opened = await place.open()
      const events = await everything(opened.port)
      expectWhole(events)
      expect(new Set(acknowledged).size).toBe(acknowledged.length)
      const held = new Set(events.map(({ event_id }) => event_id))
      expect(acknowledged.filter((id) => !held.has(id))).toEqual([])
      expect(
        events.every(
          ({ recorded_at }) => recorded_at >= started && recorded_at <= new Date().toISOString(),
        ),
      ).toBe(true)
      await expectStreams(opened.port, events)
    })

    test('three processes write at the same time while this one follows: all of it once, each stream in one order', async () => {
      await using place = await newData()
      await using opened = await place.open()
      const { signal } = new AbortController()
      const following = Array.fromAsync(
        opened.port.follow('start', { signal, batch_events_max: 1_000, until: total }),
      )
      // The first two write the same events, so half of what they send are duplicates.
      const children = ['shared', 'shared', 'other'].map((events) =>
        startProcess([writer, ...place.address, events, String(calls)]),
      )
      const ids = await Promise.all(
        children.map(async (child) => [collectIds(child), await once(child, 'close')] as const),
      )
      expect(ids.map(([, [code]]) => code)).toEqual([0, 0, 0])
      const events = (await following).flatMap((batch) => batch.events)
      expect(events).toHaveLength(total)
      expectWhole(events)
      expect(new Set(ids.flatMap(([acknowledged]) => acknowledged))).toEqual(
        new Set(events.map(({ event_id }) => event_id)),
      )
      await expectStreams(opened.port, events)
      expect(await opened.port.head()).toBe(total)
    })
  })
}

function startProcess(args: readonly string[]): ChildProcess {
  return spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'inherit'] })
}

/** Grows while the process runs: the whole lines of what it prints. */
function collectIds(child: ChildProcess): EventId[] {
  const ids: EventId[] = []
  let rest = ''
  child.stdout?.on('data', (chunk: Buffer) => {
    const lines = (rest + chunk.toString()).split('\n')
    rest = lines.pop() ?? ''
    // The program prints nothing else.
    ids.push(...(lines as EventId[]))
  })
  return ids
}

async function everything(log: EventLog): Promise<readonly RecordedEvent[]> {
  const { signal } = new AbortController()
  const batches = await Array.fromAsync(
    log.follow('start', { signal, batch_events_max: 10_000, until: 'head' }),
  )
  return batches.flatMap(({ events }) => events)
}

/** Positions without gaps, times that do not decrease, no event twice. */
function expectWhole(events: readonly RecordedEvent[]): void {
  expect(events.every(({ position }, index) => position === index + 1)).toBe(true)
  expect(
    events.every(
      ({ recorded_at }, index) =>
        index === 0 || recorded_at >= (events[index - 1]?.recorded_at ?? ''),
    ),
  ).toBe(true)
  expect(new Set(events.map(({ event_id }) => event_id)).size).toBe(events.length)
}

/**
 * Each stream holds just its events of the log, in its order, numbered without gaps; and each event
 * is found.
 */
async function expectStreams(log: EventLog, events: readonly RecordedEvent[]): Promise<void> {
  for (let stream = 0; stream < 5; stream++) {
    const id = streamOf('subject', `test:${stream}`)
    const held = await Array.fromAsync(log.read(id))
    expect(held.map(({ position }) => position)).toEqual(
      events.filter((event) => event.stream === id).map(({ position }) => position),
    )
    expect(held.every(({ revision }, index) => revision === index)).toBe(true)
  }
  for (let at = 0; at < events.length; at += 1_000) {
    const piece = events.slice(at, at + 1_000)
    expect(await log.find(piece.map(({ event_id }) => event_id))).toHaveLength(piece.length)
  }
}
