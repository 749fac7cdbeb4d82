/**
 * `npm run contracts`: runs the contract suites and prints which adapter kept which port's contract
 * on this machine, and against what.
 *
 *  1. tests/contracts: every adapter on what can be had here: embedded engines, the facade, the
 *     stand-in, a ClickHouse server if there is one.
 *  2. tests/kurrent: the log's contracts on a real server, or their names as skipped.
 *  3. With `--kafka`, the message bus on a real Apache Kafka, which needs Java and Maven, Docker or
 *     KAFKA_BROKERS.
 *  4. With `--containers`, the message bus on the same in a container, which needs a Docker engine.
 *
 * A run of all four in which nothing failed also writes the table into the READMEs. Any failure
 * ends with exit code 1.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { availableParallelism, arch, platform, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { readCommandLine } from '#/command-line.ts'
import {
  contractTable,
  withContractTable,
  type ContractMachine,
  type Language,
} from '#/contracts/contract-markdown.ts'
import { contractCount } from '#/contracts/contract-report.ts'
import { ENGINE_NOTES, notedEngines } from '@jianwei/tests/support/runner/engine-notes.ts'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const READMES: readonly (readonly [string, Language])[] = [
  ['README.md', 'en'],
  ['README.zh.md', 'zh'],
]
const EMBEDDED_RUN = ['tests/contracts']
const KURRENT_RUN = ['--config', 'vitest.kurrent.config.ts']
const CONTAINERS_RUN = [
  '--config',
  'vitest.containers.config.ts',
  'tests/containers/message-bus.containers.ts',
]
const KAFKA_RUN = ['--config', 'vitest.kafka.config.ts', 'tests/kafka/message-bus.kafka.ts']

const { flags } = readCommandLine({
  call: 'npm run contracts --',
  does: 'Runs the contract suites, and prints which adapter kept the contract of which port.',
  flags: {
    kafka: 'also on a real Apache Kafka',
    containers: 'also on one in a container; with both the table is written into the READMEs',
  },
})
const folder = await mkdtemp(join(tmpdir(), 'jianwei-contracts-'))
try {
  const reports: unknown[] = []
  const notes = join(folder, 'engines')
  process.env[ENGINE_NOTES] = notes
  const wanted = [
    ...(flags.kafka ? [KAFKA_RUN] : []),
    ...(flags.containers ? [CONTAINERS_RUN] : []),
  ]
  for (const run of [EMBEDDED_RUN, KURRENT_RUN, ...wanted])
    reports.push(await reportOf(run, join(folder, `${reports.length}.json`)))
  const { rows, own_tests, success } = contractCount(reports)
  console.log(`\n${contractTable(rows, machine(notes), 'en')}\n`)
  console.log(`${own_tests} further tests of these runs belong to one adapter and are not counted.`)
  if (!success) {
    console.error('Something failed, so the READMEs stay as they are.')
    process.exitCode = 1
  } else if (flags.kafka && flags.containers) {
    for (const [name, language] of READMES)
      await writeTable(name, contractTable(rows, machine(notes), language))
    console.log(`Written into ${READMES.map(([name]) => name).join(' and ')}.`)
  } else {
    console.log('The READMEs are written by a run with --kafka and --containers.')
  }
} finally {
  await rm(folder, { recursive: true, force: true })
}

/**
 * One run after the other: each may take the machine's two cores. Failed tests are in the report.
 */
async function reportOf(run: readonly string[], file: string): Promise<unknown> {
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`]
  const vitest = join(ROOT, 'node_modules/vitest/vitest.mjs')
  const child = spawn(process.execPath, [vitest, 'run', ...run, ...reporters], {
    cwd: ROOT,
    stdio: 'inherit',
  })
  await once(child, 'close')
  return JSON.parse(await readFile(file, 'utf8'))
}

async function writeTable(name: string, table: string): Promise<void> {
  const path = join(ROOT, name)
  await writeFile(path, withContractTable(await readFile(path, 'utf8'), table))
}

function machine(notes: string): ContractMachine {
  return {
    day: new Date().toISOString().slice(0, 10),
    platform: `${platform()} ${arch()}`,
    cores: availableParallelism(),
    node: process.versions.node,
    engines: notedEngines(notes),
  }
}
