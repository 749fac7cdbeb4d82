import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { copyFileSync, existsSync, mkdirSync, realpathSync, renameSync } from 'node:fs'
import { delimiter, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { eventsOf } from '#/support/intake/intake-server.ts'
import { temporaryFolder } from '#/support/program/running-pipeline.ts'
import { signInBench, type SignInBench } from '#/support/sign-in/sign-in-bench.ts'

const EXAMPLES = fileURLToPath(new URL('../../../clients/examples/', import.meta.url))

interface Example {
  readonly name: string
  readonly command: string
  readonly file: string
  /** What the ids of its events begin with. */
  readonly mark: string
}

/** Every Node that is found here, the oldest too: departments have whatever they have. */
const NODES = (process.env['PATH'] ?? '')
  .split(delimiter)
  .map((folder) => join(folder, 'node'))
  .filter((path) => existsSync(path))
  .map((path) => realpathSync(path))
const KNOWN: readonly Example[] = [
  { name: 'curl', command: 'bash', file: 'curl/send.sh', mark: 'curl' },
  { name: 'Python', command: 'python3', file: 'python/send.py', mark: 'python' },
  { name: 'Java', command: 'java', file: 'java/SendEvents.java', mark: 'java' },
  ...[...new Set(NODES)].map((command) => ({
    name: `Node ${spawnSync(command, ['--version']).stdout.toString().trim()}`,
    command,
    file: 'node/send.mjs',
    mark: 'node',
  })),
]

const canRun = ({ command }: Example): boolean =>
  spawnSync(command, [command === 'java' ? '-version' : '--version']).status === 0
const present = KNOWN.filter(canRun)
for (const { name, command } of KNOWN.filter((one) => !canRun(one)))
  console.warn(`the example in ${name} is not run: install ${command} (Java 17, Python 3)`)

let bench: SignInBench
let url: string
beforeAll(async () => {
  bench = await signInBench()
  url = await bench.app.listen({ port: 0 })
  const account = { account: 'feed', kind: 'service', reason: 'contract' }
  await bench.administer('POST', '/v1/accounts', account)
})
afterAll(() => bench[Symbol.asyncDispose]())

async function keyFor(region: string): Promise<string> {
  const sends = {
    sources: ['urn:example:market-bureau'],
    event_types: ['ComplaintReceived'],
    regions: [region],
  }
  const order = { reason: 'contract', sends }
  const answer = await bench.administer('POST', '/v1/accounts/feed/keys', order)
  return answer.json<{ key: string }>().key
}

async function run({ command, file }: Pick<Example, 'command' | 'file'>, key?: string) {
  const child = spawn(command, [resolve(EXAMPLES, file)], {
    env: {
      PATH: process.env['PATH'],
      HOME: process.env['HOME'],
      JIANWEI_URL: url,
      ...(key === undefined ? {} : { JIANWEI_KEY: key }),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (text) => (output += String(text)))
  const [code] = (await once(child, 'close')) as [number | null]
  return { code, output }
}

test('the typed client is whole as an archive that npm packs', async () => {
  await using folder = await temporaryFolder('packed')
  const packages = join(folder.path, 'node_modules/@jianwei')
  const pack = ['pack', '--silent', '--pack-destination', folder.path]
  const packed = spawnSync('npm', pack, { cwd: join(EXAMPLES, '../node') })
  const archive = join(folder.path, packed.stdout.toString().trim())
  mkdirSync(packages, { recursive: true })
  expect(spawnSync('tar', ['-xzf', archive, '-C', packages]).status).toBe(0)
  renameSync(join(packages, 'package'), join(packages, 'client'))
  copyFileSync(join(EXAMPLES, 'node/send.mjs'), join(folder.path, 'send.mjs'))
  const alone = { command: 'node', file: join(folder.path, 'send.mjs') }
  const { code, output } = await run(alone, await keyFor('350100'))
  expect({ code, output }).toMatchObject({ code: 0 })
})

test('at least curl and this Node are here', () => {
  expect(present.length).toBeGreaterThanOrEqual(2)
})

describe.each(present)('the example in $name', (example) => {
  test('sends one event, a batch and a correction, and a second time nothing new', async () => {
    const key = await keyFor('350100')
    const first = await run(example, key)
    expect(first).toMatchObject({ code: 0, output: expect.stringMatching(/accepted|duplicate/) })
    const sent = async (): Promise<readonly string[]> =>
      (await eventsOf(bench.stores.log))
        .map(({ source_event_id }) => source_event_id)
        .filter((id) => id.startsWith(`${example.mark}-`))
    const ids = ['1', '2', '3', '1-c1'].map((id) => `${example.mark}-${id}`)
    expect(await sent()).toEqual(ids)
    const second = await run(example, key)
    expect(second).toMatchObject({ code: 0, output: expect.stringContaining('duplicate') })
    expect(await sent()).toEqual(ids)
  })

  test('prints why it is refused, by code and field, and ends with 1', async () => {
    const elsewhere = await run(example, await keyFor('330100'))
    expect(elsewhere.code).not.toBe(0)
    expect(elsewhere.output).toMatch(/INPUT_QUARANTINED/)
    expect(elsewhere.output).toMatch(/SENDER_NOT_ALLOWED/)
    expect(elsewhere.output).toMatch(/region/)
  })

  test('asks for a key where it has none', async () => {
    const without = await run(example)
    expect(without.code).not.toBe(0)
    expect(without.output).toContain('JIANWEI_KEY')
  })
})
