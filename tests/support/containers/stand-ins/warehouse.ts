/**
 * NOT a ClickHouse server: the embedded engine behind the HTTP interface, in a container where the
 * real image cannot be had. Told who may ask by the variables of that image.
 */
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { ClickHouseFacade } from '#/support/warehouse/clickhouse-facade.ts'

const { CLICKHOUSE_USER: name = 'default', STAND_IN_CLUSTER: cluster } = process.env
const [folder = '/var/lib/clickhouse', port = '8123'] = process.argv.slice(2)
await using _facade = await ClickHouseFacade.start({
  folder,
  listen: { host: '0.0.0.0', port: Number(port) },
  user: { name, password: given('CLICKHOUSE_PASSWORD') },
  ...(cluster === undefined ? {} : { cluster }),
})
process.stdout.write(`a stand-in for a ClickHouse server, not the real one, at ${port}\n`)
await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')])

function given(variable: string): string {
  const file = process.env[`${variable}_FILE`]
  return file === undefined ? (process.env[variable] ?? '') : readFileSync(file, 'utf8').trim()
}
