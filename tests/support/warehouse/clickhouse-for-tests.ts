import type { StartedClickHouseContainer } from '@testcontainers/clickhouse'
import type { EngineNote } from '#/support/runner/engine-notes.ts'
import type { ClickHouseServer } from '@jianwei/infra/warehouse/clickhouse-warehouse.ts'
import { readConfig } from '@jianwei/services/all-in-one/config.ts'

/** The engine's version that chDB has too. */
const CONTAINER_IMAGE = 'clickhouse/clickhouse-server:26.7'

/** A real server, or why there is none. */
export type ClickHouseForTests =
  | { readonly server: ClickHouseServer; readonly note: EngineNote; stop(): Promise<void> }
  | { readonly server: null; readonly refusals: readonly string[] }

/** CLICKHOUSE_URL, in the form of WAREHOUSE_URL, else a container. */
export async function clickHouseForTests(env: NodeJS.ProcessEnv): Promise<ClickHouseForTests> {
  const url = env['CLICKHOUSE_URL']
  if (url) {
    const { warehouse } = readConfig({ WAREHOUSE_URL: url })
    if (warehouse.engine !== 'clickhouse') throw new Error('CLICKHOUSE_URL: expected http(s)://…')
    return { server: warehouse, note: noted('given', 'CLICKHOUSE_URL'), stop: async () => {} }
  }
  const refusals = ['CLICKHOUSE_URL is not set']
  // Loaded only here: it is large, and of no use without an engine.
  const { ClickHouseContainer } = await import('@testcontainers/clickhouse')
  let container: StartedClickHouseContainer
  try {
    container = await new ClickHouseContainer(CONTAINER_IMAGE).start()
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    return { server: null, refusals: [...refusals, `no server in Docker: ${reason}`] }
  }
  const server = {
    url: container.getHttpUrl(),
    username: container.getUsername(),
    password: container.getPassword(),
    database: 'jianwei',
    cluster: null,
  }
  return {
    server,
    note: noted('image', CONTAINER_IMAGE),
    stop: async () => void (await container.stop()),
  }
}

function noted(way: EngineNote['way'], what: string): EngineNote {
  return { server: 'ClickHouse', way, what }
}
