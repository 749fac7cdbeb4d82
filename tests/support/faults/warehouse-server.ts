/**
 * The facade of tests/support/warehouse/clickhouse-facade.ts as a server of its own: prints its
 * WAREHOUSE_URL and serves until it is killed. What it held is gone then, as with a machine that is
 * lost.
 */
import { ClickHouseFacade } from '#/support/warehouse/clickhouse-facade.ts'

const facade = await ClickHouseFacade.start()
process.stdout.write(`${facade.warehouseUrl}\n`)
