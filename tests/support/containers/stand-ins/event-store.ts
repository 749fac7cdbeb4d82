/**
 * NOT KurrentDB: its stand-in as a server of its own, in a container where the real image cannot be
 * had. Keeps its events in a folder, so that it may be killed.
 */
import { once } from 'node:events'
import { join } from 'node:path'
import { keepAppends } from '#/support/containers/stand-ins/kept-appends.ts'
import { KurrentStandIn } from '#/support/kurrent-stand-in/stand-in.ts'

const [folder = '/var/lib/kurrentdb', port = '2113'] = process.argv.slice(2)
await using standIn = await KurrentStandIn.start('@kurrent/kurrentdb-client')
using _kept = keepAppends(standIn.log, join(folder, 'appends.ndjson'))
await standIn.listenAt(`0.0.0.0:${port}`)
process.stdout.write(`a stand-in for KurrentDB, not the real one, at ${port}\n`)
await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')])
