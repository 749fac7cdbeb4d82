import { createHash } from 'node:crypto'
import { mkdir, mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Instant } from '@jianwei/events/instant.ts'
import { UploadsUnavailable, UploadTooLarge } from '@jianwei/events/ports/upload-store.ts'
import { UploadFolder, type UploadLimits } from '#/uploads/upload-folder.ts'

const LIMITS: UploadLimits = { bytes_max: 100, kept_hours: 2, free_bytes_min: 0 }

let folder: string
let now = '2026-03-10T00:00:00.000Z' as Instant

beforeEach(async () => {
  now = '2026-03-10T00:00:00.000Z' as Instant
  folder = await mkdtemp(join(tmpdir(), 'jianwei-uploads-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const store = (limits: Partial<UploadLimits> = {}) =>
  new UploadFolder(folder, { ...LIMITS, ...limits }, () => now)

async function* sent(...chunks: readonly string[]): AsyncGenerator<Uint8Array> {
  for (const chunk of chunks) yield Buffer.from(chunk)
}
const file = (...chunks: readonly string[]) => ({
  file_name: '处罚.csv',
  actor: 'li',
  bytes: sent(...chunks),
})

test('an upload is kept whole under its own name, with its hash, and found again', async () => {
  const upload = await store().receive(file('a,b\n', '1,2\n'))
  expect(upload).toMatchObject({
    file_name: '处罚.csv',
    bytes_count: 8,
    sha256: createHash('sha256').update('a,b\n1,2\n').digest('hex'),
    kept_until: '2026-03-10T02:00:00.000Z',
  })
  expect(await store().find(upload.upload_id)).toEqual(upload)
  expect(await readFile(store().pathOf(upload), 'utf8')).toBe('a,b\n1,2\n')
  expect(await store().find('../incoming')).toBeUndefined()
})

test.each([
  ['that is longer than it may be', file('a'.repeat(60), 'a'.repeat(60)), UploadTooLarge],
  ['that says so before it comes', { ...file('a'), bytes_expected: 101 }, UploadTooLarge],
])('a file %s is refused, and nothing of it is left', async (_, one, refusal) => {
  await expect(store().receive(one)).rejects.toThrow(refusal)
  expect(await readdir(join(folder, 'incoming'))).toEqual([])
})

test('a file that breaks off on its way leaves nothing', async () => {
  async function* broken(): AsyncGenerator<Uint8Array> {
    yield Buffer.from('a')
    throw new Error('the sender is gone')
  }
  const one = { ...file(), bytes: broken() }
  await expect(store().receive(one)).rejects.toThrow('the sender is gone')
  expect(await readdir(join(folder, 'incoming'))).toEqual([])
})

test('a disk without the space that is to stay free takes no file', async () => {
  const full = store({ free_bytes_min: Number.MAX_SAFE_INTEGER })
  await expect(full.receive(file('a'))).rejects.toThrow(UploadsUnavailable)
})

test('what is over is removed and counted, but for what an import reads', async () => {
  const [first, second] = [await store().receive(file('a')), await store().receive(file('bb'))]
  expect(await store().removeOver(() => false)).toMatchObject({ expired: 0 })
  now = '2026-03-10T03:00:00.000Z' as Instant
  const removed = await store().removeOver((id) => id === first.upload_id)
  expect(removed).toEqual({ expired: 1, bytes_freed: 2, half_sent: 0, left: [] })
  expect(await store().find(first.upload_id)).toBeDefined()
  expect(await store().find(second.upload_id)).toBeUndefined()
})

test('what a process left half-sent is removed after a day', async () => {
  const half = join(folder, 'incoming', 'half', 'file')
  await mkdir(half, { recursive: true })
  await writeFile(join(half, 'a.csv'), 'a')
  expect(await store().removeOver(() => false)).toMatchObject({ half_sent: 0 })
  const longAgo = new Date(Date.now() - 48 * 3_600_000)
  await utimes(half, longAgo, longAgo)
  expect(await store().removeOver(() => false)).toMatchObject({ half_sent: 1 })
})
