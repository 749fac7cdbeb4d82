import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { appendFile, copyFile, mkdir, readFile, writeFile } from 'node:fs/promises'
import { getPriority } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { SqliteDatabase } from '@jianwei/infra/log/sqlite-database.ts'
import { startConsoleBuild, type ConsoleBuild } from '@jianwei/services/console/console-build.ts'
import { PROGRAM_ROOT } from '@jianwei/services/console/console-files.ts'
import { eventually } from '#/support/hang.ts'
import { temporaryFolder } from '#/support/program/running-pipeline.ts'

/*
 * A program of nothing but a console, and a command in the place of turbo: it notes that it ran,
 * and makes a page.
 */

const BUILD = `
  const fs = require('node:fs')
  fs.appendFileSync('runs', 'built\\n')
  fs.mkdirSync('services/web/dist/made/assets', { recursive: true })
  fs.writeFileSync('services/web/dist/made/index.html', '<!doctype html>')
`
const WAIT = 'setInterval(() => {}, 1_000)'
const SERVED = 'services/web/dist/served'
const STAMP = `${SERVED}/.built-from`

const takeAlone = (path: string) => SqliteDatabase.takenAlone(path)

let opened: AsyncDisposableStack
let root: string
let lines: string[]
let stopping: AbortController

beforeEach(async () => {
  opened = new AsyncDisposableStack()
  root = opened.use(await temporaryFolder('console-build')).path
  lines = []
  stopping = new AbortController()
  await mkdir(join(root, 'services/web/src/pages'), { recursive: true })
  await writeFile(join(root, 'services/web/package.json'), '{}')
  await writeFile(join(root, 'services/web/src/pages/desk.tsx'), 'export {}')
  await mkdir(join(root, 'projections/rules'), { recursive: true })
  for (const path of ['package-lock.json', 'tsconfig.json', 'projections/rules/rule.schema.json'])
    await writeFile(join(root, path), '{}')
  await copyFile(join(PROGRAM_ROOT, 'turbo.json'), join(root, 'turbo.json'))
})
afterEach(() => opened.disposeAsync())

function started(script: string = BUILD): ConsoleBuild {
  const command = [process.execPath, '-e', script]
  const say = (line: string): void => void lines.push(line)
  return opened.use(startConsoleBuild({ root, command, say, takeAlone, signal: stopping.signal }))
}

