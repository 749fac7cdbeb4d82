import { DomainError } from '@jianwei/events/errors.ts'
import type { ImportOrdered, ImportOrderEnded } from '@jianwei/events/import/events.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import type { CheckpointStore } from '@jianwei/events/ports/checkpoint-store.ts'
import type { EventLog } from '@jianwei/events/ports/event-log.ts'
import type { ScratchMemory } from '@jianwei/events/ports/scratch-memory.ts'
import type { UploadStore } from '@jianwei/events/ports/upload-store.ts'
import { traceOf } from '#/http/error-trace.ts'
import { FileDamaged, FileRefused } from '#/intake/files/file-errors.ts'
import { importFile, ImportStopped, type ImportProgress } from '#/intake/import-file.ts'
import type { ImportBook } from '#/intake/imports/import-book.ts'
import { commandImport } from '#/intake/imports/import-orders.ts'
import { SharedProgress } from '#/intake/imports/shared-progress.ts'
import type { Intake } from '#/intake/intake.ts'
import type { KnownMappings } from '#/intake/published/known-mappings.ts'
import { MappingRefused } from '#/intake/mapping/read-mapping.ts'
import { intakeFor } from '#/intake/sender-scope.ts'
import { together } from '#/lifecycle/together.ts'

/**
 * A file on which the program dies each time is not begun without end. An attempt says how far it
 * came once a minute.
 */
export const STARTS_IN_VAIN_MAX = 20

export interface BackgroundImportParts {
  readonly log: EventLog
  readonly checkpoints: CheckpointStore
  readonly scratch: () => ScratchMemory
  readonly intake: Intake
  readonly uploads: UploadStore
  readonly mappings: KnownMappings
  readonly book: ImportBook
  readonly now: () => Instant
  readonly logger: { error(fields: object, message: string): void }
}

/**
 * Imports that were ordered, one after another in the order of their orders. An order stands in the
 * log before anything is read, and has ended when its end stands there: what a kill or a stop of
 * the program cut short goes on at the next start, where the record of the import has come to.
 */
export class BackgroundImports {
  readonly #parts: BackgroundImportParts
  readonly #progress: SharedProgress
  #running: Running | undefined
  #wake: () => void = () => {}

  constructor(parts: BackgroundImportParts) {
    this.#parts = parts
    this.#progress = new SharedProgress(parts.checkpoints)
  }

  /** Of an import that has not ended, whichever process reads it; of another one undefined. */
  async progressOf(importId: string): Promise<ImportProgress | undefined> {
    const running = this.#running
    if (running?.order.import_id === importId) return running.progress
    // Of several that wait the first is read.
    const [first] = this.#parts.book.open()
    return first?.import_id === importId ? this.#progress.of(importId) : undefined
  }

  /** Until the signal aborts. Throws what passes, such as a log that is away. */
  async run(signal: AbortSignal): Promise<void> {
    const { log, book } = this.#parts
    // An order that ended long ago is not taken for an open one.
    await book.catchUp(log, signal)
    await together(signal, [
      (until) => book.follow(log, until, () => this.#look()),
      (until) => this.#work(until),
    ])
  }

  async #work(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const order = this.#parts.book.open()[0]
      if (order === undefined) await this.#untilLooked(signal)
      else await this.#carryOut(order, signal)
    }
  }

  /** The book has read further: there may be an order, or one to stop. */
  #look(): void {
    const running = this.#running
    if (running !== undefined && this.#parts.book.get(running.order.import_id)?.stop != null)
      running.stopping.abort(new ImportStopped())
    this.#wake()
  }

  #untilLooked(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const wake = (): void => {
        signal.removeEventListener('abort', wake)
        this.#wake = () => {}
        resolve()
      }
      this.#wake = wake
      signal.addEventListener('abort', wake)
      if (signal.aborted) wake()
    })
  }

  async #carryOut(order: ImportOrdered, signal: AbortSignal): Promise<void> {
    const { log, book, now } = this.#parts
    const { import_id, order: number } = order
    const end = await this.#read(order, signal)
    if (signal.aborted) return
    const data = { import_id, order: number, release_lack: null, ...end }
    await commandImport(log, { type: 'EndImportOrder', data }, now())
    await book.catchUp(log, signal)
  }

  /** How it ended. Throws what passes, and whatever the stop of the program cuts short. */
  async #read(order: ImportOrdered, signal: AbortSignal): Promise<End> {
    const { book, uploads, mappings, intake } = this.#parts
    const known = book.get(order.import_id)
    if (known?.stop != null) return { outcome: 'stopped', code: 'STOPPED' }
    if ((known?.starts_in_vain ?? 0) >= STARTS_IN_VAIN_MAX)
      return { outcome: 'failed', code: 'STARTED_IN_VAIN' }
    const upload = await uploads.find(order.upload_id)
    if (upload === undefined) return { outcome: 'failed', code: 'UPLOAD_GONE' }
    const stopping = new AbortController()
    const running: Running = { order, stopping, progress: undefined }
    this.#running = running
    try {
      const version = order.mapping_version ?? undefined
      const found = await mappings.find(this.#parts.log, order.mapping, version)
      if (found?.hash !== order.mapping_hash) return { outcome: 'failed', code: 'MAPPING_CHANGED' }
      await importFile(uploads.pathOf(upload), found.mapping, {
        ...this.#parts,
        intake: order.sends === null ? intake : intakeFor(intake, senderOf(order, order.sends)),
        mapping_version: order.mapping_version,
        signal: AbortSignal.any([signal, stopping.signal]),
        goes_on: true,
        onProgress: (progress) => {
          running.progress = progress
          this.#progress.tell(order.import_id, progress)
        },
      })
      return { outcome: 'read', code: null }
    } catch (error) {
      if (signal.aborted || (error instanceof DomainError && error.retryable)) throw error
      return this.#endOf(error, order)
    } finally {
      this.#running = undefined
    }
  }

  #endOf(error: unknown, { import_id }: ImportOrdered): End {
    if (error instanceof ImportStopped) return { outcome: 'stopped', code: 'STOPPED' }
    if (error instanceof FileRefused)
      return { outcome: 'refused', code: error.code, release_lack: error.release_lack }
    if (error instanceof MappingRefused) return { outcome: 'refused', code: error.code }
    if (error instanceof FileDamaged) return { outcome: 'failed', code: error.code }
    this.#parts.logger.error({ import_id, error: traceOf(error) }, 'import failed')
    return { outcome: 'failed', code: error instanceof DomainError ? error.code : 'UNEXPECTED' }
  }
}

type End = Pick<ImportOrderEnded, 'outcome' | 'code'> &
  Partial<Pick<ImportOrderEnded, 'release_lack'>>

interface Running {
  readonly order: ImportOrdered
  readonly stopping: AbortController
  progress: ImportProgress | undefined
}

function senderOf({ actor: account }: ImportOrdered, sends: NonNullable<ImportOrdered['sends']>) {
  return { account, way: 'the key of this import', sends }
}
