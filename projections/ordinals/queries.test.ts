import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Position } from '@jianwei/events/envelope.ts'
import { recordedLog } from '@jianwei/tests/support/log/recorded-log.ts'
import {
  openWarehouse,
  project,
  type WarehouseInFolder,
} from '@jianwei/tests/support/warehouse/warehouse-in-folder.ts'
import { endOfStretch, ordinalUpTo } from '#/ordinals/queries.ts'

/** Positions 1,000, 2,000 … of the events 1, 2 …: as an event store leaves gaps between them. */
const events = recordedLog(
  Array.from({ length: 10 }, (_, index) => ({
    id: `c-${index}`,
    type: 'ComplaintReceived',
    occurred_at: '2026-03-10T01:30:00.000Z',
    data: {
      complaint_number: String(index),
      channel: { code: '12315', text: '12315平台' },
      is_repeated: false,
    },
  })),
).map((event) => ({ ...event, position: (event.ordinal * 1_000) as Position }))

let opened: WarehouseInFolder
beforeAll(async () => {
  opened = await openWarehouse()
  await project(opened.warehouse, events)
})
afterAll(() => opened[Symbol.asyncDispose]())

test.each([
  [0, 0],
  [999, 0],
  [1_000, 1],
  [4_999, 4],
  [10_000, 10],
  [1_000_000, 10],
])('up to position %i there are %i events', async (position, ordinal) => {
  expect(await ordinalUpTo(opened.warehouse, position)).toBe(ordinal)
})

test.each([
  [
    'ends behind as many events as it may have',
    { after: 2_000, up_to: 9_000, events_max: 3 },
    5_000,
  ],
  ['begins between two events', { after: 2_500, up_to: 9_000, events_max: 3 }, 5_000],
  ['ends where there are no more', { after: 8_000, up_to: 10_000, events_max: 30 }, 10_000],
  ['goes no further than asked', { after: 0, up_to: 4_000, events_max: 30 }, 4_000],
  ['begins at the start', { after: 0, up_to: 10_000, events_max: 1 }, 1_000],
  ['is empty where nothing is behind it', { after: 10_000, up_to: 10_000, events_max: 5 }, 10_000],
])('a stretch %s', async (_, stretch, end) => {
  expect(await endOfStretch(opened.warehouse, stretch)).toBe(end)
})
