import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { ClickHouseFacade, type FacadeOptions } from '#/support/warehouse/clickhouse-facade.ts'
import { runPipeline, temporaryFolder } from '#/support/program/running-pipeline.ts'
import { complaintRuleText } from '#/support/rules/rule-text.ts'

const JIANWEI = join(import.meta.dirname, '../../../services/cli/jianwei.js')

/** What a command prints; a command that fails says why in the failure of the test. */
function told(env: NodeJS.ProcessEnv, ...words: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const options = { env: { ...process.env, ...env } }
    execFile('node', [JIANWEI, 'rule', ...words], options, (error, stdout) =>
      error === null ? resolve(stdout) : reject(error),
    )
  })
}

async function explained(facadeOptions: FacadeOptions | null): Promise<string> {
  await using folder = await temporaryFolder('rule-sql-over-http')
  await using facade =
    facadeOptions === null ? undefined : await ClickHouseFacade.start(facadeOptions)
  const env = facade === undefined ? {} : { WAREHOUSE_URL: facade.warehouseUrl }
  const file = join(folder.path, 'rule.yaml')
  await writeFile(file, complaintRuleText({ id: 'complaints' }))
  const data = ['--data', folder.path]
  await told(env, 'draft', file, '--actor', 'chen', '--reason', 'agreed in March', ...data)
  // A server's warehouse is brought to the end of the log by its projector.
  const pipeline = await runPipeline(folder.path, 'of the log', undefined, env)
  await pipeline.settle()
  await pipeline[Symbol.asyncDispose]()
  return await told(env, 'sql', 'complaints@1', '--ledger', '--explain', ...data)
}

const statementIn = (output: string): string => output.slice(0, output.indexOf('-- The plan'))

test('over HTTP and on a cluster the statement is the same, and of a cluster one shard is counted', async () => {
  const embedded = await explained(null)
  expect(embedded).toMatch(/-- The plan\n[^]*Aggregating[^]*\n-- What it reads\n/)
  const server = await explained({})
  expect(statementIn(server)).toBe(statementIn(embedded))
  expect(server).toContain('\n-- What it reads\n')
  const cluster = await explained({ cluster: 'province', shards: 'two' })
  expect(statementIn(cluster)).toBe(statementIn(embedded))
  expect(cluster).toMatch(
    /-- The plan\n[^]*\n-- What it reads of the shard that was asked; the others are not counted\n/,
  )
})
