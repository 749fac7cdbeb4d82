import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { DEFAULT_OPTIONS } from '@jianwei/tools/simulation/options.ts'
import { simulate } from '@jianwei/tools/simulation/simulation.ts'
import { rememberFolder } from '#/support/program/as-administrator.ts'
import { temporaryFolder } from '#/support/program/running-pipeline.ts'

/** `npm start`, ended on disposal, and its folder removed where it is its own. */
export interface BenchedServer extends AsyncDisposable {
  readonly base: string
  readonly process: ChildProcess
  /** What it has told people, until it says a line that begins so. */
  toldUntil(beginning: string): Promise<readonly string[]>
}

export interface BenchedProgram {
  /** What it is given besides what every benchmark gives it. */
  readonly env?: Readonly<Record<string, string>>
  /** The checkout whose program it is; this one unless given. */
  readonly root?: string
  /** Where its data are; a fresh folder of its own unless given. */
  readonly folder?: string
}

const ROOT = join(import.meta.dirname, '../..')
const LOOK_MS = 50

/** Resolves when it is ready. */
export async function startBenchedServer(
  port: number,
  { env = {}, root = ROOT, folder: given }: BenchedProgram = {},
): Promise<BenchedServer> {
  await using starting = new AsyncDisposableStack()
  const folder = given ?? starting.use(await temporaryFolder('bench')).path
  const base = `http://127.0.0.1:${port}`
  const launcher = join(root, 'services/cli/jianwei.js')
  const child = spawn('node', [launcher, 'start'], {
    env: {
      ...process.env,
      JIANWEI_DATA: folder,
      PORT: String(port),
      EXAMPLE_DATA: 'none',
      CONSOLE_BUILD: 'none',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  starting.defer(async () => {
    child.kill('SIGTERM')
    await once(child, 'exit')
  })
  const told: string[] = []
  createInterface({ input: child.stdout }).on('line', (line) => told.push(line))
  await untilReady(base)
  rememberFolder(base, folder)
  const closing = starting.move()
  return {
    base,
    process: child,
    async toldUntil(beginning) {
      while (!told.some((line) => line.startsWith(beginning))) {
        if (child.exitCode !== null) throw new Error(`it ended:\n${told.join('\n')}`)
        await sleep(LOOK_MS)
      }
      return told
    },
    [Symbol.asyncDispose]: () => closing.disposeAsync(),
  }
}

async function untilReady(base: string): Promise<void> {
  for (;;) {
    const ready = await fetch(`${base}/health/ready`).catch(() => undefined)
    await ready?.body?.cancel()
    if (ready?.ok === true) return
    await sleep(LOOK_MS)
  }
}

/** What follows the log, and how far each is. */
export interface FollowedTo {
  readonly name: string
  readonly position: number
  readonly head: number
}

export async function consumersOf(base: string): Promise<readonly FollowedTo[]> {
  const response = await fetch(`${base}/health/ready`)
  // What health says of the consumers.
  const { consumers } = (await response.json()) as { readonly consumers: readonly FollowedTo[] }
  return consumers
}

/** Lines of a province's stream, without duplicates or broken ones. */
export function simulatedLines(count: number, subjects: number): readonly string[] {
  return [...simulatedStream(count, subjects)]
}

/** The same, made as they are asked for. */
export function* simulatedStream(count: number, subjects: number): Generator<string, void, void> {
  let made = 0
  const activity = Math.ceil((count * 1.6) / subjects)
  const options = { ...DEFAULT_OPTIONS, subjects, days: 400, activity, duplicates: 0 }
  for (const { content } of simulate(options)) {
    yield typeof content === 'string' ? content : Buffer.from(content).toString()
    made += 1
    if (made === count) return
  }
  throw new RangeError(`the simulation gave ${made} lines, not ${count}`)
}

/** The lines as a body that is sent in blocks: at so many a second, or as fast as it is taken. */
export function linesAsBody(
  lines: readonly string[],
  { block_lines, per_second }: { readonly block_lines: number; readonly per_second?: number },
): ReadableStream<Uint8Array> {
  let next = 0
  const started = performance.now()
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      if (next >= lines.length) return controller.close()
      if (per_second !== undefined) {
        const due = started + (next / per_second) * 1_000
        await sleep(Math.max(0, due - performance.now()))
      }
      controller.enqueue(Buffer.from(`${lines.slice(next, next + block_lines).join('\n')}\n`))
      next += block_lines
    },
  })
}
