import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { contractCount } from '#/contracts/contract-report.ts'

type Test = readonly [titles: readonly string[], status: string]

function file(name: string, ...tests: readonly Test[]): object {
  const assertionResults = tests.map(([ancestorTitles, status]) => ({
    ancestorTitles,
    status,
    title: 'some claim',
  }))
  return { name: `/work/tests/${name}`, status: 'passed', assertionResults }
}

function report(...testResults: readonly object[]): object {
  return { success: true, numTotalTests: 0, testResults }
}

test('the suites of one adapter on one ground add up to one row, whatever file and level they are in', () => {
  const log = 'KurrentEventLog over @kurrent/kurrentdb-client'
  const { rows } = contractCount([
    report(
      file('contracts/event-log.kurrentdb.test.ts', [
        [`${log} keeps the event log contract`, 'appends'],
        'passed',
      ]),
      file('contracts/event-log.kurrentdb.test.ts', [[`${log} can be followed`], 'passed']),
      file('contracts/event-log-crash.kurrentdb.test.ts', [
        [`${log} survives processes`],
        'failed',
      ]),
      file('contracts/kurrent-faults.kurrentdb.test.ts', [
        [`${log}, when things fail`, 'who follows'],
        'passed',
      ]),
    ),
    report(
      file('kurrent/kurrentdb-client.kurrent.ts', [
        ['on a real server', `${log} keeps the event log contract`],
        'skipped',
      ]),
    ),
  ])
  const row = { port: 'event log', adapter: log }
  expect(rows).toEqual([
    { ...row, ground: 'server', passed: 0, skipped: 1, failed: 0 },
    { ...row, ground: 'stand-in', passed: 3, skipped: 0, failed: 1 },
  ])
})

test('the embedded default of each port stands first, and the facade is told apart from the server', () => {
  const title = 'ClickHouseWarehouse on the facade keeps the warehouse contract'
  const { rows } = contractCount([
    report(
      file(
        'contracts/warehouse.clickhouse.test.ts',
        [['the facade', title], 'passed'],
        [['a ClickHouse server', 'ClickHouseWarehouse keeps the warehouse contract'], 'pending'],
      ),
      file('contracts/warehouse.chdb.test.ts', [
        ['ZWarehouse keeps the warehouse contract'],
        'passed',
      ]),
      file('kafka/message-bus.kafka.ts', [['KafkaBus keeps the message bus contract'], 'passed']),
    ),
  ])
  expect(
    rows.map(({ adapter, ground, passed, skipped }) => [adapter, ground, passed, skipped]),
  ).toEqual([
    ['KafkaBus', 'server', 1, 0],
    ['ZWarehouse', 'embedded', 1, 0],
    ['ClickHouseWarehouse', 'server', 0, 1],
    ['ClickHouseWarehouse', 'facade', 1, 0],
  ])
})

test("an adapter's own tests are counted apart", () => {
  const own = file(
    'contracts/warehouse.chdb.test.ts',
    [['a chDB folder'], 'passed'],
    [[], 'passed'],
  )
  expect(contractCount([report(own)])).toEqual({ rows: [], own_tests: 2, success: true })
})

test('one run that failed makes the whole a failure, also where no test of it ran', () => {
  expect(contractCount([report(), { success: false, testResults: [] }]).success).toBe(false)
})

test.each([
  [
    'a port without a name here',
    'contracts/x.sqlite.test.ts',
    'A keeps the postbox contract',
    /no port .* "postbox"/,
  ],
  [
    'a ground without a name here',
    'contracts/quarantine.mysql.test.ts',
    'A keeps the quarantine contract',
    /run against/,
  ],
])('%s is refused, so that no contract is missing from the table', (_, name, title, message) => {
  expect(() => contractCount([report(file(name, [[title], 'passed']))])).toThrow(message)
})

test('every suite of contracts has a name here', () => {
  const folder = new URL('../../tests/contracts/', import.meta.url)
  const titles = readdirSync(folder)
    .filter((name) => name.endsWith('.contract.ts'))
    .flatMap((name) => [
      ...readFileSync(new URL(name, folder), 'utf8').matchAll(/keeps the [a-z ]+ contract/g),
    ])
    .map(([title]) => `A ${title}`)
  expect(titles.length).toBeGreaterThan(4)
  const ran = titles.map((title) => file('contracts/a.sqlite.test.ts', [[title], 'passed']))
  expect(contractCount([report(...ran)]).rows.length).toBe(titles.length)
})

test('what is no report is refused', () => {
  expect(() => contractCount([{ success: true }])).toThrow(TypeError)
})
