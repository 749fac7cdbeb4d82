import { z } from 'zod'

/** What this reads of the report that vitest's JSON reporter writes. */
const Report = z.object({
  success: z.boolean(),
  testResults: z.array(
    z.object({
      name: z.string(),
      assertionResults: z.array(
        z.object({ ancestorTitles: z.array(z.string()), status: z.string() }),
      ),
    }),
  ),
})

export type ContractPort =
  | 'message bus'
  | 'event log'
  | 'checkpoint store'
  | 'quarantine'
  | 'session store'
  | 'warehouse'

/** What stands behind an adapter while its contract runs. */
export type Ground = 'embedded' | 'server' | 'container' | 'facade' | 'stand-in'

/** The contract tests of one adapter on one ground. */
export interface ContractRow {
  readonly port: ContractPort
  readonly adapter: string
  readonly ground: Ground
  readonly passed: number
  readonly skipped: number
  readonly failed: number
}

export interface ContractCount {
  readonly rows: readonly ContractRow[]
  /** Tests of the same runs that belong to one adapter and to no contract. */
  readonly own_tests: number
  /** False as well when a file could not even be loaded. */
  readonly success: boolean
}

const PORTS: readonly ContractPort[] = [
  'message bus',
  'event log',
  'checkpoint store',
  'quarantine',
  'session store',
  'warehouse',
]
const GROUNDS: readonly Ground[] = ['embedded', 'server', 'container', 'facade', 'stand-in']

/**
 * How the suites in tests/contracts call themselves: `<adapter> keeps the <port> contract` and what
 * goes with the log's.
 */
const KEEPS = /^(.+) keeps the (.+) contract$/
const LOG_SUITES = [
  /^(.+) survives processes$/,
  /^(.+) can be followed$/,
  /^(.+), when things fail$/,
]
/** Part of an adapter's name in a suite that its row tells as the ground. */
const GROUND_IN_NAME = / on the facade$/

/**
 * Adds the reports up. Throws TypeError for what is no report, for an unknown port, and for a
 * contract that ran in an unknown place.
 */
export function contractCount(reports: readonly unknown[]): ContractCount {
  const rows = new Map<string, ContractRow>()
  let ownTests = 0
  const parsed = reports.map(parseReport)
  for (const { name, assertionResults } of parsed.flatMap(({ testResults }) => testResults)) {
    for (const { ancestorTitles, status } of assertionResults) {
      const suite = suiteOf(ancestorTitles)
      if (suite === undefined) {
        ownTests += 1
        continue
      }
      const ground = groundOf(name, ancestorTitles)
      const key = JSON.stringify([suite, ground])
      const row = rows.get(key) ?? { ...suite, ground, passed: 0, skipped: 0, failed: 0 }
      const outcome = outcomeOf(status)
      rows.set(key, { ...row, [outcome]: row[outcome] + 1 })
    }
  }
  const ordered = [...rows.values()].sort(inReadersOrder)
  return { rows: ordered, own_tests: ownTests, success: parsed.every(({ success }) => success) }
}

function parseReport(report: unknown): z.infer<typeof Report> {
  const parsed = Report.safeParse(report)
  if (!parsed.success)
    throw new TypeError(`not a report of vitest: ${z.prettifyError(parsed.error)}`)
  return parsed.data
}

function suiteOf(titles: readonly string[]): Pick<ContractRow, 'port' | 'adapter'> | undefined {
  for (const title of titles) {
    const [, keeper, portName] = KEEPS.exec(title) ?? []
    if (keeper !== undefined)
      return { port: portOf(portName), adapter: keeper.replace(GROUND_IN_NAME, '') }
    const named = LOG_SUITES.map((pattern) => pattern.exec(title)?.[1]).find(
      (name) => name !== undefined,
    )
    if (named !== undefined)
      return { port: 'event log', adapter: named.replace(GROUND_IN_NAME, '') }
  }
  return undefined
}

function portOf(name: string | undefined): ContractPort {
  const port = PORTS.find((known) => known === name)
  if (port === undefined)
    throw new TypeError(`no port is known by the name "${name}": add it to PORTS`)
  return port
}

function groundOf(file: string, titles: readonly string[]): Ground {
  if (/\/tests\/(?:kafka|kurrent)\//.test(file)) return 'server'
  if (file.includes('/tests/containers/')) return 'container'
  if (/\.(?:sqlite|chdb)\.test\.ts$/.test(file)) return 'embedded'
  if (/\.(?:eventstore|kurrentdb)\.test\.ts$/.test(file)) return 'stand-in'
  if (file.endsWith('.clickhouse.test.ts')) return titles[0] === 'the facade' ? 'facade' : 'server'
  throw new TypeError(`what does ${file} run against? Say so in groundOf`)
}

function outcomeOf(status: string): 'passed' | 'skipped' | 'failed' {
  if (status === 'passed' || status === 'failed') return status
  return 'skipped'
}

function inReadersOrder(one: ContractRow, other: ContractRow): number {
  return (
    PORTS.indexOf(one.port) - PORTS.indexOf(other.port) ||
    // The embedded default stands first, as in the table above.
    Number(other.ground === 'embedded') - Number(one.ground === 'embedded') ||
    compareText(one.adapter, other.adapter) ||
    GROUNDS.indexOf(one.ground) - GROUNDS.indexOf(other.ground)
  )
}

function compareText(one: string, other: string): number {
  return Number(one > other) - Number(one < other)
}
