import { setImmediate as nextTurn } from 'node:timers/promises'
import { expect, test } from 'vitest'
import type { StreamId } from '@jianwei/events/envelope.ts'
import { LogUnavailable } from '@jianwei/events/errors.ts'
import type { Checkpoint, EventLog } from '@jianwei/events/ports/event-log.ts'
import type { CheckpointStore } from '@jianwei/events/ports/checkpoint-store.ts'
import type { Warehouse } from '@jianwei/projections/ports/warehouse.ts'
import { defineFold, defineProjection, type Projection } from '@jianwei/projections/projection.ts'
import { WarehouseError } from '@jianwei/projections/warehouse-error.ts'
import { recordedLog } from '@jianwei/tests/support/log/recorded-log.ts'
import { emptyLog, emptyWarehouse } from '@jianwei/tests/support/server/server-without-data.ts'
import { runProjector } from '#/projector/projector.ts'

const PASSING = new WarehouseError('insert: NOT_ENOUGH_SPACE', 243, { retryable: true })
const LASTING = new WarehouseError('insert: it must be opened again', 243, { retryable: false })

/** The second event of its stream: what stands before it is read from the log. */
const events = recordedLog(
  ['a', 'b'].map((id) => ({
    id,
    type: 'ComplaintReceived',
    occurred_at: '2026-03-01T00:00:00.000Z',
    data: { complaint_number: id },
  })),
).slice(1)

function projectionOf(table: string, rows = () => '[1]\n'): Projection {
  return defineProjection({ name: table, version: 1, table, columns: ['n'], events: 'all', rows })
}

/** What the projector ends with over a log that holds the event: an error, or how it ended. */
async function projected(
  projections: readonly Projection[],
  insert: Warehouse['insert'],
  read: EventLog['read'] = (stream) => emptyLog.read(stream),
): Promise<unknown> {
  let version = 0
  const checkpoints: CheckpointStore = {
    load: async () => undefined,
    save: async () => (version += 1),
    remove: async () => {},
    [Symbol.asyncDispose]: async () => {},
  }
  return runProjector({
    log: {
      ...emptyLog,
      read,
      async *follow() {
        yield { events, checkpoint: '2' as Checkpoint }
      },
    },
    warehouse: { ...emptyWarehouse, insert },
    checkpoints,
    projections,
    batch_events_max: 10,
    insert_interval_ms: 0,
    announce: () => {},
    signal: new AbortController().signal,
    until: 'head',
  }).catch((error: unknown) => error)
}

test.each([
  { first: PASSING, second: LASTING },
  { first: LASTING, second: PASSING },
  { first: PASSING, second: new TypeError('a fault') },
])('of two failures the one is told that does not pass: $first, $second', async (failures) => {
  const both = Promise.withResolvers<void>()
  const failure = await projected(
    [projectionOf('first'), projectionOf('second')],
    async ({ table }) => {
      if (table === 'first') {
        await both.promise
        throw failures.first
      }
      both.resolve()
      await nextTurn()
      throw failures.second
    },
  )
  expect(failure).toBe(failures.first === LASTING ? LASTING : failures.second)
})

test('of failures that all pass the first is told', async () => {
  const later = new WarehouseError('insert: TOO_MANY_PARTS', 252, { retryable: true })
  const failure = await projected(
    [projectionOf('first'), projectionOf('second')],
    async ({ table }) => {
      await turns(table === 'first' ? 1 : 2)
      throw table === 'first' ? PASSING : later
    },
  )
  expect(failure).toBe(PASSING)
})

const FAULT = new TypeError('no rows')
const AWAY = new LogUnavailable('disk I/O error')
const ofFaultyEvents = projectionOf('rowless', () => {
  throw FAULT
})
const ofStreams = defineFold<number>({
  name: 'rowless',
  version: 1,
  table: 'rowless',
  columns: ['n'],
  events: ['ComplaintReceived'],
  after: (count = 0) => count + 1,
  row: (count) => `[${count}]\n`,
})

/** A log of which the stream of the event cannot be read. */
async function* unreadable(stream: StreamId): AsyncGenerator<never> {
  if (stream === events[0]?.stream) throw AWAY
  yield* []
}

test.each([
  { kind: 'events', projection: ofFaultyEvents, failure: FAULT },
  { kind: 'streams', projection: ofStreams, failure: AWAY },
])(
  'when rows of $kind cannot be made, what is under way ends first, and nothing more begins',
  async ({ projection, failure }) => {
    const begun: string[] = []
    let ended = 0
    const told = await projected(
      [projectionOf('slow'), projectionOf('slower'), projection, projectionOf('next')],
      async ({ table }) => {
        begun.push(table)
        await turns(20)
        ended += 1
      },
      unreadable,
    )
    expect([told, begun, ended]).toEqual([failure, ['slow', 'slower'], 2])
  },
)

test('when rows cannot be made now, an insert under way that can never be made is told', async () => {
  const told = await projected(
    [projectionOf('slow'), ofStreams],
    async () => {
      await turns(20)
      throw LASTING
    },
    unreadable,
  )
  expect(told).toBe(LASTING)
})

async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn += 1) await nextTurn()
}
