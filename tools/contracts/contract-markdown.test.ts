import { expect, test } from 'vitest'
import {
  CONTRACTS_BEGIN,
  CONTRACTS_END,
  contractTable,
  withContractTable,
} from '#/contracts/contract-markdown.ts'
import type { ContractRow } from '#/contracts/contract-report.ts'

const machine = { day: '2026-11-22', platform: 'linux x64', cores: 2, node: '24.21.0', engines: [] }
const skipped: ContractRow = {
  port: 'warehouse',
  adapter: 'ClickHouseWarehouse',
  ground: 'server',
  passed: 0,
  skipped: 29,
  failed: 0,
}
const facade: ContractRow = { ...skipped, ground: 'facade', passed: 29, skipped: 0 }
const bus: ContractRow = {
  ...skipped,
  port: 'message bus',
  adapter: 'KafkaBus',
  passed: 9,
  skipped: 0,
}

test('a server that was not there is named with its skipped tests and with what ran instead', () => {
  expect(contractTable([bus, skipped, facade], machine, 'en').split('\n')).toEqual([
    '| port | adapter | ran against | passed | skipped |',
    '| --- | --- | --- | ---: | ---: |',
    '| message bus | `KafkaBus` | a real Apache Kafka | 9 | 0 |',
    '| warehouse | `ClickHouseWarehouse` | no ClickHouse server on this machine; ' +
      'the facade of the next row ran instead | 0 | 29 |',
    '| warehouse | `ClickHouseWarehouse` | a facade: HTTP in front of chDB | 29 | 0 |',
    '',
    'Contract tests on one machine, written by `npm run contracts -- --kafka --containers`: ' +
      '2026-11-22, ' +
      'linux x64, 2 cores, Node 24.21.0.',
  ])
})

test('it can be told in Chinese, with the same numbers', () => {
  const numbers = (table: string): readonly string[] => table.match(/\| \d+ \| \d+ \|/g) ?? []
  const [english, chinese] = [
    contractTable([bus, facade], machine, 'en'),
    contractTable([bus, facade], machine, 'zh'),
  ]
  expect(chinese).toContain('| 消息总线 | `KafkaBus` | 真实的 Apache Kafka | 9 | 0 |')
  expect(numbers(chinese)).toEqual(numbers(english))
})

test('a real server is told with what it was, beside the same one in a container', () => {
  const engines = [
    { server: 'Apache Kafka', way: 'maven', what: '4.3.0' },
    { server: 'Apache Kafka in a container', way: 'image', what: 'apache/kafka:4.3.0' },
  ] as const
  const rows: readonly ContractRow[] = [bus, { ...bus, ground: 'container' }]
  const told = contractTable(rows, { ...machine, engines }, 'en')
  expect(told).toContain('| a real Apache Kafka, 4.3.0 from Maven Central | 9 | 0 |')
  expect(told).toContain(
    '| a real Apache Kafka in a container, image `apache/kafka:4.3.0` | 9 | 0 |',
  )
  const away: ContractRow = { ...bus, ground: 'container', passed: 0, skipped: 9 }
  expect(contractTable([bus, away], machine, 'en')).toContain(
    '| no container of Apache Kafka on this machine | 0 | 9 |',
  )
})

test('failures are shown beside what passed', () => {
  expect(contractTable([{ ...facade, failed: 2 }], machine, 'en')).toContain('| 29, 2 failed | 0 |')
})

test('a server without a name here is refused', () => {
  expect(() => contractTable([{ ...bus, adapter: 'RabbitBus' }], machine, 'en')).toThrow(
    /which server does RabbitBus/,
  )
})

test('the table replaces what was between the marks, and nothing else; again gives the same', () => {
  const readme = `# Title\n\n${CONTRACTS_BEGIN}\nold\n${CONTRACTS_END}\n\nThe rest.\n`
  const written = withContractTable(readme, '| a |')
  expect(written).toBe(`# Title\n\n${CONTRACTS_BEGIN}\n\n| a |\n\n${CONTRACTS_END}\n\nThe rest.\n`)
  expect(withContractTable(written, '| a |')).toBe(written)
})

test.each(['no marks', `${CONTRACTS_END}${CONTRACTS_BEGIN}`])(
  'a README without its marks is refused: %s',
  (readme) => {
    expect(() => withContractTable(readme, '| a |')).toThrow(TypeError)
  },
)
