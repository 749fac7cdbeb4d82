import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { RecordedEvent, Revision, StreamId } from '@jianwei/events/envelope.ts'
import { ChdbWarehouse } from '@jianwei/infra/warehouse/chdb-warehouse.ts'
import { migrate } from '@jianwei/infra/warehouse/migrator.ts'
import { allProjections, allTableFiles } from '@jianwei/projections/all-projections.ts'
import type { RowProjection } from '@jianwei/projections/projection.ts'
import type { Warehouse } from '@jianwei/projections/ports/warehouse.ts'
import { WarehouseWithFields } from '@jianwei/projections/rules/facts/fields/with-fields.ts'
import { StreamFolds } from '@jianwei/services/projector/stream-folds.ts'

/** A warehouse in a folder of its own that goes when it is disposed. One at a time in a process. */
export interface WarehouseInFolder extends AsyncDisposable {
  readonly warehouse: Warehouse
  readonly folder: string
}

/** An empty warehouse with every table made. `seen`: what the engine is for whoever asks it. */
export async function openWarehouse(
  seen: (engine: Warehouse) => Warehouse = (engine) => engine,
): Promise<WarehouseInFolder> {
  const folder = await mkdtemp(join(tmpdir(), 'jianwei-warehouse-'))
  const warehouse = new WarehouseWithFields(seen(await ChdbWarehouse.open({ folder })))
  await migrate(warehouse, allTableFiles)
  return {
    warehouse,
    folder,
    async [Symbol.asyncDispose]() {
      await warehouse[Symbol.asyncDispose]()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** What was projected into a warehouse so far, by stream. */
const projected = new WeakMap<Warehouse, Map<StreamId, RecordedEvent[]>>()

/**
 * The rows that the projector would write for the events, in one batch. They come after those of
 * the calls before, whatever revisions they have.
 */
export async function project(
  warehouse: Warehouse,
  events: readonly RecordedEvent[],
): Promise<void> {
  const range = `${events[0]?.position ?? 0}-${events.at(-1)?.position ?? 0}`
  const placed = placedIn(warehouse, events)
  const folds = new StreamFolds({
    async *read(stream) {
      yield* projected.get(warehouse)?.get(stream) ?? []
    },
  })
  for (const projection of allProjections) {
    const body =
      'unread' in projection ? await folds.rows(projection, placed) : rowsOf(projection, placed)
    const token = `${projection.name}:v${projection.version}:${range}:${projection.table}`
    await warehouse.insert({ table: projection.table, columns: projection.columns, body, token })
  }
}

function rowsOf({ events: types, rows }: RowProjection, events: readonly RecordedEvent[]): string {
  const wanted = events.filter(({ type }) => types === 'all' || types.includes(type))
  return wanted.map(rows).join('')
}

/** The events with the revisions that they have behind those that came before. */
function placedIn(
  warehouse: Warehouse,
  events: readonly RecordedEvent[],
): readonly RecordedEvent[] {
  const streams = projected.get(warehouse) ?? new Map<StreamId, RecordedEvent[]>()
  projected.set(warehouse, streams)
  return events.map((event) => {
    const stream = streams.get(event.stream) ?? []
    streams.set(event.stream, stream)
    const placed = { ...event, revision: stream.length as Revision }
    stream.push(placed)
    return placed
  })
}
