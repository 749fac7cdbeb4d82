import { streamOf } from '@jianwei/events/envelope.ts'
import type { EventLog } from '@jianwei/events/ports/event-log.ts'
import type { ImportedFile } from '#/intake/import-attempt.ts'
import { isExchange } from '#/intake/mapping/language.ts'

/**
 * Written by attempts that came to rows. One that was refused at its header or killed before it
 * took nothing.
 */
const READS_ROWS: ReadonlySet<string> = new Set([
  'ImportStarted',
  'ImportProgressed',
  'ImportCompleted',
])

/**
 * Whether the register has said something else since the file was read: another file of its source
 * was read. The file is then a release like any other, also where its bytes were imported before: a
 * register that returns to what it said before must not be left at what it said in between. Ids
 * that name occurrences, and reports with times of their own, lose nothing by being read once.
 */
export async function isReleasedAnew(
  log: Pick<EventLog, 'read'>,
  { import_id, mapping }: Pick<ImportedFile, 'import_id' | 'mapping'>,
): Promise<boolean> {
  if (mapping.identity !== 'record' || isExchange(mapping)) return false
  let last: unknown = import_id
  for await (const { type, data } of log.read(streamOf('source', mapping.source))) {
    if (READS_ROWS.has(type)) last = data['import_id']
  }
  return last !== import_id
}
