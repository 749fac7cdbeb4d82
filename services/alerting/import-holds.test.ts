import { expect, test } from 'vitest'
import type { Position } from '@jianwei/events/envelope.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import { ImportHolds } from '#/alerting/import-holds.ts'
import type { ImportEntry } from '#/alerting/alerting-events.ts'

const at = (time: string): Instant => `2026-03-20T${time}.000Z` as Instant
const counts = { records: 1, accepted: 1, duplicate: 0, quarantined: 0 }
const file = {
  file: 'f.csv',
  mapping: 'm',
  file_hash: 'h',
  mapping_version: null,
  mapping_hash: null,
}
const leftOut = { fields_left_out: [], fields_left_out_more: { pairs: 0, cells: 0 } }

interface Said {
  readonly attempt?: string
  readonly of?: string
  readonly sources?: string[]
}

function envelope(time: string) {
  return { position: 1 as Position, event_id: 'e', subject_id: 'source:a', recorded_at: at(time) }
}
function started(
  time: string,
  { attempt = 'a-1', of = 'i-1', sources = ['urn:a'] }: Said = {},
): ImportEntry {
  const data = { import_id: of, attempt_id: attempt, of_sources: sources, ...file }
  return { ...envelope(time), type: 'ImportStarted', data }
}
function progressed(
  time: string,
  { attempt = 'a-1', of = 'i-1', sources = ['urn:a'] }: Said = {},
): ImportEntry {
  const data = { import_id: of, attempt_id: attempt, of_sources: sources, ...counts }
  return { ...envelope(time), type: 'ImportProgressed', data }
}
function completed(time: string, { attempt = 'a-1', of = 'i-1' }: Said = {}): ImportEntry {
  return {
    ...envelope(time),
    type: 'ImportCompleted',
    data: { import_id: of, attempt_id: attempt, ...counts, ...leftOut },
  }
}
function superseded(time: string): ImportEntry {
  const data = { import_id: 'i-1', attempt_id: 'a-1', of_sources: ['urn:a'], ...file, ...counts }
  return {
    ...envelope(time),
    type: 'ImportAborted',
    data: { ...data, ...leftOut, outcome: 'superseded', code: 'SUPERSEDED' },
  }
}
function lapsed(time: string, renewed: string): ImportEntry {
  const data = {
    import_id: 'i-1',
    attempt_id: 'a-1',
    of_sources: ['urn:a'],
    renewed_at: at(renewed),
  }
  return { ...envelope(time), type: 'ImportLapsed', data }
}

function holdsAfter(...entries: readonly ImportEntry[]): ImportHolds {
  const holds = new ImportHolds({})
  for (const entry of entries) holds.take(entry)
  return holds
}
const heldBy = (holds: ImportHolds): string[] => [...holds.sources]
const ids = (lapsedHolds: readonly { readonly attempt_id: string }[]): string[] =>
  lapsedHolds.map(({ attempt_id }) => attempt_id)

test('an attempt holds its sources until it ends, and gives them back then', () => {
  const holds = holdsAfter(
    started('08:00:00', { sources: ['urn:a', 'urn:b'] }),
    progressed('08:01:00'),
  )
  expect(heldBy(holds)).toEqual(['urn:a'])
  expect(holds.take(completed('08:02:00'))).toMatchObject({ of_sources: ['urn:a'] })
  expect(heldBy(holds)).toEqual([])
  expect(holds.take(completed('08:02:00'))).toBe(undefined)
})

test('it lapses fifteen minutes after its last word, to the second', () => {
  const holds = holdsAfter(started('08:00:00'), progressed('08:10:00'))
  expect(ids(holds.lapsedAt(at('08:24:59')))).toEqual([])
  expect(ids(holds.lapsedAt(at('08:25:00')))).toEqual(['a-1'])
})

test('what is said just then about the same import comes before the lapse, and about another does not', () => {
  const holds = holdsAfter(started('08:00:00'))
  expect(ids(holds.lapsedAt(at('09:00:00'), started('09:00:00', { attempt: 'a-2' })))).toEqual([])
  expect(
    ids(holds.lapsedAt(at('09:00:00'), started('09:00:00', { attempt: 'b-1', of: 'i-2' }))),
  ).toEqual(['a-1'])
})

test('a superseded attempt gives nothing back: the next one holds the same sources', () => {
  const holds = holdsAfter(started('08:00:00'))
  expect(holds.take(superseded('08:01:00'))).toBe(undefined)
  holds.take(started('08:01:00', { attempt: 'a-2' }))
  expect(heldBy(holds)).toEqual(['urn:a'])
  expect(holds.take(completed('08:02:00', { attempt: 'a-2' }))).toMatchObject({
    of_sources: ['urn:a'],
  })
})

test('a lapse that was decided before the attempt was heard of again ends nothing', () => {
  const holds = holdsAfter(started('08:00:00'), progressed('08:16:00'))
  expect(holds.take(lapsed('08:16:01', '08:00:00'))).toBe(undefined)
  expect(heldBy(holds)).toEqual(['urn:a'])
  expect(holds.take(lapsed('08:40:00', '08:16:00'))).toMatchObject({ import_id: 'i-1' })
})

test('where the clock of the log was put right, the time counts from there', () => {
  const holds = holdsAfter(started('20:00:00'))
  expect(ids(holds.lapsedAt(at('08:00:00')))).toEqual([])
  expect(ids(holds.lapsedAt(at('08:14:59')))).toEqual([])
  expect(ids(holds.lapsedAt(at('08:15:00')))).toEqual(['a-1'])
})
