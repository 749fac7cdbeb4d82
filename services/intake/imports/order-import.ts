import { outOfScope, type SendingScope } from '@jianwei/events/access/sending-scope.ts'
import { DomainError } from '@jianwei/events/errors.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import type { EventLog } from '@jianwei/events/ports/event-log.ts'
import type { Upload, UploadStore } from '@jianwei/events/ports/upload-store.ts'
import { FileRefused } from '#/intake/files/file-errors.ts'
import { openParts } from '#/intake/files/file-parts.ts'
import { hasHeader } from '#/intake/files/header.ts'
import { checkedColumns } from '#/intake/files/part-reader.ts'
import { importIdOf, nameOf } from '#/intake/import-file.ts'
import type { ImportBook } from '#/intake/imports/import-book.ts'
import { commandImport } from '#/intake/imports/import-orders.ts'
import { sourcesOf, type Mapping } from '#/intake/mapping/language.ts'
import type { NamedMapping } from '#/intake/published/known-mappings.ts'

/** Orders that wait beside the one that is carried out; the next is refused, retryable. */
export const IMPORTS_WAITING_MAX = 200

export class ImportsBusy extends DomainError {
  override readonly name = 'ImportsBusy'
  readonly code = 'IMPORTS_BUSY'
  override readonly retryable = true
}

export interface OrderParts {
  readonly log: EventLog
  readonly now: () => Instant
  readonly uploads: Pick<UploadStore, 'pathOf'>
  readonly imports: ImportBook
}

export interface ImportOrder {
  readonly upload: Upload
  readonly named: NamedMapping
  readonly actor: string
  readonly sends: SendingScope | null
}

/**
 * Takes an import into the queue, and gives its id: that of the one under way, where the same file
 * is being imported by the same mapping. Throws FileRefused and FileDamaged in the words of the
 * mapping, before anything is ordered, and ImportsBusy.
 */
export async function orderImport(parts: OrderParts, order: ImportOrder): Promise<string> {
  const { log, now, uploads, imports } = parts
  const { upload, named, actor, sends } = order
  await assertReadable(uploads.pathOf(upload), named.mapping)
  await imports.catchUp(log)
  const import_id = importIdOf(upload.sha256, named.mapping)
  const open = imports.open()
  if (open.length > IMPORTS_WAITING_MAX && !open.some((one) => one.import_id === import_id))
    throw new ImportsBusy(`${open.length} imports wait; try again when some have ended`)
  const data = {
    import_id,
    upload_id: upload.upload_id,
    file: nameOf(upload.file_name, upload.sha256),
    file_hash: upload.sha256,
    bytes_count: upload.bytes_count,
    mapping: named.mapping.mapping,
    mapping_version: named.version,
    mapping_hash: named.hash,
    of_sources: [...sourcesOf(named.mapping)],
    sends,
    actor,
  }
  await commandImport(log, { type: 'OrderImport', data }, now())
  await imports.catchUp(log)
  return import_id
}

/** Sources of the mapping that a key may not send for; empty where it may send for one at least. */
export function foreignSources(mapping: Mapping, sends: SendingScope): readonly string[] {
  const sources = sourcesOf(mapping)
  const foreign = sources.filter((source) =>
    outOfScope(sends, { source, type: '', region: null }).some(({ path }) => path === 'source'),
  )
  return foreign.length === sources.length ? foreign : []
}

/** As the import itself looks at a file before its first row. */
async function assertReadable(path: string, mapping: Mapping): Promise<void> {
  await using opened = await openParts(path, mapping, { packed: 0 })
  let isEmpty = true
  for (const part of opened.parts)
    if ((await checkedColumns(part, mapping)) !== undefined) isEmpty = false
  if (isEmpty && hasHeader(mapping)) throw new FileRefused('FILE_EMPTY', 'the file is empty')
}
