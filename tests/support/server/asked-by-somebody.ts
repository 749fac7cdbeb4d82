import type { FastifyInstance } from 'fastify'
import type { RecordedEvent } from '@jianwei/events/envelope.ts'
import type { Principal } from '@jianwei/services/access/principal.ts'
import { somebody } from '#/support/desk/desk-bench.ts'
import { apiSchemas } from '#/support/server/api-document.ts'
import { serverWithoutData } from '#/support/server/server-without-data.ts'
import { openWarehouse, project } from '#/support/warehouse/warehouse-in-folder.ts'

/** A server over the engine and a log that is projected once, asked as anybody. */
export interface AskedBySomebody extends AsyncDisposable {
  readonly app: FastifyInstance
  /** The answer to `GET path`, whose form is `at` in the document; it must be 200 and fit. */
  readonly ask: <Found>(at: string, path: string, as?: Principal) => Promise<Found>
  readonly statusOf: (path: string, as?: Principal) => Promise<number>
}

const EVERYWHERE = somebody('supervisor')

/** Throws when an answer is another than 200, or does not fit the document. */
export async function askedBySomebody(log: readonly RecordedEvent[]): Promise<AskedBySomebody> {
  const opened = await openWarehouse()
  await project(opened.warehouse, log)
  let asker = EVERYWHERE
  const app = serverWithoutData({
    warehouse: opened.warehouse,
    authenticate: async () => asker,
  })
  const schemas = apiSchemas((await app.inject('/openapi.json')).json())
  return {
    app,
    async ask<Found>(at: string, path: string, as: Principal = EVERYWHERE): Promise<Found> {
      asker = as
      const answer = await app.inject(path)
      if (answer.statusCode !== 200) throw new Error(`${path}: ${answer.body}`)
      const misfits = schemas.misfitsOf(at, answer)
      if (misfits.length > 0) throw new Error(misfits.join('\n'))
      return answer.json<Found>()
    },
    async statusOf(path, as = EVERYWHERE) {
      asker = as
      return (await app.inject(path)).statusCode
    },
    async [Symbol.asyncDispose]() {
      await app.close()
      await opened[Symbol.asyncDispose]()
    },
  }
}
