import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { Worker } from 'node:worker_threads'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { LogUnavailable } from '@jianwei/events/errors.ts'
import { SqliteDatabase } from '#/log/sqlite-database.ts'
import { LogFileRefused } from '#/log/sqlite-error.ts'
import { SCHEMA_STEPS } from '#/log/sqlite-schema.ts'

let folder: string
let file: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'jianwei-database-'))
  file = join(folder, 'log.db')
})
afterEach(() => rm(folder, { recursive: true, force: true }))

function count(database: SqliteDatabase): unknown {
  return database.read(() => database.prepare('SELECT count(*) FROM checkpoints').get())
}

function insertInto(database: SqliteDatabase, name: string, value = ''): () => void {
  const insert = database.prepare('INSERT INTO checkpoints VALUES (?, ?, 1)')
  return () => void insert.run(name, value)
}

test('a database of another program is refused, and not changed', async () => {
  using other = new DatabaseSync(file)
  other.exec('CREATE TABLE notes (text)')
  other.close()
  const before = await readFile(file)
  expect(() => SqliteDatabase.open(file)).toThrow(
    new LogFileRefused(file, 'it is a database of another program'),
  )
  expect(await readFile(file)).toEqual(before)
})

test('a file that is no database is refused, and not changed', async () => {
  const text = 'time,subject\n'.repeat(100)
  await writeFile(file, text)
  expect(() => SqliteDatabase.open(file)).toThrow(
    new LogFileRefused(file, 'it is not an SQLite database'),
  )
  expect(await readFile(file, 'utf8')).toBe(text)
})

test('a log of a newer program is refused', () => {
  SqliteDatabase.open(file)[Symbol.dispose]()
  const newer = new DatabaseSync(file)
  newer.exec('PRAGMA user_version = 99')
  newer.close()
  expect(() => SqliteDatabase.open(file)).toThrow(
    `its version 99 is newer than this program's ${SCHEMA_STEPS.length}`,
  )
})

test('a folder that does not exist is a condition of the machine', () => {
  expect(() => SqliteDatabase.open(join(folder, 'absent', 'log.db'))).toThrow(LogUnavailable)
})

test('a commit is durable against a loss of power: WAL with full synchronisation', () => {
  using database = SqliteDatabase.open(file)
  const pragma = (name: string) => database.prepare(`PRAGMA ${name}`).get()
  expect([pragma('journal_mode'), pragma('synchronous')]).toEqual([['wal'], [2]])
})

test('work that throws writes nothing, and the next work is none the worse', async () => {
  using database = SqliteDatabase.open(file)
  const bug = new Error('a bug')
  const broken = database.write(() => {
    insertInto(database, 'a')()
    throw bug
  })
  await expect(broken).rejects.toBe(bug)
  expect(count(database)).toEqual([0])
  await database.write(insertInto(database, 'b'))
  expect(count(database)).toEqual([1])
})

test('a full disk is LogUnavailable, nothing is half-written, and with room the same work succeeds', async () => {
  using database = SqliteDatabase.open(file)
  const pages = Number(Object.values(database.prepare('PRAGMA page_count').get() ?? {})[0])
  database.prepare(`PRAGMA max_page_count = ${pages + 5}`).get()
  const work = (): void => {
    insertInto(database, 'small')()
    insertInto(database, 'large', 'x'.repeat(200_000))()
  }
  const full = database.write(work)
  await expect(full).rejects.toBeInstanceOf(LogUnavailable)
  await expect(full).rejects.toMatchObject({
    code: 'LOG_UNAVAILABLE',
    retryable: true,
    cause: { errcode: 13 },
  })
  expect(count(database)).toEqual([0])
  database.prepare('PRAGMA max_page_count = 1000000').get()
  await database.write(work)
  expect(count(database)).toEqual([2])
})

test('while another process writes, a writer waits without stopping this one', async () => {
  using database = SqliteDatabase.open(file)
  using other = SqliteDatabase.open(file)
  other.prepare('BEGIN IMMEDIATE').run()
  insertInto(other, 'theirs')()
  let ticks = 0
  const ticking = setInterval(() => ticks++, 5)
  const writing = database.write(insertInto(database, 'ours'))
  await expect.poll(() => ticks).toBeGreaterThan(5)
  expect(count(database)).toEqual([0])
  other.prepare('COMMIT').run()
  await writing
  clearInterval(ticking)
  expect(count(database)).toEqual([2])
})

test('many processes may open a new file at the same time', async () => {
  const opened = Array.from({ length: 5 }, () => SqliteDatabase.open(file))
  await Promise.all(
    opened.map((database, index) => database.write(insertInto(database, String(index)))),
  )
  // The array is not empty.
  expect(count(opened[0]!)).toEqual([5])
  for (const database of opened) database[Symbol.dispose]()
})

// What another process does at the moment when it makes the same new file.
const HOLDS_RESERVED = `
  const { DatabaseSync } = require('node:sqlite')
  const { parentPort, workerData } = require('node:worker_threads')
  const database = new DatabaseSync(workerData)
  database.exec('BEGIN IMMEDIATE')
  parentPort.postMessage('held')
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 300)
  database.exec('COMMIT')
  database.close()
`

test('a new file that another process is making is waited for', async () => {
  const other = new Worker(HOLDS_RESERVED, { eval: true, workerData: file })
  await once(other, 'message')
  using database = SqliteDatabase.open(file)
  expect(count(database)).toEqual([0])
  await once(other, 'exit')
})

test('who takes a file alone has it until the end of his process, of whatever that dies', async () => {
  const module = new URL('sqlite-database.ts', import.meta.url).href
  const script = `
    const { SqliteDatabase } = await import('${module}')
    globalThis.taken = SqliteDatabase.takenAlone(process.argv[1])
    console.log(taken === undefined ? 'refused' : 'taken')
    setInterval(() => {}, 1_000)`
  const other = spawn(process.execPath, ['-e', script, file], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  try {
    expect(String((await once(other.stdout, 'data'))[0])).toBe('taken\n')
    expect(SqliteDatabase.takenAlone(file)).toBeUndefined()
  } finally {
    other.kill('SIGKILL')
    await once(other, 'close')
  }
  const taken = SqliteDatabase.takenAlone(file)
  expect(taken).toBeDefined()
  expect(SqliteDatabase.takenAlone(file)).toBeUndefined()
  taken?.[Symbol.dispose]()
  using again = SqliteDatabase.takenAlone(file)
  expect(again).toBeDefined()
})
