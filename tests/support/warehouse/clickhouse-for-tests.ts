import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import type { ClickHouseServer } from '@jianwei/infra/warehouse/clickhouse-warehouse.ts'
import { readConfig } from '@jianwei/services/all-in-one/config.ts'
import { HANG_MS } from '#/support/hang.ts'

/** The engine's version that chDB has too. */
const CONTAINER_IMAGE = 'clickhouse/clickhouse-server:26.7'

/** A real server, or why there is none. */
export type ClickHouseForTests =
  | { readonly server: ClickHouseServer; readonly origin: string; stop(): Promise<void> }
  | { readonly server: null; readonly refusals: readonly string[] }

/** CLICKHOUSE_URL, in the form of WAREHOUSE_URL, else a container. */
export async function clickHouseForTests(env: NodeJS.ProcessEnv): Promise<ClickHouseForTests> {
  const url = env['CLICKHOUSE_URL']
  if (url) {
    const { warehouse } = readConfig({ WAREHOUSE_URL: url })
    if (warehouse.engine !== 'clickhouse') throw new Error('CLICKHOUSE_URL: expected http(s)://…')
    return { server: warehouse, origin: 'from CLICKHOUSE_URL', stop: async () => {} }
  }
  const refusals = ['CLICKHOUSE_URL is not set']
  const docker = promisify(execFile)('docker', ['version', '--format', '{{.Server.Version}}'], {
    timeout: HANG_MS,
  })
  const answers = await docker.then(
    () => true,
    () => false,
  )
  if (!answers) return { server: null, refusals: [...refusals, 'no Docker engine answers'] }
  // Loaded only here: it is large, and of no use without an engine.
  const { ClickHouseContainer } = await import('@testcontainers/clickhouse')
  const container = await new ClickHouseContainer(CONTAINER_IMAGE).start()
  const server = {
    url: container.getHttpUrl(),
    username: container.getUsername(),
    password: container.getPassword(),
    database: 'jianwei',
    cluster: null,
  }
  return {
    server,
    origin: `${CONTAINER_IMAGE} in Docker`,
    stop: async () => void (await container.stop()),
  }
}
