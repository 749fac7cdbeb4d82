/**
 * Runs the stand-in until it is stopped, for a look at the program on a machine without the real
 * server: `node tests/support/kurrent-stand-in/serve.ts`. Everything is in memory and gone
 * afterwards.
 */
import { once } from 'node:events'
import { KurrentStandIn } from './stand-in.ts'

await using standIn = await KurrentStandIn.start('@kurrent/kurrentdb-client')
process.stdout.write(
  `a stand-in for KurrentDB, not the real one: kurrentdb://127.0.0.1:${standIn.port}?tls=false\n`,
)
await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')])
