import { readdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/*
 * The engine's notes of insert tokens: `deduplication_logs/deduplication_log_N.txt` in the folder
 * of each table, a line for each part that an insert made.
 *
 * The engine notes the token first and gives the part its name afterwards (ClickHouse 26.7,
 * `MergeTreeSink::commitPart`: `MergeTreeDeduplicationLog::addPart`, then `renameTempPartAndAdd`;
 * `strace` shows `write` of the line, then `rename` of `tmp_insert_P` to `P`). A process that is
 * killed in between leaves a token whose part is not there, and the same insert again is taken for
 * a duplicate: its rows are lost. Killed within the `write`, it leaves a part of a line, after
 * which the engine reads no more of that file.
 *
 * So before anything is inserted, tokens without a part and lines that are no notes are taken out.
 * A part that was merged is there in the part that covers its block numbers; numbers beyond a part
 * without a name were given to nobody, because both steps are made under one lock, and so no merge
 * covers it.
 *
 * A table that is `Replicated` needs none of this: the name of a part and its token are one
 * transaction in Keeper.
 */

const NOTES_FOLDER = 'deduplication_logs'
/** Of an addition (1) or of the end of a part (2): `1 <part> <token>`. */
const NOTE = /^([12])\t([^\t]+)\t[^\t]+$/
/** `<partition>_<first block>_<last block>_<level>`, and a version where it was mutated. */
const PART = /^([^_]+)_(\d+)_(\d+)_\d+(?:_\d+)?$/

interface Blocks {
  readonly partition: string
  readonly first: number
  readonly last: number
}

/**
 * Takes tokens without a part out of the notes of every table in the engine's folder. Whoever calls
 * it must keep others from writing there. True when there were any: an engine that is open still
 * knows them.
 */
export async function forgetTokensWithoutPart(folder: string): Promise<boolean> {
  let forgotten = false
  for await (const { path, kept } of wrongNotes(folder)) {
    // Beside the tables, because the engine takes every file among the notes for one of them.
    const draft = join(folder, 'token-notes.draft')
    await writeFile(draft, kept, { flush: true })
    await rename(draft, path)
    forgotten = true
  }
  return forgotten
}

/**
 * Whether an insert that failed has left a token without its part. While others insert, theirs may
 * be on the way.
 */
export async function hasTokensWithoutPart(folder: string): Promise<boolean> {
  for await (const _ of wrongNotes(folder)) return true
  return false
}

interface WrongNotes {
  readonly path: string
  readonly kept: string
}

async function* wrongNotes(folder: string): AsyncGenerator<WrongNotes> {
  for (const table of await tableFolders(folder)) {
    for (const file of await namesIn(join(table, NOTES_FOLDER))) {
      const path = join(table, NOTES_FOLDER, file)
      const notes = await readFile(path, 'utf8')
      // After the notes: a part that they name has its own name by then, or never gets it.
      const kept = notesWithPart(notes, await namesIn(table))
      if (kept !== notes) yield { path, kept }
    }
  }
}

/**
 * The notes without tokens whose part is neither among the names in the table's folder nor covered
 * by one of them.
 */
export function notesWithPart(notes: string, names: readonly string[]): string {
  const parts = Map.groupBy(
    names.flatMap((name) => blocksOf(name) ?? []),
    ({ partition }) => partition,
  )
  const isThere = (name: string): boolean => {
    const blocks = blocksOf(name)
    if (blocks === undefined) return false
    const { partition, first, last } = blocks
    return parts.get(partition)?.some((part) => part.first <= first && last <= part.last) ?? false
  }
  // What follows the last line feed was cut off while it was written.
  const lines = notes.split('\n').slice(0, -1)
  const kept = lines.filter((line) => {
    const [, operation, part] = NOTE.exec(line) ?? []
    return part !== undefined && (operation === '2' || isThere(part))
  })
  return kept.map((line) => `${line}\n`).join('')
}

/** Tables of every database, dropped ones too until the engine removes them. */
async function tableFolders(folder: string): Promise<readonly string[]> {
  const store = join(folder, 'store')
  const groups = await namesIn(store)
  const tables = await Promise.all(
    groups.map(async (group) =>
      (await namesIn(join(store, group))).map((table) => join(store, group, table)),
    ),
  )
  return tables.flat()
}

/** Empty for a folder that is not there, or no longer. */
async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder)
  } catch (error) {
    if (
      error instanceof Error &&
      'code' in error &&
      (error.code === 'ENOENT' || error.code === 'ENOTDIR')
    )
      return []
    throw error
  }
}

function blocksOf(name: string): Blocks | undefined {
  const [, partition, first, last] = PART.exec(name) ?? []
  return partition === undefined
    ? undefined
    : { partition, first: Number(first), last: Number(last) }
}
