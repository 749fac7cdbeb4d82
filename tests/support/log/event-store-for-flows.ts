import { dirname, join, resolve } from 'node:path'
import type { KurrentClient } from '@jianwei/infra/log/kurrent/kurrent-client.ts'
import { KurrentDbClient } from '@jianwei/infra/log/kurrent/kurrentdb-client.ts'
import { msOfInstant } from '@jianwei/events/instant.ts'
import type * as openLogModule from '@jianwei/services/composition/open-log.ts'
import { afterAll, vi } from 'vitest'
import { KurrentStandIn } from '#/support/kurrent-stand-in/stand-in.ts'
import { namespaceOf } from '#/support/log/log-of-processes.ts'

/*
 * Set-up of tests that shall run over the log of an event store although they were written for one
 * in a file (`TEST_LOG=kurrent-stand-in`, vitest.config.ts): what would open `log.db` in a folder
 * opens a part of a stand-in's log that belongs to this folder. Processes that a test starts are
 * told the same by their environment (`log-of-processes.ts`). Positions lie far apart, at random.
 * The server's clock is that of whoever opened the log last.
 */

/** Between two events there are so many bytes of others at most. */
const GAP_BYTES_MAX = 100_000

const seed = Number(process.env['TEST_LOG_SEED'] ?? Math.floor(Math.random() * 2 ** 31))
console.log(`gaps between positions: TEST_LOG_SEED=${seed}`)

const standIn = await KurrentStandIn.start('@kurrent/kurrentdb-client')
standIn.log.gap = gaps(seed)
const url = `kurrentdb://127.0.0.1:${standIn.port}?tls=false`
process.env['TEST_LOG_URL'] = url
const client: KurrentClient = new KurrentDbClient(url)

afterAll(async () => {
  console.log(`the log of the stand-in held ${standIn.log.size} events`)
  await client[Symbol.asyncDispose]()
  await standIn[Symbol.asyncDispose]()
})

vi.mock('@jianwei/services/composition/open-log.ts', async (importOriginal) => {
  const original = await importOriginal<typeof openLogModule>()
  const openSqliteLog: typeof original.openSqliteLog = (path, options) => {
    standIn.log.now = () => msOfInstant(options.clock.now())
    const folder = dirname(resolve(path))
    const settings = {
      engine: 'kurrentdb',
      url,
      namespace: namespaceOf(folder),
      index_file: join(folder, 'log-index.db'),
      quarantine_file: join(folder, 'quarantine.db'),
      quarantine_copy: join(folder, 'quarantine-copy.db'),
    } as const
    return original.openServerLog(client, settings, options)
  }
  const openLog: typeof original.openLog = async (settings, options) =>
    settings.engine === 'sqlite'
      ? openSqliteLog(settings.path, options)
      : original.openLog(settings, options)
  return { ...original, openSqliteLog, openLog }
})

/** Small and even enough; the same for the same seed. */
function gaps(from: number): () => number {
  let state = from >>> 0
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return 1 + Math.floor((state / 2 ** 32) * GAP_BYTES_MAX)
  }
}
