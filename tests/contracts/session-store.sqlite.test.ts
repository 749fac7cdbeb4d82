import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { SqliteSessionStore } from '@jianwei/infra/sign-in/sqlite-session-store.ts'
import { sessionStoreContract } from './session-store.contract.ts'

sessionStoreContract('SqliteSessionStore', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'jianwei-sessions-'))
  return {
    open: () => new SqliteSessionStore(join(folder, 'sessions.db')),
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  }
})
