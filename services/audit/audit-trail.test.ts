import { expect, test } from 'vitest'
import type { DossierRead } from '@jianwei/events/audit/events.ts'
import { LogUnavailable } from '@jianwei/events/errors.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import type { EventLog, StreamAppend } from '@jianwei/events/ports/event-log.ts'
import { AuditTrail } from '#/audit/audit-trail.ts'

const read = (object: string, actor = 'chen.min'): DossierRead => ({
  actor,
  roles: ['regulator'],
  address: 'GET /v1/alerts/:alert_id',
  object_kind: 'alert',
  object,
  part: null,
  subject_ids: [],
  purpose: null,
})

/** Takes what it is given, and holds each append until it is let go. */
function heldLog() {
  const appends: (readonly StreamAppend[])[] = []
  const held: (() => void)[] = []
  const log = {
    append: async (given: readonly StreamAppend[]) => {
      appends.push(given)
      await new Promise<void>((go) => held.push(go))
      return given.map(() => ({ outcome: 'appended' as const, events: [] }))
    },
  } as Partial<EventLog> as EventLog
  return { log, appends, letGo: () => held.splice(0).forEach((go) => go()) }
}

let at = '2026-03-20T02:00:00.000Z' as Instant
const reading = (trail: AuditTrail, object: string, actor?: string) =>
  trail.reading({ type: 'DossierRead', data: read(object, actor) }, null)

test('what is read while an append runs goes with the next one, all together', async () => {
  const { log, appends, letGo } = heldLog()
  const trail = new AuditTrail({ log, now: () => at })
  const first = reading(trail, 'a')
  const others = ['b', 'c', 'd'].map((object) => reading(trail, object))
  await expect.poll(() => appends.length).toBe(1)
  letGo()
  await first
  await expect.poll(() => appends.length).toBe(2)
  letGo()
  await Promise.all(others)
  expect(appends.map(([append]) => append?.events.length)).toEqual([1, 3])
})

test('a reading is not done before the log has it', async () => {
  const { log, appends, letGo } = heldLog()
  const trail = new AuditTrail({ log, now: () => at })
  let done = false
  const waiting = reading(trail, 'a').then(() => (done = true))
  await expect.poll(() => appends.length).toBe(1)
  expect(done).toBe(false)
  letGo()
  await waiting
})

test('within an hour the same reading is on record once; the next hour it is again', async () => {
  const told: string[] = []
  const events: string[] = []
  const log = {
    append: async ([append]: readonly StreamAppend[]) => {
      events.push(...(append?.events.map(({ event_id }) => event_id) ?? []))
      return [{ outcome: 'appended' as const, events: [] }]
    },
  } as Partial<EventLog> as EventLog
  const parts = { log, now: () => at, onReading: (outcome: string) => told.push(outcome) }
  const trail = new AuditTrail(parts)
  await reading(trail, 'a')
  at = '2026-03-20T02:59:59.999Z' as Instant
  await reading(trail, 'a')
  await reading(trail, 'a', 'li.na')
  expect(told).toEqual(['recorded', 'repeated', 'recorded'])
  // Another process, or this one after a restart, says the same under the same identity.
  await reading(new AuditTrail(parts), 'a')
  expect(events.at(-1)).toBe(events[0])
  at = '2026-03-20T03:00:00.000Z' as Instant
  await reading(trail, 'a')
  expect(new Set(events).size).toBe(3)
})

test('where the log takes nothing the reading fails, and the next one is tried again', async () => {
  let works = false
  const log = {
    append: async () => {
      if (!works) throw new LogUnavailable('the disk is full')
      return [{ outcome: 'appended' as const, events: [] }]
    },
  } as Partial<EventLog> as EventLog
  const trail = new AuditTrail({ log, now: () => at })
  await expect(reading(trail, 'a')).rejects.toThrow(LogUnavailable)
  works = true
  await reading(trail, 'a')
})
