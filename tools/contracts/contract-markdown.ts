import type { ContractPort, ContractRow, Ground } from '#/contracts/contract-report.ts'
import { inContainer, type EngineNote } from '@jianwei/tests/support/runner/engine-notes.ts'

export const CONTRACTS_BEGIN = '<!-- contracts:begin -->'
export const CONTRACTS_END = '<!-- contracts:end -->'

export type Language = 'en' | 'zh'

/** Where and when the contracts ran. */
export interface ContractMachine {
  readonly day: string
  readonly platform: string
  readonly cores: number
  readonly node: string
  /** What the servers of this run really were; a server may be missing. */
  readonly engines: readonly EngineNote[]
}

/** Servers are real; where they run is another matter. */
type Served = 'server' | 'container'

interface Words {
  readonly head: readonly string[]
  readonly ports: Readonly<Record<ContractPort, string>>
  readonly grounds: Readonly<Record<Exclude<Ground, Served>, string>>
  /** Which row tells what the adapter ran against in place of its server. */
  readonly instead: Readonly<Record<Exclude<Ground, Served>, string>>
  /** How it came here. */
  readonly ways: Readonly<Record<EngineNote['way'], (what: string) => string>>
  readonly places: Readonly<Record<Served, string>>
  server(name: string, place: string, way: string): string
  absent(name: string, instead: string): string
  noContainers(name: string): string
  failed(tests: number): string
  foot(machine: ContractMachine): string
}

/** What the README calls the server, by the start of its adapter's name. */
const SERVERS: Readonly<Record<string, string>> = {
  Kafka: 'Apache Kafka',
  Kurrent: 'EventStoreDB / KurrentDB',
  // Of what the processes keep together beside the log.
  Shared: 'EventStoreDB / KurrentDB',
  ClickHouse: 'ClickHouse',
}

const WORDS: Readonly<Record<Language, Words>> = {
  en: {
    head: ['port', 'adapter', 'ran against', 'passed', 'skipped'],
    ports: {
      'message bus': 'message bus',
      'event log': 'event log',
      'checkpoint store': 'checkpoint store',
      quarantine: 'quarantine',
      'session store': 'session store',
      warehouse: 'warehouse',
    },
    grounds: {
      embedded: 'the engine itself, in the process',
      facade: 'a facade: HTTP in front of chDB',
      'stand-in': "a stand-in that speaks the server's protocol",
    },
    instead: {
      embedded: '; the engine in the process ran instead',
      facade: '; the facade of the next row ran instead',
      'stand-in': '; the stand-in of the next row ran instead',
    },
    ways: {
      maven: (what) => `, ${what} from Maven Central`,
      image: (what) => `, image \`${what}\``,
      given: (what) => `, given by \`${what}\``,
    },
    places: { server: '', container: ' in a container' },
    server: (name, place, way) => `a real ${name}${place}${way}`,
    noContainers: (name) => `no container of ${name} on this machine`,
    absent: (name, instead) => `no ${name} server on this machine${instead}`,
    failed: (tests) => `, ${tests} failed`,
    foot: ({ day, platform, cores, node }) =>
      `Contract tests on one machine, written by \`npm run contracts -- --kafka --containers\`: ` +
      `${day}, ${platform}, ${cores} cores, Node ${node}.`,
  },
  zh: {
    head: ['端口', '适配器', '运行对象', '通过', '跳过'],
    ports: {
      'message bus': '消息总线',
      'event log': '事件日志',
      'checkpoint store': '检查点存储',
      quarantine: '隔离区',
      'session store': '会话存储',
      warehouse: '数据仓库',
    },
    grounds: {
      embedded: '进程内的引擎本身',
      facade: '门面：以 HTTP 提供的 chDB',
      'stand-in': '实现服务器协议的替身',
    },
    instead: {
      embedded: '，代之以进程内的引擎',
      facade: '，代之以下一行的门面',
      'stand-in': '，代之以下一行的替身',
    },
    ways: {
      maven: (what) => `，取自 Maven 中央仓库的 ${what}`,
      image: (what) => `，镜像 \`${what}\``,
      given: (what) => `，由 \`${what}\` 给出`,
    },
    places: { server: '', container: '（容器中）' },
    server: (name, place, way) => `真实的 ${name}${place}${way}`,
    noContainers: (name) => `本机没有 ${name} 容器`,
    absent: (name, instead) => `本机没有 ${name} 服务器${instead}`,
    failed: (tests) => `，失败 ${tests}`,
    foot: ({ day, platform, cores, node }) =>
      `一台机器上的契约测试，由 \`npm run contracts -- --kafka --containers\` 写入：${day}，${platform}，${cores} ` +
      `核，Node ${node}。`,
  },
}

/** The table in Markdown, with a line below it that says where it was made. */
export function contractTable(
  rows: readonly ContractRow[],
  machine: ContractMachine,
  language: Language,
): string {
  const words = WORDS[language]
  const lines = rows.map((row) => [
    words.ports[row.port],
    `\`${row.adapter}\``,
    groundText(row, rows, { words, machine }),
    row.failed === 0 ? String(row.passed) : `${row.passed}${words.failed(row.failed)}`,
    String(row.skipped),
  ])
  const rule = words.head.map((_, column) => (column < 3 ? '---' : '---:'))
  const table = [words.head, rule, ...lines].map((cells) => `| ${cells.join(' | ')} |`)
  return [...table, '', words.foot(machine)].join('\n')
}

interface Telling {
  readonly words: Words
  readonly machine: ContractMachine
}

function groundText(
  row: ContractRow,
  rows: readonly ContractRow[],
  { words, machine }: Telling,
): string {
  if (row.ground !== 'server' && row.ground !== 'container') return words.grounds[row.ground]
  const server = Object.entries(SERVERS).find(([start]) => row.adapter.startsWith(start))?.[1]
  if (server === undefined)
    throw new TypeError(`which server does ${row.adapter} speak to? Say so in SERVERS`)
  if (row.passed + row.failed > 0) {
    const noted = row.ground === 'container' ? inContainer(server) : server
    const note = machine.engines.find((one) => one.server === noted)
    const way = note === undefined ? '' : words.ways[note.way](note.what)
    return words.server(server, words.places[row.ground], way)
  }
  if (row.ground === 'container') return words.noContainers(server)
  const same = rows.filter(({ port, adapter }) => port === row.port && adapter === row.adapter)
  const instead = same
    .map(({ ground }) =>
      ground === 'server' || ground === 'container' ? '' : words.instead[ground],
    )
    .join('')
  return words.absent(server, instead)
}

/** The README with this table between its marks. Throws TypeError when the marks are gone. */
export function withContractTable(readme: string, table: string): string {
  const begin = readme.indexOf(CONTRACTS_BEGIN)
  const end = readme.indexOf(CONTRACTS_END)
  if (begin < 0 || end < begin)
    throw new TypeError(`a README must hold ${CONTRACTS_BEGIN} and, after it, ${CONTRACTS_END}`)
  return `${readme.slice(0, begin)}${CONTRACTS_BEGIN}\n\n${table}\n\n${readme.slice(end)}`
}
