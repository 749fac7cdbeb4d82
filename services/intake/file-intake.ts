import { Counter, type Registry } from 'prom-client'
import type { RemovedUploads, UploadStore } from '@jianwei/events/ports/upload-store.ts'
import type { AuditTrail } from '#/audit/audit-trail.ts'
import type { FileRouteParts } from '#/intake/http/file-parts.ts'
import {
  BackgroundImports,
  type BackgroundImportParts,
} from '#/intake/imports/background-imports.ts'
import { ImportBook } from '#/intake/imports/import-book.ts'
import { SHIPPED_MAPPINGS } from '#/intake/mapping/mapping-files.ts'
import { KnownMappings } from '#/intake/published/known-mappings.ts'
import { MappingBook } from '#/intake/published/mapping-book.ts'
import type { Loops } from '#/lifecycle/loops.ts'
import { repeat } from '#/lifecycle/repeat.ts'
import { together } from '#/lifecycle/together.ts'

const SWEEP_MS = 3_600_000

export interface FileIntakeParts extends Omit<
  BackgroundImportParts,
  'mappings' | 'book' | 'logger'
> {
  readonly audit: Pick<AuditTrail, 'reading'>
  readonly uploads: UploadStore
  readonly mappings_dir: string | null
  readonly loops: Loops
  readonly metrics: Registry
  readonly logger: BackgroundImportParts['logger'] & {
    info(fields: object, message: string): void
    warn(fields: object, message: string): void
  }
}

/** Mappings that are published, files that are sent in, and imports that are ordered. */
export interface FileIntake {
  readonly routes: FileRouteParts
  readonly mappings: KnownMappings
  /** Knows what is published, until the signal aborts. */
  run(signal: AbortSignal): Promise<void>
  /** Carries imports out until the signal aborts: in one process of those with the same log. */
  carryOut(signal: AbortSignal): Promise<void>
}

export function fileIntake(parts: FileIntakeParts): FileIntake {
  const { log, scratch, now, uploads, audit, mappings_dir, loops } = parts
  const folders = [...(mappings_dir === null ? [] : [mappings_dir]), SHIPPED_MAPPINGS]
  const mappings = new KnownMappings(new MappingBook(), folders)
  const book = new ImportBook()
  const background = new BackgroundImports({ ...parts, mappings, book })
  const told = removalsTold(parts)
  const carryOut = (signal: AbortSignal): Promise<void> =>
    together(signal, [
      (until) => background.run(until),
      (until) =>
        repeat(SWEEP_MS, until, async () => {
          await book.catchUp(log, until)
          told(await uploads.removeOver((id) => book.reads(id)))
        }),
    ])
  return {
    routes: { log, scratch, now, uploads, mappings, imports: book, background, audit },
    mappings,
    run: (signal) => loops.run('mappings', () => mappings.book.follow(log, signal), signal),
    carryOut,
  }
}

/** What was removed is counted, and told in a line of the log. */
function removalsTold({
  metrics,
  logger,
}: Pick<FileIntakeParts, 'metrics' | 'logger'>): (removed: RemovedUploads) => void {
  const counter = new Counter({
    name: 'jianwei_uploads_removed_total',
    help: 'Files that were sent in and are removed: their time was over, or they were half sent',
    labelNames: ['why'],
    registers: [metrics],
  })
  return ({ expired, half_sent, bytes_freed, left }) => {
    counter.inc({ why: 'expired' }, expired)
    counter.inc({ why: 'half_sent' }, half_sent)
    if (expired + half_sent > 0) logger.info({ expired, half_sent, bytes_freed }, 'uploads removed')
    if (left.length > 0) logger.warn({ left }, 'uploads that cannot be removed')
  }
}
