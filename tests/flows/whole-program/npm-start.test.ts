import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { createConnection } from 'node:net'
import { delimiter, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { temporaryFolder } from '#/support/program/running-pipeline.ts'
import { StartedProgram } from '#/support/program/started-program.ts'

const ROOT = join(import.meta.dirname, '../../..')
const LAUNCHER = join(ROOT, 'services/cli/jianwei.js')

/** A Node on this machine that is too old to run the program by itself. */
const oldNode = (process.env['PATH'] ?? '')
  .split(delimiter)
  .map((folder) => join(folder, 'node'))
  .find(
    (node) =>
      existsSync(node) &&
      !/^v2[4-9]/.test(spawnSync(node, ['--version'], { encoding: 'utf8' }).stdout),
  )
if (oldNode === undefined)
  console.log('SKIPPED: the launcher on an old Node, because this machine has none')

test.each(['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGKILL'] as const)(
  '%s to `npm start` ends the program and frees its port and its folder',
  async (signal) => {
    await using folder = await temporaryFolder('npm-start')
    using npm = new Started('npm', ['start'], folder.path)
    await endsWithParent(npm, signal, folder.path)
  },
)

test('SIGTERM to `npx jianwei start`, which has a shell between, ends the program', async () => {
  await using folder = await temporaryFolder('npx-start')
  using npx = new Started('npx', ['jianwei', 'start'], folder.path)
  await endsWithParent(npx, 'SIGTERM', folder.path)
})

test.skipIf(oldNode === undefined)(
  'kill -9 of the launcher on an older Node ends the program',
  async () => {
    await using folder = await temporaryFolder('launcher-start')
    // The test was skipped otherwise.
    using launcher = new Started(oldNode!, [LAUNCHER, 'start'], folder.path)
    await endsWithParent(launcher, 'SIGKILL', folder.path)
  },
)

test('a shell that ends leaves what it started in the background', async () => {
  await using folder = await temporaryFolder('shell-start')
  using shell = new Started(
    'sh',
    ['-c', `node '${LAUNCHER}' start & echo "pid $!"; wait`],
    folder.path,
  )
  const { port } = await shell.listening()
  const pid = Number(/^pid (\d+)$/m.exec(shell.output)?.[1])
  shell.process.kill('SIGKILL')
  await once(shell.process, 'exit')
  // Twice as long as a program that cares looks at its parent.
  await sleep(1_000)
  expect(await answers(port)).toBe(true)
  process.kill(pid, 'SIGTERM')
  while (await answers(port)) await sleep(20)
})

async function endsWithParent(
  parent: Started,
  signal: NodeJS.Signals,
  folder: string,
): Promise<void> {
  const { port } = await parent.listening()
  parent.process.kill(signal)
  while (await answers(port)) await sleep(20)
  // The warehouse belongs to one process: the next start is the proof that the first has let go of
  // it.
  await parent.closed
  await using next = new StartedProgram({
    JIANWEI_DATA: folder,
    PORT: String(port),
    EXAMPLE_DATA: 'none',
  })
  expect(await next.origin()).toBe(`http://127.0.0.1:${port}`)
}

/** A command that starts the program, in a process group of its own. */
class Started implements Disposable {
  readonly process: ChildProcess
  /** Settles when everything that the command started has ended: all of it holds the pipe. */
  readonly closed: Promise<unknown>
  output = ''

  constructor(command: string, args: readonly string[], folder: string) {
    const { PATH, HOME } = process.env
    const env = { PATH, HOME, JIANWEI_DATA: folder, PORT: '0', EXAMPLE_DATA: 'none' }
    this.process = spawn(command, args, {
      cwd: ROOT,
      detached: true,
      env: { ...env, CONSOLE_BUILD: 'none' },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    this.closed = once(this.process, 'close')
    for (const stream of [this.process.stdout, this.process.stderr]) {
      stream?.on('data', (piece) => (this.output += String(piece)))
    }
  }

  async listening(): Promise<{ readonly port: number }> {
    for (;;) {
      const [, port] = /^API +http:\/\/[^:]+:(\d+)\//m.exec(this.output) ?? []
      if (port !== undefined) return { port: Number(port) }
      if (this.process.exitCode !== null)
        throw new Error(`the program does not listen:\n${this.output}`)
      await sleep(20)
    }
  }

  [Symbol.dispose](): void {
    try {
      // The whole group, so that a failed test leaves nothing behind.
      if (this.process.pid !== undefined) process.kill(-this.process.pid, 'SIGKILL')
    } catch {
      // It has ended.
    }
  }
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection(port, '127.0.0.1')
    socket.once('connect', () => (socket.destroy(), resolve(true)))
    socket.once('error', () => resolve(false))
  })
}
