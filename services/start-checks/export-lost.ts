import { createHash, type Hash } from 'node:crypto'
import { open, rm, type FileHandle } from 'node:fs/promises'
import { namesOfFacts, rowsAt } from '@jianwei/projections/log-witness/lost-rows.ts'
import type { Witness } from '@jianwei/projections/log-witness/queries.ts'
import { cloudEventOfRow } from '#/start-checks/cloud-event-of-row.ts'
import { lostEvents, type ComparedStores, type LogLoss } from '#/start-checks/log-loss.ts'

export interface LostExport {
  /** Of the file of events that can be sent again. */
  readonly hash: string
  readonly sendable: number
  /** Where the others are; null when there are none. */
  readonly records_file: string | null
  readonly records: number
  /** Lost events of which the warehouse cannot give the content. */
  readonly unreadable: number
}

/** May hold what is personal. */
const OWNER_ONLY = 0o600

/**
 * Writes what only the warehouse has seen: facts, corrections and retractions to `file`, as
 * CloudEvents that `POST /v1/events` takes again, and everything that cannot be sent beside it, one
 * row a line. Durable when it resolves. Throws when one of the files exists.
 */
export async function exportLost(
  witness: Witness,
  stores: ComparedStores,
  loss: LogLoss,
  file: string,
): Promise<LostExport> {
  const recordsFile = `${file}.records`
  await using sendable = await NewFile.create(file)
  await using records = await NewFile.create(recordsFile)
  let found = 0
  for await (const lost of lostEvents(witness, stores, loss.common?.position ?? 0)) {
    const rows = await rowsAt(
      stores.warehouse,
      lost.map(({ position }) => position),
    )
    const amended = rows
      .filter(({ fact_id, event_id }) => fact_id !== event_id)
      .map(({ fact_id }) => fact_id)
    const names = await namesOfFacts(stores.warehouse, [...new Set(amended)])
    found += rows.length
    for (const row of rows) {
      const event = cloudEventOfRow(row, names.get(row.fact_id))
      if (event === undefined) await records.write(row)
      else await sendable.write(event)
    }
  }
  await sendable.sync()
  await records.sync()
  if (records.lines === 0) await rm(recordsFile)
  return {
    hash: sendable.hash(),
    sendable: sendable.lines,
    records_file: records.lines === 0 ? null : recordsFile,
    records: records.lines,
    unreadable: loss.events - found,
  }
}

/** A file of JSON lines that nobody had made before. */
class NewFile implements AsyncDisposable {
  readonly #handle: FileHandle
  readonly #hash: Hash = createHash('sha256')
  lines = 0

  private constructor(handle: FileHandle) {
    this.#handle = handle
  }

  static async create(path: string): Promise<NewFile> {
    return new NewFile(await open(path, 'wx', OWNER_ONLY))
  }

  async write(value: object): Promise<void> {
    const line = `${JSON.stringify(value)}\n`
    this.#hash.update(line)
    await this.#handle.write(line)
    this.lines += 1
  }

  sync(): Promise<void> {
    return this.#handle.sync()
  }

  /** SHA-256, once all is written. */
  hash(): string {
    return this.#hash.digest('hex')
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#handle.close()
  }
}
