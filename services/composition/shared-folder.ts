import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { Gauge, type Registry } from 'prom-client'
import { CheckpointConflict } from '@jianwei/events/errors.ts'
import type { CheckpointStore } from '@jianwei/events/ports/checkpoint-store.ts'
import { keptSecret } from '@jianwei/infra/runtime/secret-file.ts'

const MARK = 'folder-id'

export interface SharedFolder {
  /** What lies in it. */
  readonly name: 'uploads' | 'evidence'
  readonly path: string
  /** By which it is set. */
  readonly variable: string
}

export interface SharedFolderParts {
  readonly checkpoints: Pick<CheckpointStore, 'load' | 'save'>
  readonly metrics: Registry
  readonly logger: { warn(fields: object, message: string): void }
}

/**
 * Processes that run side by side have one folder for what is too large for the log's server.
 * Whoever starts with another one than the process before says so: a file that was left with one of
 * them is not found by the other. Gives whether it is the same.
 */
export async function checkSharedFolder(
  { checkpoints, metrics, logger }: SharedFolderParts,
  { name, path, variable }: SharedFolder,
): Promise<boolean> {
  const { text: id } = keptSecret(join(path, MARK), randomUUID)
  const record = `folder-${name}`
  const stored = await checkpoints.load(record)
  const isSame = stored === undefined || stored.value === id
  if (!isSame)
    logger.warn(
      { folder: name, variable, path },
      'another process of this service, or the one before, has another folder: files that were ' +
        'left there are not found here. Mount one volume in all of them',
    )
  if (stored?.value !== id)
    await checkpoints.save(record, id, stored?.version ?? 'absent').catch((error: unknown) => {
      // Another one starts now, and says what there is to say.
      if (!(error instanceof CheckpointConflict)) throw error
    })
  const gauge = new Gauge({
    name: 'jianwei_folder_shared',
    help: '1 where the folder is the one that the process before had, 0 where it is another',
    labelNames: ['folder'],
    registers: [metrics],
  })
  gauge.set({ folder: name }, isSame ? 1 : 0)
  return isSame
}
