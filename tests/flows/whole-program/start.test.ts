import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { eventsIn } from '@jianwei/services/composition/events-in-log.ts'
import { openIntake } from '@jianwei/services/cli/open-intake.ts'
import { eventually } from '#/support/hang.ts'
import { eventsOf } from '#/support/intake/intake-server.ts'
import { temporaryFolder } from '#/support/program/running-pipeline.ts'
import { StartedProgram } from '#/support/program/started-program.ts'
import { fetchAsAdministrator } from '#/support/program/as-administrator.ts'

const JIANWEI = join(import.meta.dirname, '../../../services/cli/jianwei.js')

test('Ctrl-C while the example data load stops cleanly, and the next start goes on with them', async () => {
  await using folder = await temporaryFolder('start')
  const first = await stoppedAt(folder.path, 'First start')
  expect(first).toMatchObject({ code: 0, errors: '' })
  expect(first.lines.slice(-2)).toEqual(['Stopping …', 'Stopped.'])
  const second = await stoppedAt(folder.path, 'First start')
  expect(second).toMatchObject({ code: 0, errors: '' })
})

test('kill -9 while the example data load: the next start goes on with them, and the killed attempt ends', async () => {
  await using folder = await temporaryFolder('start')
  expect(await killedAt(folder.path, 5_000)).toBe(null)
  const second = await stoppedAt(folder.path, 'Loaded')
  expect(second).toMatchObject({ code: 0, errors: '' })
  expect(second.lines.some((line) => line.startsWith('Loaded 87,910 events'))).toBe(true)
  await using stores = openIntake({ log_path: join(folder.path, 'log.db') })
  // An attempt that takes minutes says in between how far it is.
  const imports = (await eventsOf(stores.log)).filter(
    ({ type }) => type.startsWith('Import') && type !== 'ImportProgressed',
  )
  expect(imports.map(({ type, data }) => data['outcome'] ?? type)).toEqual([
    'ImportStarted',
    'superseded',
    'ImportStarted',
    'ImportCompleted',
  ])
})

test('an empty log starts with nothing to load, and says where it listens', async () => {
  await using folder = await temporaryFolder('start')
  const { lines, code } = await stoppedAt(folder.path, 'Ready', { EXAMPLE_DATA: 'none' })
  expect(code).toBe(0)
  expect(lines[0]).toMatch(/ 6 rules of \d+ are published /)
  expect(lines[1]).toMatch(/^API {3}http:\/\/127\.0\.0\.1:\d+\/v1\/alerts$/)
  expect(lines.some((line) => line.startsWith('First start'))).toBe(false)
})

/** Starts the program and kills it when its log holds so many events. Null when that ended it. */
async function killedAt(folder: string, events: number): Promise<number | null> {
  await using program = new StartedProgram({ JIANWEI_DATA: folder })
  await program.origin()
  await using stores = openIntake({ log_path: join(folder, 'log.db') })
  while ((await eventsIn(stores.log)) < events) await sleep(5)
  return await program.end('SIGKILL')
}

test('LOG_LEVEL=debug shows requests and refusals, and nothing of what was sent', async () => {
  await using folder = await temporaryFolder('start')
  const env = { JIANWEI_DATA: folder.path, EXAMPLE_DATA: 'none', LOG_LEVEL: 'debug' }
  await using program = new StartedProgram(env)
  const origin = await program.origin()
  const headers = { 'content-type': 'application/cloudevents+json' }
  const body = JSON.stringify({
    specversion: '1.0',
    id: 'secret-id',
    source: 'urn:example',
    张三: 1,
  })
  expect(
    (await fetchAsAdministrator(`${origin}/v1/events`, { method: 'POST', headers, body })).status,
  ).toBe(422)
  expect((await fetchAsAdministrator(`${origin}/v1/alerts?colour=张三`)).status).toBe(400)
  const wanted = [
    '"message":"input refused"',
    '"route":"/v1/events","status":422',
    '"message":"request refused"',
    '"route":"/v1/alerts","status":400',
  ]
  const isShown = () => wanted.every((line) => program.output.includes(line))
  await eventually(
    () => (isShown() ? true : undefined),
    () => program.output,
  )
  expect(program.output).not.toMatch(/张三|secret-id|colour/)
  // Of requests and of loops alike; the last line may be under way.
  const lines = program.output.split('\n').slice(0, -1)
  for (const line of lines.filter((text) => text.startsWith('{')))
    expect(JSON.parse(line)).toMatchObject(LOG_LINE)
})

const LOG_LINE = {
  level: expect.stringMatching(/^(?:debug|info|warn|error)$/),
  time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
  message: expect.any(String),
}

/** How fast the machine is says nothing about the program. */
const SLOW = '"message":"slow statement"'

/** Starts the program and interrupts it at the line that begins so. */
async function stoppedAt(
  folder: string,
  beginning: string,
  env: Readonly<Record<string, string>> = {},
) {
  const program = spawn('node', [JIANWEI, 'start'], {
    env: { ...process.env, JIANWEI_DATA: folder, PORT: '0', CONSOLE_BUILD: 'none', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const errors = text(program.stderr)
  let output = ''
  program.stdout.setEncoding('utf8').on('data', (piece: string) => {
    const before = output
    output += piece
    const isNew = !lineBegins(before, beginning) && lineBegins(output, beginning)
    if (isNew) program.kill('SIGINT')
  })
  const [code] = (await once(program, 'close')) as [number | null]
  const failures = (await errors).split('\n').filter((line) => !line.includes(SLOW))
  return { code, errors: failures.join('\n'), lines: output.trimEnd().split('\n') }
}

function lineBegins(output: string, beginning: string): boolean {
  return output.split('\n').some((line) => line.startsWith(beginning))
}
