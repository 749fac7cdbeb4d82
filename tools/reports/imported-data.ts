import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { allProjections } from '@jianwei/projections/all-projections.ts'
import type { Warehouse } from '@jianwei/projections/ports/warehouse.ts'
import { openStores } from '@jianwei/services/all-in-one/stores.ts'
import { readConfig } from '@jianwei/services/all-in-one/config.ts'
import { importFile } from '@jianwei/services/intake/import-file.ts'
import { createIntake } from '@jianwei/services/intake/intake.ts'
import {
  mappingFromFile,
  SHIPPED_MAPPINGS,
} from '@jianwei/services/intake/mapping/mapping-files.ts'
import { PROJECTOR_BATCH_EVENTS_MAX } from '@jianwei/services/projector/batching.ts'
import { runProjector } from '@jianwei/services/projector/projector.ts'

export interface DataFile {
  readonly path: string
  /** The name of a mapping that comes with the program. */
  readonly mapping: string
}

/** Files in a data folder of their own, imported and projected; the folder goes on disposal. */
export interface ImportedData extends AsyncDisposable {
  readonly warehouse: Warehouse
  readonly head: number
  readonly events: number
  readonly quarantined: number
}

export async function importData(files: readonly DataFile[]): Promise<ImportedData> {
  const folder = await mkdtemp(join(tmpdir(), 'jianwei-data-'))
  await using opening = new AsyncDisposableStack()
  opening.defer(() => rm(folder, { recursive: true, force: true }))
  const stores = opening.use(await openStores(readConfig({ JIANWEI_DATA: folder })))
  const now = () => stores.clock.now()
  const { signal } = new AbortController()
  let events = 0
  let quarantined = 0
  for (const { path, mapping } of files) {
    const read = mappingFromFile(join(SHIPPED_MAPPINGS, `${mapping}.yaml`))
    const intake = createIntake({ ...stores, now })
    const summary = await importFile(path, read, {
      ...stores,
      intake,
      now,
      signal,
      onProgress: () => {},
    })
    events += summary.accepted
    quarantined += summary.quarantined
  }
  await runProjector({
    ...stores,
    projections: allProjections,
    batch_events_max: PROJECTOR_BATCH_EVENTS_MAX,
    insert_interval_ms: 0,
    announce: () => {},
    signal,
    until: 'head',
  })
  const head = await stores.log.head()
  const closing = opening.move()
  return {
    warehouse: stores.warehouse,
    head,
    events,
    quarantined,
    [Symbol.asyncDispose]: () => closing.disposeAsync(),
  }
}
