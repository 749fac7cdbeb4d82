import { access, constants, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import {
  builtFolder,
  PROGRAM_ROOT,
  sourceFolder,
  type BuildState,
  type ConsoleFiles,
} from '#/console/console-files.ts'
import { runAside } from '#/console/run-aside.ts'
import { sourceDigest } from '#/console/source-digest.ts'
import { startRunning, type Running } from '#/lifecycle/running.ts'

/** In the built folder: the digest of the sources that it was made of. Written last. */
const STAMP = '.built-from'
const TURBO = 'node_modules/turbo/bin/turbo'

export interface ConsoleBuildOptions {
  readonly say: (line: string) => void
  readonly signal: AbortSignal
  /** Default: this program's. */
  readonly root?: string
  /** What builds it, run in the root. Default: turbo, which keeps what it built. */
  readonly command?: readonly string[]
}

/** Its end never fails: without a console, the rest works. */
export type ConsoleBuild = ConsoleFiles & Running

/**
 * Builds the console where its sources are not those that it was built of last time, in a process
 * of its own, and says so. Where the sources are absent or cannot be written beside, as in an
 * image, nothing is built. A build that is stopped half-way leaves no stamp, so the next start
 * begins anew.
 */
export function startConsoleBuild(options: ConsoleBuildOptions): ConsoleBuild {
  const { say, root = PROGRAM_ROOT } = options
  const command = options.command ?? [
    process.execPath,
    join(root, TURBO),
    'run',
    'build',
    '--filter=@jianwei/web',
    '--ui=stream',
  ]
  const folder = builtFolder(root)
  let state: BuildState = 'idle'

  async function build(signal: AbortSignal): Promise<void> {
    if (!(await canBuild(root, options.command === undefined))) return
    const digest = await sourceDigest(root)
    if (digest === (await stampIn(folder)) || signal.aborted) return
    state = 'running'
    say('The console is being built, because its sources changed; the API does not wait for it.')
    const started = performance.now()
    // What was built of other sources is never shown, whatever happens meanwhile.
    await rm(folder, { recursive: true, force: true })
    const { code, last_lines } = await runAside(command, { folder: root, signal })
    if (signal.aborted) return
    if (code !== 0) return tellFailure(`exit code ${code ?? 'none'}`, last_lines)
    if (!(await isThere(join(folder, 'index.html'))))
      return tellFailure('it made no index.html', last_lines)
    await writeFile(join(folder, STAMP), digest)
    state = 'idle'
    say(`The console is built (${((performance.now() - started) / 1000).toFixed(1)} s).`)
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
  return { ...running, folder, build: () => state }
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

async function stampIn(folder: string): Promise<string | undefined> {
  if (!(await isThere(join(folder, 'index.html')))) return undefined
  return await readFile(join(folder, STAMP), 'utf8').catch(() => undefined)
}
