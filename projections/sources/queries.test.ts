import { afterAll, beforeAll, expect, test } from 'vitest'
import { recordedLog, retraction, SOURCE } from '@jianwei/tests/support/log/recorded-log.ts'
import {
  openWarehouse,
  project,
  type WarehouseInFolder,
} from '@jianwei/tests/support/warehouse/warehouse-in-folder.ts'
import { sources } from '#/sources/queries.ts'
import { newestRefusals } from '#/sources/refusal-reasons.ts'

let opened: WarehouseInFolder
beforeAll(async () => {
  opened = await openWarehouse()
})
afterAll(async () => opened[Symbol.asyncDispose]())

test('an empty warehouse knows no source', async () => {
  expect(await sources(opened.warehouse)).toEqual([])
})

test('a source is known by what it registered, sent and had refused', async () => {
  const listed = { type: 'SeriousViolationListed', data: {} }
  const platform = {
    source: 'jianwei:intake',
    occurred_at: '2026-06-02T00:00:00.000Z',
    subject_id: 'platform:intake',
  }
  const refused = { channel: 'http', reasons: [{ code: 'FIELD_MISSING', path: 'data.name' }] }
  await project(
    opened.warehouse,
    recordedLog([
      {
        ...listed,
        id: '1',
        occurred_at: '2026-06-01T00:00:00.000Z',
        reported_at: '2026-06-01T00:01:00.000Z',
        recorded_at: '2026-06-01T00:02:00.000Z',
      },
      {
        ...listed,
        id: '2',
        occurred_at: '2026-06-02T00:00:00.000Z',
        reported_at: '2026-06-02T00:03:00.000Z',
        recorded_at: '2026-06-02T00:10:00.000Z',
      },
      retraction('3', '1', {
        occurred_at: '2026-06-02T00:10:00.000Z',
        reported_at: '2026-06-02T00:10:00.000Z',
        recorded_at: '2026-06-02T00:10:00.000Z',
      }),
      {
        ...platform,
        id: 'registered',
        type: 'SourceRegistered',
        recorded_at: '2026-06-02T00:11:00.000Z',
        data: { name: SOURCE, title: { en: 'Bureau', zh: '局' }, license: 'CC0-1.0' },
      },
      {
        ...platform,
        id: 'q1',
        type: 'InputQuarantined',
        recorded_at: '2026-06-02T00:12:00.000Z',
        data: { ...refused, quarantine_id: 'q1', of_source: SOURCE },
      },
      {
        ...platform,
        id: 'q2',
        type: 'InputQuarantined',
        recorded_at: '2026-06-03T00:12:00.500Z',
        data: {
          ...refused,
          quarantine_id: 'q2',
          reasons: [...refused.reasons, ...refused.reasons, { code: 'TIME_UNREADABLE', path: '' }],
        },
      },
      ...[7, 5].map((count, at) => ({
        ...platform,
        id: `c${at}`,
        type: 'RefusedInputCounted',
        recorded_at: `2026-06-04T00:1${at}:00.000Z`,
        data: {
          channel: 'http',
          of_source: SOURCE,
          day: '2026-06-04',
          code: 'FIELD_MISSING',
          count,
          counted_to: 12,
        },
      })),
    ]),
  )
  expect(await newestRefusals(opened.warehouse)).toEqual([
    { source: '', code: 'FIELD_MISSING', inputs: 1 },
    { source: '', code: 'TIME_UNREADABLE', inputs: 1 },
    { source: SOURCE, code: 'FIELD_MISSING', inputs: 1 },
  ])
  const nothing = {
    title: null,
    department: null,
    license: null,
    events: 0,
    amendments: 0,
    last_occurred_at: null,
    last_recorded_at: null,
    reporting_delay_s_mean: null,
    reporting_delay_s_max: null,
    recording_delay_s_mean: null,
    recording_delay_s_max: null,
  }
  expect(await sources(opened.warehouse)).toEqual([
    {
      ...nothing,
      source: '',
      refused: 1,
      refused_counted: 0,
      last_refused_at: '2026-06-03T00:12:00.500Z',
    },
    {
      source: SOURCE,
      title: { en: 'Bureau', zh: '局' },
      department: null,
      license: 'CC0-1.0',
      events: 3,
      amendments: 1,
      last_occurred_at: '2026-06-02T00:10:00.000Z',
      last_recorded_at: '2026-06-02T00:10:00.000Z',
      reporting_delay_s_mean: 80,
      reporting_delay_s_max: 180,
      recording_delay_s_mean: 240,
      recording_delay_s_max: 600,
      refused: 1,
      refused_counted: 12,
      last_refused_at: '2026-06-04T00:11:00.000Z',
    },
  ])
})