async function built(script?: string): Promise<ConsoleBuild> {
  const build = started(script)
  await build.ended
  return build
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

async function lockFile(): Promise<string> {
  await mkdir(join(root, 'services/web/dist'), { recursive: true })
  return join(root, 'services/web/dist/building.lock')
}

async function runs(): Promise<number> {
  const text = await readFile(join(root, 'runs'), 'utf8').catch(() => '')
  return text.split('\n').length - 1
}

test('the first start builds it and says how long that took; the next builds nothing', async () => {
  expect((await built()).build()).toBe('idle')
  expect(lines).toEqual([
    'The console is being built, because its sources changed; the API does not wait for it.',
    expect.stringMatching(/^The console is built \(\d+\.\d s\)\.$/),
  ])
  lines = []
  expect((await built()).build()).toBe('idle')
  expect(lines).toEqual([])
  expect(await runs()).toBe(1)
})

test.each([
  ['a source', 'services/web/src/pages/desk.tsx'],
  ['a new file', 'services/web/src/new.css'],
  ['the versions of packages', 'package-lock.json'],
  ['the schema of rules', 'projections/rules/rule.schema.json'],
  ['what the compiler is told', 'tsconfig.json'],
])('%s that changed is a reason to build', async (_, path) => {
  await built()
  await appendFile(join(root, path), '\n')
  await built()
  expect(await runs()).toBe(2)
})

test.each([
  'services/web/dist/more/made.js',
  'services/web/node_modules/a/made.js',
  'services/web/.turbo/log/made.js',
  'services/web/README.md',
  'services/web/src/pages/desk.test.ts',
  'services/web/src/desk.test.tsx',
])('%s is none', async (path) => {
  await built()
  await mkdir(dirname(join(root, path)), { recursive: true })
  await writeFile(join(root, path), '')
  await built()
  expect(await runs()).toBe(1)
})

test('what is served stays until the new one is whole, and then nothing of it is left', async () => {
  await built()
  const old = join(root, SERVED, 'assets/old-1.js')
  await writeFile(old, '')
  await appendFile(join(root, 'package-lock.json'), '\n')
  const release = join(root, 'release')
  const build = started(
    `${BUILD}; setInterval(() => fs.existsSync('release') && process.exit(), 10)`,
  )
  await eventually(
    async () => ((await runs()) === 2 ? true : undefined),
    () => lines.join('\n'),
  )
  expect([build.build(), existsSync(old)]).toEqual(['running', true])
  await writeFile(release, '')
  await build.ended
  expect([build.build(), existsSync(old)]).toEqual(['idle', false])
  expect(existsSync(join(root, SERVED, 'index.html'))).toBe(true)
})

test('what is served stays after a build that fails, and is no reason to build none', async () => {
  await built()
  await appendFile(join(root, 'package-lock.json'), '\n')
  expect((await built('process.exitCode = 1')).build()).toBe('failed')
  expect(existsSync(join(root, SERVED, 'index.html'))).toBe(true)
  expect((await built()).build()).toBe('idle')
  expect(await runs()).toBe(2)
})

test('of two starts in one checkout one builds; the other waits for it, and says so', async () => {
  const slow = `${BUILD}; setInterval(() => fs.existsSync('release') && process.exit(), 10)`
  const first = started(slow)
  await eventually(
    async () => ((await runs()) === 1 ? true : undefined),
    () => lines.join('\n'),
  )
  const second = started(slow)
  await eventually(
    () =>
      lines.includes('Another start builds the console; this one waits for it.') ? true : undefined,
    () => lines.join('\n'),
  )
  expect(second.build()).toBe('running')
  await writeFile(join(root, 'release'), '')
  await Promise.all([first.ended, second.ended])
  expect([first.build(), second.build(), await runs()]).toEqual(['idle', 'idle', 1])
})

test('a start that waits for another ends when it is stopped', async () => {
  const taken = SqliteDatabase.takenAlone(await lockFile())
  const build = started()
  await eventually(
    () => (lines.length > 0 ? true : undefined),
    () => 'it does not wait',
  )
  stopping.abort()
  await build.ended
  expect([build.build(), await runs()]).toEqual(['idle', 0])
  taken?.[Symbol.dispose]()
})

test('a build that fails says so with its last lines, and is tried again by the next start', async () => {
  const script = `
    for (let line = 1; line <= 50; line += 1) console.log('line ' + line)
    console.error('\\u001B[31mno such module\\u001B[39m')
    process.exitCode = 3
  `
  expect((await built(script)).build()).toBe('failed')
  expect(lines[1]).toBe('THE CONSOLE COULD NOT BE BUILT (exit code 3). The API works without it.')
  expect(lines.at(-1)).toBe('The next start tries again.')
  expect(lines.slice(2, -1)).toHaveLength(20)
  expect(lines.slice(2, -1)).toEqual(expect.arrayContaining(['  line 50', '  no such module']))
  expect(existsSync(join(root, STAMP))).toBe(false)
  expect((await built()).build()).toBe('idle')
})

test('a build that makes no page has failed', async () => {
  expect((await built('')).build()).toBe('failed')
  expect(lines[1]).toContain('it made no index.html')
})

test('a command that cannot be run has failed, and says so', async () => {
  const say = (line: string): void => void lines.push(line)
  const build = opened.use(
    startConsoleBuild({
      root,
      command: [join(root, 'absent')],
      say,
      takeAlone,
      signal: stopping.signal,
    }),
  )
  await build.ended
  expect(build.build()).toBe('failed')
  expect(lines.join('\n')).toContain('ENOENT')
})

test('it works at low priority, and a stop ends it without a stamp or a word', async () => {
  const build = started(
    `require('node:fs').writeFileSync('pid', String(process.pid)); ${BUILD}; ${WAIT}`,
  )
  const pid = await eventually(
    async () => Number(await readFile(join(root, 'pid'), 'utf8').catch(() => '')) || undefined,
    () => lines.join('\n'),
  )
  expect(getPriority(pid)).toBeGreaterThan(getPriority())
  stopping.abort()
  await build.ended
  expect(isRunning(pid)).toBe(false)
  expect(lines).toHaveLength(1)
  expect(existsSync(join(root, STAMP))).toBe(false)
})

test.each([
  ['that ends when it is told', ''],
  ['that does not', "process.on('SIGTERM', () => {});"],
])('a stop also ends what the command has started in a group of its own, %s', async (_, ways) => {
  const grandchild = `${ways} require('node:fs').writeFileSync('pid', String(process.pid)); ${WAIT}`
  const args = JSON.stringify(['-e', grandchild])
  const build = started(
    `require('node:child_process').spawn(process.execPath, ${args}, ` +
      `{ detached: true, stdio: 'ignore' }); ${WAIT}`,
  )
  const pid = await eventually(
    async () => Number(await readFile(join(root, 'pid'), 'utf8').catch(() => '')) || undefined,
    () => lines.join('\n'),
  )
  stopping.abort()
  await build.ended
  // Who is killed is gone a moment later.
  await eventually(
    () => (isRunning(pid) ? undefined : true),
    () => 'it runs on',
  )
})

test('kill -9 of whoever builds ends the build', async () => {
  const noted = join(root, 'pid')
  const module = new URL('../../../services/console/run-aside.ts', import.meta.url)
  const script = `
    import { runAside } from '${module.href}'
    await runAside([process.execPath, '-e', process.env['COMMAND']], {
      folder: process.cwd(),
      signal: new AbortController().signal,
    })`
  const command = `require('node:fs').writeFileSync('pid', String(process.pid)); ${WAIT}`
  const builder = spawn(process.execPath, ['--input-type=module', '-e', script], {
    cwd: root,
    env: { ...process.env, COMMAND: command },
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  const pid = await eventually(
    async () => Number(await readFile(noted, 'utf8').catch(() => '')) || undefined,
    () => 'the command does not run',
  )
  builder.kill('SIGKILL')
  await eventually(
    () => (isRunning(pid) ? undefined : true),
    () => 'the command runs on',
  )
})

test('without sources nothing is built, and nothing is said', async () => {
  await using empty = await temporaryFolder('no-console')
  const say = (line: string): void => void lines.push(line)
  const command = [process.execPath, '-e', BUILD]
  const given = { root: empty.path, command, say, takeAlone, signal: stopping.signal }
  await using build = startConsoleBuild(given)
  await build.ended
  expect([build.build(), lines]).toEqual(['idle', []])
})
