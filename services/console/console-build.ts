import { access, constants, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { servedDigest, serveWhatWasMade } from '#/console/built-console.ts'
import {
  builtFolder,
  PROGRAM_ROOT,
  servedFolder,
  sourceFolder,
  type BuildState,
  type ConsoleFiles,
} from '#/console/console-files.ts'
import { runAside } from '#/console/run-aside.ts'
import { sourceDigest } from '#/console/source-digest.ts'
import { startRunning, type Running } from '#/lifecycle/running.ts'

const TURBO = 'node_modules/turbo/bin/turbo'
/** Who has it builds. */
const LOCK = 'building.lock'
const LOOK_AGAIN_MS = 300

export interface ConsoleBuildOptions {
  readonly say: (line: string) => void
  readonly signal: AbortSignal
  /**
   * Takes a file until it is disposed of or the process ends, however it ends; undefined while
   * somebody else has it.
   */
  readonly takeAlone: (path: string) => Disposable | undefined
  /** Default: this program's. */
  readonly root?: string
  /** What makes it in `dist/made`, run in the root. Default: turbo, which keeps what it built. */
  readonly command?: readonly string[]
}

/** Its end never fails: without a console, the rest works. */
export type ConsoleBuild = ConsoleFiles & Running

/**
 * Builds the console where its sources are not those that the served one was built of, in a process
 * of its own, and says so. Of several starts in one checkout one builds, and the others wait for
 * it. What is served changes at the end of a build, whole. Where the sources are absent or cannot
 * be written beside, as in an image, nothing is built.
 */
export function startConsoleBuild(options: ConsoleBuildOptions): ConsoleBuild {
  const { say, takeAlone, root = PROGRAM_ROOT } = options
  const command = options.command ?? [
    process.execPath,
    join(root, TURBO),
    'run',
    'build',
    '--filter=@jianwei/web',
    '--ui=stream',
  ]
  let state: BuildState = 'idle'

  async function build(signal: AbortSignal): Promise<void> {
    if (!(await canBuild(root, options.command === undefined))) return
    if ((await sourceDigest(root)) === (await servedDigest(root))) return
    state = 'running'
    using turn = await ownTurn(signal)
    const digest = await sourceDigest(root)
    // Whoever had the turn before may have built of the same sources.
    if (turn === undefined || digest === (await servedDigest(root))) {
      state = 'idle'
      return
    }
    say('The console is being built, because its sources changed; the API does not wait for it.')
    const started = performance.now()
    const { code, last_lines } = await runAside(command, { folder: root, signal })
    if (signal.aborted) return
    if (code !== 0) return tellFailure(`exit code ${code ?? 'none'}`, last_lines)
    if (!(await serveWhatWasMade(root, digest)))
      return tellFailure('it made no index.html', last_lines)
    state = 'idle'
    say(`The console is built (${((performance.now() - started) / 1000).toFixed(1)} s).`)
  }

  /** Undefined when the signal aborted while somebody else was building. */
  async function ownTurn(signal: AbortSignal): Promise<Disposable | undefined> {
    await mkdir(builtFolder(root), { recursive: true })
    let isTold = false
    while (!signal.aborted) {
      const turn = takeAlone(join(builtFolder(root), LOCK))
      if (turn !== undefined) return turn
      if (!isTold) say('Another start builds the console; this one waits for it.')
      isTold = true
      await sleep(LOOK_AGAIN_MS, undefined, { signal }).catch(() => {})
    }
    return undefined
  }

  function tellFailure(why: string, lastLines: readonly string[]): void {
    state = 'failed'
    say(`THE CONSOLE COULD NOT BE BUILT (${why}). The API works without it.`)
    for (const line of lastLines) say(`  ${line}`)
    say('The next start tries again.')
  }

  const running = startRunning(options.signal, async (signal) => {
    try {
      await build(signal)
    } catch (error) {
      tellFailure(error instanceof Error ? error.message : String(error), [])
    }
  })
  return { ...running, folder: servedFolder(root), build: () => state }
}

/** An installation without the tools of development has no turbo. */
async function canBuild(root: string, byTurbo: boolean): Promise<boolean> {
  const sources = sourceFolder(root)
  return (
    (await isThere(join(sources, 'package.json'))) &&
    (await isThere(sources, constants.W_OK)) &&
    (!byTurbo || (await isThere(join(root, TURBO))))
  )
}

async function isThere(path: string, mode: number = constants.F_OK): Promise<boolean> {
  return await access(path, mode).then(
    () => true,
    () => false,
  )
}
