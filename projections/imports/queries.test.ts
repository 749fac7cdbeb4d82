import { afterEach, beforeEach, expect, test } from 'vitest'
import { recordedLog, type TestEvent } from '@jianwei/tests/support/log/recorded-log.ts'
import {
  openWarehouse,
  project,
  type WarehouseInFolder,
} from '@jianwei/tests/support/warehouse/warehouse-in-folder.ts'
import { importHolds, lastImports } from '#/imports/queries.ts'

let opened: WarehouseInFolder
beforeEach(async () => {
  opened = await openWarehouse()
})
afterEach(async () => opened[Symbol.asyncDispose]())

const counts = { accepted: 1, duplicate: 0, quarantined: 0 }
const file = { file: 'f.csv', mapping: 'm', file_hash: 'h' }

/** Of the import `of`, by the attempt of the same name where `data` says no other. */
function said(type: string, of: string, at: string, data: object = {}): TestEvent {
  const ids = type === 'ImportStarted' || type === 'ImportCompleted' ? {} : { attempt_id: of }
  return {
    id: `${type}:${of}:${at}`,
    type,
    source: 'jianwei:intake',
    subject_id: 'source:a',
    occurred_at: `2026-06-01T${at}.000Z`,
    recorded_at: `2026-06-01T${at}.000Z`,
    data: { import_id: of, ...ids, ...data },
  }
}
const started = (of: string, at: string, sources = ['urn:a']): TestEvent =>
  said('ImportStarted', of, at, { of_sources: sources, ...file })
const progressed = (of: string, at: string): TestEvent =>
  said('ImportProgressed', of, at, { of_sources: ['urn:a'], records: 1, ...counts })
const aborted = (of: string, at: string, outcome: string, code: string): TestEvent =>
  said('ImportAborted', of, at, {
    of_sources: ['urn:a'],
    ...file,
    outcome,
    code,
    records: 0,
    ...counts,
  })
const tick = (at: string): TestEvent => ({
  ...said('ClockAdvanced', 'clock', at),
  data: { to: `2026-06-01T${at}.000Z` },
})

async function say(...testEvents: readonly TestEvent[]): Promise<void> {
  await project(opened.warehouse, recordedLog(testEvents))
}

test('an empty warehouse knows no import', async () => {
  expect(await importHolds(opened.warehouse)).toEqual([])
  expect(await lastImports(opened.warehouse)).toEqual(new Map())
})

test('an attempt holds its sources from its start, and for fifteen minutes after its last word', async () => {
  await say(
    started('i', '08:00:00', ['urn:a', 'urn:b']),
    progressed('i', '08:10:00'),
    tick('08:24:59'),
  )
  expect(await importHolds(opened.warehouse)).toEqual([
    {
      import_id: 'i',
      attempt_id: 'i',
      of_sources: ['urn:a', 'urn:b'],
      file: 'f.csv',
      mapping: 'm',
      since: '2026-06-01T08:00:00.000Z',
      renewed_at: '2026-06-01T08:10:00.000Z',
      until: '2026-06-01T08:25:00.000Z',
    },
  ])
  const last = await lastImports(opened.warehouse)
  expect([...last.keys()]).toEqual(['urn:a', 'urn:b'])
  expect(last.get('urn:b')).toMatchObject({
    state: 'running',
    code: null,
    began_at: '2026-06-01T08:00:00.000Z',
  })
})

test('without a further word it holds no longer', async () => {
  await say(started('i', '08:00:00'), progressed('i', '08:10:00'), tick('08:25:00'))
  expect(await importHolds(opened.warehouse)).toEqual([])
})

test.each([
  ['completed', null, said('ImportCompleted', 'i', '08:01:00', counts)],
  ['refused', 'FILE_HEADER', aborted('i', '08:01:00', 'refused', 'FILE_HEADER')],
  ['failed', 'Z_BUF_ERROR', aborted('i', '08:01:00', 'failed', 'Z_BUF_ERROR')],
  ['stopped', 'STOPPED', aborted('i', '08:01:00', 'stopped', 'STOPPED')],
  ['superseded', 'SUPERSEDED', aborted('i', '08:01:00', 'superseded', 'SUPERSEDED')],
  [
    'lapsed',
    null,
    said('ImportLapsed', 'i', '08:01:00', {
      of_sources: ['urn:a'],
      renewed_at: '2026-06-01T08:00:00.000Z',
    }),
  ],
])('an attempt that was %s holds nothing, and is shown so', async (state, code, end) => {
  await say(started('i', '08:00:00'), end)
  expect(await importHolds(opened.warehouse)).toEqual([])
  expect((await lastImports(opened.warehouse)).get('urn:a')).toEqual({
    import_id: 'i',
    file: 'f.csv',
    mapping: 'm',
    state,
    code,
    began_at: '2026-06-01T08:00:00.000Z',
    changed_at: '2026-06-01T08:01:00.000Z',
  })
})

test('of several imports of a source each holds it, and the newest is shown', async () => {
  await say(
    started('i', '08:00:00'),
    aborted('x', '08:01:00', 'refused', 'FILE_EMPTY'),
    started('j', '08:02:00'),
  )
  expect((await importHolds(opened.warehouse)).map(({ import_id }) => import_id)).toEqual([
    'i',
    'j',
  ])
  expect((await lastImports(opened.warehouse)).get('urn:a')).toMatchObject({
    import_id: 'j',
    state: 'running',
  })
})
