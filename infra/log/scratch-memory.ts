import type { ScratchMemory } from '@jianwei/events/ports/scratch-memory.ts'
import { rowOf, SqliteDatabase, type SqlStatement } from '#/log/sqlite-database.ts'

/** Beyond this the memory lies in a temporary file. */
const CACHE_KIB_MAX = 16_384
/**
 * Entries that are held in the process before they move to the table: with room to find them fast,
 * 9 MB.
 */
const ENTRIES_MAX = 262_144

/** A memory that may grow as large as the disk, and holds little of the process's own. */
export class SqliteScratchMemory implements ScratchMemory {
  readonly #database: SqliteDatabase
  readonly #select: SqlStatement
  readonly #save: SqlStatement
  readonly #recent: RecentEntries
  #isTableEmpty = true

  constructor(entriesMax = ENTRIES_MAX) {
    const table = 'CREATE TABLE held (key INTEGER PRIMARY KEY, value INTEGER NOT NULL) STRICT;'
    this.#database = SqliteDatabase.temporary(table, CACHE_KIB_MAX)
    this.#select = this.#database.prepare('SELECT value FROM held WHERE key = ?')
    this.#select.setReadBigInts(true)
    this.#save = this.#database.prepare(
      'INSERT INTO held VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value',
    )
    this.#recent = new RecentEntries(entriesMax)
  }

  get(key: bigint): bigint | undefined {
    const recent = this.#recent.get(key)
    if (recent !== undefined || this.#isTableEmpty) return recent
    const row = this.#select.get(key)
    // An integer, as the table says, and as such the statement gives it.
    return row === undefined ? undefined : (rowOf(row)[0] as bigint)
  }

  set(key: bigint, value: bigint): void {
    if (this.#recent.set(key, value)) return
    for (const held of this.#recent.sortedKeys()) this.#save.run(held, this.#recent.get(held) ?? 0n)
    this.#isTableEmpty = false
    this.#recent.clear()
    this.#recent.set(key, value)
  }

  [Symbol.dispose](): void {
    this.#database[Symbol.dispose]()
  }
}

/** A hash table with open addressing: an entry has the first free slot at or after its own. */
class RecentEntries {
  readonly #max: number
  /** One less than the number of slots, which is a power of two. */
  readonly #mask: number
  readonly #keys: BigInt64Array
  readonly #values: BigInt64Array
  readonly #isHeld: Uint8Array
  #count = 0

  constructor(max: number) {
    this.#max = max
    const slots = 2 ** Math.ceil(Math.log2(max * 2))
    this.#mask = slots - 1
    this.#keys = new BigInt64Array(slots)
    this.#values = new BigInt64Array(slots)
    this.#isHeld = new Uint8Array(slots)
  }

  get(key: bigint): bigint | undefined {
    const slot = this.#slotOf(key)
    return this.#isHeld[slot] === 1 ? this.#values[slot] : undefined
  }

  /** False when it is full. */
  set(key: bigint, value: bigint): boolean {
    const slot = this.#slotOf(key)
    if (this.#isHeld[slot] === 0) {
      if (this.#count === this.#max) return false
      this.#count += 1
      this.#isHeld[slot] = 1
      this.#keys[slot] = key
    }
    this.#values[slot] = value
    return true
  }

  /** In the order of a table, so that each of its pages is written once. */
  sortedKeys(): BigInt64Array {
    return this.#keys.filter((_, slot) => this.#isHeld[slot] === 1).sort()
  }

  clear(): void {
    this.#isHeld.fill(0)
    this.#count = 0
  }

  /** Where the key is, or would be. There is always a free slot. */
  #slotOf(key: bigint): number {
    let slot = Number(BigInt.asUintN(32, key)) & this.#mask
    while (this.#isHeld[slot] === 1 && this.#keys[slot] !== key) slot = (slot + 1) & this.#mask
    return slot
  }
}
