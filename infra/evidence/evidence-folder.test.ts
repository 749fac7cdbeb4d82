import { createHash } from 'node:crypto'
import { mkdir, mkdtemp, readdir, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { EvidenceDamaged, EvidenceUnavailable } from '@jianwei/events/ports/evidence-store.ts'
import { EvidenceFolder } from '#/evidence/evidence-folder.ts'

const BYTES = Buffer.from('a photograph')
const HASH = createHash('sha256').update(BYTES).digest('hex')

let folder: string
let store: EvidenceFolder

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'jianwei-evidence-'))
  store = new EvidenceFolder(folder)
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const place = () => join(folder, HASH.slice(0, 2), HASH)

test('a file is kept under its hash and given back, and the same bytes are kept once', async () => {
  expect(await store.keep(BYTES)).toEqual({ sha256: HASH, size: BYTES.length })
  const { ino } = await stat(place())
  await store.keep(BYTES)
  expect((await stat(place())).ino).toBe(ino)
  expect(Buffer.from(await store.read(HASH))).toEqual(BYTES)
  expect(await readdir(join(folder, 'incoming'))).toEqual([])
})

test.each([
  ['changed', () => writeFile(place(), 'another')],
  ['cut short', () => writeFile(place(), BYTES.subarray(0, 3))],
  ['gone', () => rm(place())],
])('a file that is %s is found out by its hash, and mended by the same file', async (_, damage) => {
  await store.keep(BYTES)
  await damage()
  await expect(store.read(HASH)).rejects.toThrow(EvidenceDamaged)
  await store.keep(BYTES)
  expect(Buffer.from(await store.read(HASH))).toEqual(BYTES)
})

test('where nothing can be written, the file is refused and can be sent again', async () => {
  const taken = join(folder, 'a-file')
  await writeFile(taken, '')
  await expect(new EvidenceFolder(taken).keep(BYTES)).rejects.toThrow(EvidenceUnavailable)
})

test('what a process left half-written is no file, and is removed after a day', async () => {
  await store.keep(BYTES)
  const [left, recent] = ['left', 'recent'].map((name) => join(folder, 'incoming', name))
  if (left === undefined || recent === undefined) throw new TypeError('two names are two paths')
  await writeFile(left, 'half')
  await writeFile(recent, 'half')
  const longAgo = new Date(Date.now() - 48 * 3_600_000)
  await utimes(left, longAgo, longAgo)
  expect(await store.sweep()).toEqual({ removed: 1, left: [] })
  expect(await readdir(join(folder, 'incoming'))).toEqual(['recent'])
})

test('what cannot be removed is named, and holds up nothing', async () => {
  await store.keep(BYTES)
  const names = ['a-folder', 'left']
  await mkdir(join(folder, 'incoming', 'a-folder'))
  await writeFile(join(folder, 'incoming', 'left'), 'half')
  const longAgo = new Date(Date.now() - 48 * 3_600_000)
  for (const name of names) await utimes(join(folder, 'incoming', name), longAgo, longAgo)
  expect(await store.sweep()).toEqual({ removed: 1, left: ['a-folder'] })
  expect(await readdir(join(folder, 'incoming'))).toEqual(['a-folder'])
})
