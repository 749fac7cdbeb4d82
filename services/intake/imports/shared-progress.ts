import { z } from 'zod'
import { CheckpointConflict } from '@jianwei/events/errors.ts'
import type { CheckpointStore } from '@jianwei/events/ports/checkpoint-store.ts'
import type { ImportProgress } from '#/intake/import-file.ts'
import { storedRecord } from '#/lifecycle/stored-record.ts'

/** How often whoever carries an import out says how far it is. */
const TELL_MS = 1_000
const RECORD = 'import-progress'

const Count = z.number()
const Told = z.object({
  import_id: z.string(),
  progress: z.object({
    records: Count,
    accepted: Count,
    corrected: Count,
    duplicate: Count,
    quarantined: Count,
    bytes_read: Count,
    bytes_total: Count,
  }),
})

/**
 * How far the import is that is carried out now, for the processes that do not carry it out. Nobody
 * waits for it, and what cannot be told now is told a second later.
 */
export class SharedProgress {
  readonly #checkpoints: Pick<CheckpointStore, 'load' | 'save'>
  #toldAt = Number.NEGATIVE_INFINITY
  #isTelling = false

  constructor(checkpoints: Pick<CheckpointStore, 'load' | 'save'>) {
    this.#checkpoints = checkpoints
  }

  tell(importId: string, progress: ImportProgress): void {
    if (this.#isTelling || performance.now() - this.#toldAt < TELL_MS) return
    this.#isTelling = true
    this.#save(importId, progress)
      .catch(() => {})
      .finally(() => {
        this.#isTelling = false
        this.#toldAt = performance.now()
      })
  }

  /** Undefined where another import was told of last. */
  async of(importId: string): Promise<ImportProgress | undefined> {
    const told = await storedRecord(this.#checkpoints, RECORD, Told, 'how far an import is')
    return told?.value.import_id === importId ? told.value.progress : undefined
  }

  async #save(import_id: string, progress: ImportProgress): Promise<void> {
    const stored = await this.#checkpoints.load(RECORD)
    const text = JSON.stringify({ import_id, progress })
    await this.#checkpoints.save(RECORD, text, stored?.version ?? 'absent').catch(whereFaster)
  }
}

/** Another process is carrying something out now. */
function whereFaster(error: unknown): void {
  if (!(error instanceof CheckpointConflict)) throw error
}
