/**
 * `sqlite-log-writer.ts` for a log on a server: URL NAMESPACE NAME CALLS. The client follows from
 * the URL's scheme.
 */
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { streamOf } from '@jianwei/events/envelope.ts'
import { parseRecorded } from '@jianwei/events/catalogue.ts'
import { connectKurrent } from '@jianwei/infra/log/kurrent/connect-kurrent.ts'
import { KurrentEventLog } from '@jianwei/infra/log/kurrent/kurrent-event-log.ts'
import { someEvent } from './events.ts'

const [url, namespace, name, calls] = process.argv.slice(2)
if (url === undefined || namespace === undefined || name === undefined)
  throw new Error('URL, NAMESPACE or NAME is missing')

await using client = await connectKurrent(url)
const index_file = join(await mkdtemp(join(tmpdir(), 'jianwei-writer-')), 'index.db')
await using log = new KurrentEventLog(client, { parse: parseRecorded, namespace, index_file })

/** Three calls are in hand at any time, of one to seven events on five streams. */
await Promise.all([0, 1, 2].map(appendInTurn))

async function appendInTurn(lane: number): Promise<void> {
  for (let call = lane; call < Number(calls); call += 3) {
    const events = Array.from({ length: (call % 7) + 1 }, (_, index) =>
      someEvent({ id: `${name}-${call}-${index}` }),
    )
    const [outcome] = await log.append([
      { stream: streamOf('subject', `test:${call % 5}`), expected: 'any', events },
    ])
    if (outcome?.outcome !== 'appended') throw new Error('nobody expects a revision here')
    process.stdout.write(outcome.events.map(({ event_id }) => `${event_id}\n`).join(''))
  }
}
