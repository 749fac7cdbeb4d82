/**
 * A process that takes a step with an alert and is killed right after the step is durable, before
 * the answer is noted or sent. Run: `node tests/support/desk/dying-desk.ts FILE URL BODY`.
 */
import { openSqliteLog } from '@jianwei/services/composition/open-log.ts'
import { systemClock } from '@jianwei/infra/runtime/clock.ts'
import { deskServer, send } from './desk-bench.ts'
import { logWithAppend } from '#/support/log/log-with-append.ts'

const [file, url, body] = process.argv.slice(2)
if (file === undefined || url === undefined || body === undefined)
  throw new Error('FILE, URL and BODY are missing')

await using stores = openSqliteLog(file, { clock: systemClock() })
const log = logWithAppend(stores.log, async (appends) => {
  const outcomes = await stores.log.append(appends)
  process.kill(process.pid, 'SIGKILL')
  return outcomes
})
const sent = JSON.parse(body) as Parameters<typeof send>[2]
await send(deskServer({ log }), url, sent)
