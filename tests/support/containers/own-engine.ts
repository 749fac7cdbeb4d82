import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { mkdir, mkdtemp, open, readFile, rm } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterThisProcess, docker, dockerAnswer } from '#/support/containers/docker.ts'
import { eventually } from '#/support/hang.ts'

/*
 * A Docker engine of the tests' own, for as long as this process lives. It has a process and a
 * mount namespace to itself: when its first process ends, the kernel ends everything in them,
 * containers too, and nothing stays mounted. Its images stay in a cache, so that the next run need
 * not make them again.
 */

const CACHE = join(homedir(), '.cache', 'jianwei', 'containers')
const LOG_TAIL_CHARACTERS = 2_000
const GRACE_LOOKS = 100
const LOOK_MS = 100

export class OwnEngine implements AsyncDisposable {
  /** For DOCKER_HOST. */
  readonly host: string
  readonly #process: ChildProcess
  readonly #folder: string
  readonly #endWatch: () => void

  private constructor(folder: string, child: ChildProcess) {
    this.#folder = folder
    this.#process = child
    this.host = hostIn(folder)
    this.#endWatch = afterThisProcess(`kill -9 ${child.pid}; rm -rf ${folder}`)
  }

  /** Why none can be started here; null when it can be tried. */
  static missing(): string | null {
    if (process.getuid?.() !== 0) return 'an engine of our own needs root'
    const lacking = ['dockerd', 'docker', 'unshare', 'flock'].filter((name) => !isInPath(name))
    return lacking.length === 0 ? null : `not installed: ${lacking.join(', ')} (Debian: docker.io)`
  }

  /** Throws with the engine's last words where it cannot run. */
  static async start(): Promise<OwnEngine> {
    await mkdir(CACHE, { recursive: true })
    // A socket's path may have 108 characters, which the system's own temporary folder keeps to.
    const folder = await mkdtemp('/tmp/jianwei-engine-')
    await using log = await open(join(folder, 'log'), 'a')
    // One at a time over these images.
    const lock = ['--nonblock', '--no-fork', join(CACHE, 'lock')]
    const apart = ['--mount', '--pid', '--fork', '--kill-child', '--mount-proc']
    const engine = [
      `--data-root=${join(CACHE, 'engine')}`,
      `--exec-root=${join(folder, 'run')}`,
      `--host=${hostIn(folder)}`,
      `--pidfile=${join(folder, 'pid')}`,
    ]
    const child = spawn('flock', [...lock, 'unshare', ...apart, 'dockerd', ...engine], {
      stdio: ['ignore', log.fd, log.fd],
    })
    const started = new OwnEngine(folder, child)
    try {
      await started.#answers()
      await started.#forget()
    } catch (error) {
      await started[Symbol.asyncDispose]()
      throw error
    }
    return started
  }

  async #answers(): Promise<void> {
    await eventually(
      async () => {
        if (hasEnded(this.#process)) throw new Error(`dockerd ended: ${await this.#lastWords()}`)
        await sleep(LOOK_MS)
        const { code } = await dockerAnswer('--host', this.host, 'version')
        return code === 0 ? true : undefined
      },
      () => 'dockerd does not answer',
    )
  }

  /** What a run that was killed has left: everything but images. */
  async #forget(): Promise<void> {
    const left = await docker('--host', this.host, 'ps', '--all', '--quiet')
    for (const id of left.split('\n').filter(Boolean))
      await docker('--host', this.host, 'rm', '--force', '--volumes', id)
    for (const kind of ['network', 'volume'])
      await docker('--host', this.host, kind, 'prune', '--force')
  }

  async #lastWords(): Promise<string> {
    const text = await readFile(join(this.#folder, 'log'), 'utf8')
    return text.slice(-LOG_TAIL_CHARACTERS).trim() || 'another run has it'
  }

  /** Lets it end by itself for ten seconds, then takes everything away that is left of it. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (!hasEnded(this.#process)) {
      const ended = once(this.#process, 'exit')
      for (const pid of childrenOf(this.#process.pid)) process.kill(pid, 'SIGTERM')
      for (let look = 0; look < GRACE_LOOKS && !hasEnded(this.#process); look += 1)
        await sleep(LOOK_MS)
      this.#process.kill('SIGKILL')
      await ended
    }
    this.#endWatch()
    await rm(this.#folder, { recursive: true, force: true })
  }
}

function hostIn(folder: string): string {
  return `unix://${join(folder, 'docker.sock')}`
}

function hasEnded({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null
}

/** What `unshare` started: the engine, the first process of its namespace. */
function childrenOf(pid: number | undefined): readonly number[] {
  const file = `/proc/${pid}/task/${pid}/children`
  if (!existsSync(file)) return []
  return readFileSync(file, 'utf8').trim().split(' ').filter(Boolean).map(Number)
}

function isInPath(command: string): boolean {
  const folders = (process.env['PATH'] ?? '').split(':')
  return folders.some((folder) => existsSync(join(folder, command)))
}
