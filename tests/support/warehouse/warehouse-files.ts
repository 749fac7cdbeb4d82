import { readdir, readFile, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'

/*
 * Where the embedded engine keeps what, for tests that damage it: `store` holds a folder for the
 * database with one file of metadata a table, and a folder for each table with one folder a part.
 */

/** The file that says what the table is. */
export function metadataFile(warehouse: string, table: string): string {
  return join(warehouse, 'metadata', 'jianwei', `${table}.sql`)
}

/**
 * The folders of the table's parts, also of those that the engine has merged into others and will
 * soon remove.
 */
export async function partsOf(warehouse: string, table: string): Promise<readonly string[]> {
  const [, id = ''] =
    /UUID '([0-9a-f-]+)'/.exec(await readFile(metadataFile(warehouse, table), 'utf8')) ?? []
  const folder = join(warehouse, 'store', id.slice(0, 3), id)
  return (await readdir(folder)).filter((name) => PART.test(name)).map((name) => join(folder, name))
}

/** Partition, first and last block, how often it was merged. */
const PART = /^(\w+)_(\d+)_(\d+)_(\d+)$/

/** A part that the table is made of: no other covers it. */
export async function livingPart(warehouse: string, table: string): Promise<string> {
  const parts = (await partsOf(warehouse, table)).map((path) => {
    const [, partition, first, last, level] = PART.exec(basename(path)) ?? []
    return { path, partition, first: Number(first), last: Number(last), level: Number(level) }
  })
  const living = parts.find(
    (part) =>
      !parts.some(
        (other) =>
          other.partition === part.partition &&
          other.level > part.level &&
          other.first <= part.first &&
          other.last >= part.last,
      ),
  )
  if (living === undefined) throw new Error(`${table} has no part`)
  return living.path
}

/** The file with the part's columns; small parts keep all of them in one. */
export async function dataFile(part: string): Promise<string> {
  const names = await readdir(part)
  return join(part, names.includes('data.bin') ? 'data.bin' : 'position.bin')
}

/** Changes one bit in the middle of the file. */
export async function flipBit(file: string): Promise<void> {
  const bytes = await readFile(file)
  // The file is not empty.
  bytes[bytes.length >> 1]! ^= 1
  await writeFile(file, bytes)
}
