import { createHash, X509Certificate } from 'node:crypto'
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import {
  makeEngineSecrets,
  type EngineSecretsOptions,
} from '#/composition/engine-secrets/engine-secrets.ts'
import { brokerProperties } from '#/composition/engine-secrets/kafka-properties.ts'

const root = mkdtempSync(join(tmpdir(), 'jianwei-engine-secrets-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))

const HOSTS = {
  kafka: ['kafka', 'localhost'],
  kurrentdb: ['kurrentdb'],
  clickhouse: ['clickhouse'],
} as const
const now = new Date('2026-06-01T00:00:00Z')

/** Keys take a moment, so they are made once. */
const first = join(root, 'first')
const firstRun = makeEngineSecrets({ folder: first, hosts: HOSTS, owners: {}, now })

let folder = ''
let runs = 0
beforeEach(() => {
  folder = join(root, `run-${(runs += 1)}`)
  cpSync(first, folder, { recursive: true })
})

const again = (options: Partial<EngineSecretsOptions> = {}) =>
  makeEngineSecrets({ folder, hosts: HOSTS, owners: {}, now, ...options })
const read = (path: string): string => readFileSync(join(folder, path), 'utf8')
const notKept = (files: ReturnType<typeof again>) =>
  files.filter(({ done }) => done !== 'kept').map(({ path, done }) => `${done} ${path}`)

test('the first run makes every file, which nobody but its owner reads', () => {
  const files = readdirSync(first, { recursive: true, encoding: 'utf8' })
    .filter((path) => statSync(join(first, path)).isFile())
    .toSorted()
  expect(firstRun.map(({ path }) => path).toSorted()).toEqual(files)
  expect(new Set(firstRun.map(({ done }) => done))).toEqual(new Set(['made']))
  for (const path of files) expect(statSync(join(first, path)).mode & 0o777, path).toBe(0o400)
})

test('a second run changes nothing', () => {
  expect(notKept(again())).toEqual([])
})

test('no two passwords are equal, and each is where its readers look for it', () => {
  const kept = ['bus', 'log', 'log-operator', 'warehouse'].map((of) => read(`kept/${of}-password`))
  expect(new Set([...kept, read('kept/warehouse-nodes-secret')]).size).toBe(5)
  for (const password of kept) expect(password.trimEnd()).toMatch(/^[\w-]{43}$/)
  expect(read('bus/password')).toBe(read('kept/bus-password'))
  expect(read('log/password')).toBe(read('kurrentdb/admin-password'))
  expect(read('kafka/server.properties')).toContain(read('bus/password').trimEnd())
  const hash = createHash('sha256').update(read('warehouse/password').trimEnd()).digest('hex')
  expect(read('clickhouse/substitutions.xml')).toContain(hash)
})

test('no reader is given what it has no business with', () => {
  const keys = firstRun.filter(({ path }) => read(path).includes('PRIVATE KEY'))
  expect(keys.map(({ path }) => path)).toEqual([
    'kept/authority.pem',
    'kept/kafka.pem',
    'kafka/keystore.pem',
    'kept/kurrentdb.pem',
    'kurrentdb/node.key',
    'kept/clickhouse.pem',
    'clickhouse/server.key',
  ])
  const [, authorityKey = ''] =
    /(-----BEGIN PRIVATE.+?-----END)/s.exec(read('kept/authority.pem')) ?? []
  const others = firstRun.filter(({ path }) => !path.startsWith('kept/'))
  expect(others.filter(({ path }) => read(path).includes(authorityKey))).toEqual([])
})

test.each(firstRun.filter(({ path }) => !path.startsWith('kept/')))(
  '$path comes again as it was when it is lost, or was half written',
  ({ path }) => {
    const before = read(path)
    rmSync(join(folder, path))
    writeFileSync(join(folder, `${path}.next`), 'half')
    expect(notKept(again())).toEqual([`made ${path}`])
    expect(read(path)).toBe(before)
    expect(readdirSync(folder, { recursive: true, encoding: 'utf8' }).join()).not.toContain('.next')
  },
)

test("a password of one's own is taken wherever it is needed", () => {
  const own = 'Käse & "Brot" \\ <1:@/%'
  rmSync(join(folder, 'kept/warehouse-password'))
  writeFileSync(join(folder, 'kept/warehouse-password'), `${own}\n`)
  expect(notKept(again())).toEqual([
    'renewed clickhouse/substitutions.xml',
    'renewed warehouse/password',
  ])
  expect(read('warehouse/password')).toBe(`${own}\n`)
  const hash = createHash('sha256').update(own).digest('hex')
  expect(read('clickhouse/substitutions.xml')).toContain(`>${hash}<`)
})

describe('certificates', () => {
  const of = (path: string): X509Certificate => new X509Certificate(read(path))

  test('are of one authority, each for its own names', () => {
    const authority = of('log/ca.crt')
    for (const [path, host] of [
      ['kafka/keystore.pem', 'kafka'],
      ['kurrentdb/node.crt', 'kurrentdb'],
      ['clickhouse/server.crt', 'clickhouse'],
    ] as const) {
      expect(of(path).verify(authority.publicKey), path).toBe(true)
      expect(of(path).checkHost(host), path).toBe(host)
      expect(of(path).checkHost('elsewhere'), path).toBeUndefined()
    }
  })

  test('are renewed before they end, and the authority stays', () => {
    const authority = read('log/ca.crt')
    const later = new Date(of('kurrentdb/node.crt').validToDate.getTime() - 89 * 86_400_000)
    expect(notKept(again({ now: later }))).toEqual([
      'renewed kept/kafka.pem',
      'renewed kafka/keystore.pem',
      'renewed kept/kurrentdb.pem',
      'renewed kurrentdb/node.crt',
      'renewed kurrentdb/node.key',
      'renewed kept/clickhouse.pem',
      'renewed clickhouse/server.crt',
      'renewed clickhouse/server.key',
    ])
    expect(read('log/ca.crt')).toBe(authority)
    expect(notKept(again({ now: later }))).toEqual([])
  })

  test('are renewed for a host that came new', () => {
    const hosts = { ...HOSTS, clickhouse: ['clickhouse', 'clickhouse-2'] as const }
    expect(notKept(again({ hosts }))).toContain('renewed clickhouse/server.crt')
    expect(of('clickhouse/server.crt').checkHost('clickhouse-2')).toBe('clickhouse-2')
  })

  test("whose authority cannot be read are not replaced behind one's back", () => {
    rmSync(join(folder, 'kept/authority.pem'))
    writeFileSync(join(folder, 'kept/authority.pem'), 'nonsense\n')
    expect(() => again()).toThrow('kept/authority.pem holds no key and certificate; put it back')
  })
})

test('files are given to whom the options name', (context) => {
  if (process.getuid?.() !== 0) context.skip('only root gives files away')
  rmSync(join(folder, 'clickhouse'), { recursive: true })
  rmSync(join(folder, 'log'), { recursive: true })
  again({ owners: { clickhouse: 101 } })
  expect(statSync(join(folder, 'clickhouse/server.key')).uid).toBe(101)
  expect(statSync(join(folder, 'log/password')).uid).toBe(0)
})

test('a folder that cannot be written is said as the file system says it', () => {
  mkdirSync(join(folder, 'bus/password.next'), { recursive: true })
  rmSync(join(folder, 'bus/password'))
  expect(() => again()).toThrow(/bus\/password\.next/)
})

test('Java reads from the properties of Kafka what the password was', () => {
  const anyPassword = fc
    .string({ unit: 'grapheme', minLength: 1 })
    .filter((text) => !/[\r\n\0]/.test(text) && text.isWellFormed())
  fc.assert(
    fc.property(anyPassword, (password) => {
      const [line = ''] = brokerProperties('jianwei', password).split('\n')
      expect(line).toMatch(/^[\x20-\x7e]+$/)
      const value = asJavaProperty(line.slice(line.indexOf('=') + 1))
      const words = [...value.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/gsu)].map(
        ([, name, quoted = '']) => [name, quoted.replaceAll(/\\(.)/gsu, '$1')],
      )
      expect(words).toEqual([
        ['username', 'jianwei'],
        ['password', password],
        ['user_jianwei', password],
      ])
    }),
  )
})

/** `java.util.Properties.load`, of one value. */
function asJavaProperty(text: string): string {
  return text.replaceAll(/\\(?:u([0-9a-f]{4})|(.))/gs, (_, code?: string, character?: string) =>
    code === undefined ? (character ?? '') : String.fromCharCode(parseInt(code, 16)),
  )
}
