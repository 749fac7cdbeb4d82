import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Registry } from 'prom-client'
import { expect, test } from 'vitest'
import { SqliteCheckpointStore } from '@jianwei/infra/log/sqlite-checkpoint-store.ts'
import { SqliteDatabase } from '@jianwei/infra/log/sqlite-database.ts'
import { checkSharedFolder } from '#/composition/shared-folder.ts'

test('a process that starts with another folder than the one before says so, once for each change', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'jianwei-folders-'))
  using database = SqliteDatabase.open(':memory:')
  const checkpoints = new SqliteCheckpointStore(database)
  const said: object[] = []
  const start = async (path: string) => {
    const metrics = new Registry()
    const logger = { warn: (fields: object) => void said.push(fields) }
    const uploads = { name: 'uploads', path: join(folder, path), variable: 'UPLOADS_DIR' } as const
    const isSame = await checkSharedFolder({ checkpoints, metrics, logger }, uploads)
    expect(await metrics.metrics()).toContain(
      `jianwei_folder_shared{folder="uploads"} ${isSame ? 1 : 0}`,
    )
    return isSame
  }
  expect(await start('a')).toBe(true)
  expect(await start('a')).toBe(true)
  expect(said).toEqual([])
  expect(await start('b')).toBe(false)
  expect(said).toMatchObject([{ folder: 'uploads', variable: 'UPLOADS_DIR' }])
  expect(await start('b')).toBe(true)
  expect(await start('a')).toBe(false)
  await rm(folder, { recursive: true, force: true })
})
