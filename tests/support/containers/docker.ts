import { execFile, spawn } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { eventually, HANG_MS } from '#/support/hang.ts'

const OUTPUT_BYTES_MAX = 64 * 1024 * 1024
const SAID_CHARACTERS = 4_000

/** Between two looks at what runs in containers: each takes work from the same machine. */
const LOOK_MS = 500

/** What `look` finds, at a pace that leaves the machine to the containers. */
export async function unhurriedly<Found>(
  look: () => Promise<Found | undefined>,
  describe: () => string,
): Promise<Found> {
  return eventually(async () => {
    const found = await look()
    if (found === undefined) await sleep(LOOK_MS)
    return found
  }, describe)
}

/** What the command printed, without the blanks around it. Throws with its last words. */
export async function docker(...args: readonly string[]): Promise<string> {
  return dockerReading(null, ...args)
}

/** The same, with this file or these bytes on its standard input. */
export async function dockerReading(
  input: NodeJS.ReadableStream | null,
  ...args: readonly string[]
): Promise<string> {
  const running = promisify(execFile)('docker', args, {
    // A build on a machine that has other work to do takes long.
    timeout: 4 * HANG_MS,
    maxBuffer: OUTPUT_BYTES_MAX,
    // The classic builder: it needs nothing beside the engine.
    env: { ...process.env, DOCKER_BUILDKIT: '0' },
  })
  // Piped, so it is there. Whoever ends early says why himself.
  running.child.stdin!.on('error', () => {})
  if (input === null) running.child.stdin!.end()
  else input.pipe(running.child.stdin!)
  try {
    return (await running).stdout.trim()
  } catch (error) {
    const { stdout = '', stderr = '', code } = error as Partial<CommandError>
    const said = `${stdout}\n${stderr}`.trim().slice(-SAID_CHARACTERS)
    // Without the error as its cause, which holds everything that was said.
    throw Object.assign(new Error(`docker ${args.slice(0, 3).join(' ')} …: ${said}`), { code })
  }
}

/** Its exit code, and what it said on both outputs. */
export async function dockerAnswer(
  ...args: readonly string[]
): Promise<{ readonly code: number; readonly said: string }> {
  return docker(...args).then(
    (said) => ({ code: 0, said }),
    (error: unknown) => ({ code: exitCodeOf(error), said: String(error) }),
  )
}

export async function engineAnswers(): Promise<boolean> {
  return (await dockerAnswer('version', '--format', '{{.Server.Version}}')).code === 0
}

export async function hasImage(image: string): Promise<boolean> {
  return (await dockerAnswer('image', 'inspect', '--format', '{{.Id}}', image)).code === 0
}

interface CommandError {
  readonly stdout: string
  readonly stderr: string
  readonly code: unknown
}

/**
 * Runs the shell command when this process is gone, however it went: a pipe to a watching shell
 * then closes. Gives the end of the watch.
 */
export function afterThisProcess(command: string): () => void {
  const watcher = spawn('sh', ['-c', `cat >/dev/null; ${command}`], {
    stdio: ['pipe', 'ignore', 'ignore'],
    // Its own process group, so that what is sent to ours (Ctrl-C) does not end it first.
    detached: true,
  })
  watcher.unref()
  return () => void watcher.kill('SIGKILL')
}

function exitCodeOf(error: unknown): number {
  const { code } = error as Partial<CommandError>
  return typeof code === 'number' ? code : -1
}

/** What the engine says of a container. */
export interface ContainerState {
  readonly name: string
  /** Of compose.yaml; empty for one that does not come from there. */
  readonly service: string
  /** `healthy`; empty where there is no check. */
  readonly health: string
  readonly exit_code: number
  readonly killed_for_memory: boolean
  readonly restrictions: {
    readonly user: string
    readonly read_only: boolean
    readonly dropped: readonly string[]
    readonly options: readonly string[]
    /** 0: no limit. */
    readonly memory_bytes: number
  }
}

export async function inspected(ids: readonly string[]): Promise<readonly ContainerState[]> {
  // The engine's own document.
  const found = JSON.parse(await docker('inspect', ...ids)) as readonly Inspected[]
  return found.map(({ Name, Config, HostConfig, State }) => ({
    name: Name.replace(/^\//, ''),
    service: Config.Labels?.['com.docker.compose.service'] ?? '',
    health: State.Health?.Status ?? '',
    exit_code: State.ExitCode,
    killed_for_memory: State.OOMKilled,
    restrictions: {
      user: Config.User,
      read_only: HostConfig.ReadonlyRootfs,
      dropped: HostConfig.CapDrop ?? [],
      options: HostConfig.SecurityOpt ?? [],
      memory_bytes: HostConfig.Memory,
    },
  }))
}

interface Inspected {
  readonly Name: string
  readonly Config: {
    readonly User: string
    readonly Labels: Readonly<Record<string, string>> | null
  }
  readonly HostConfig: {
    readonly ReadonlyRootfs: boolean
    readonly CapDrop: readonly string[] | null
    readonly SecurityOpt: readonly string[] | null
    readonly Memory: number
  }
  readonly State: {
    readonly Health?: { readonly Status: string }
    readonly ExitCode: number
    readonly OOMKilled: boolean
  }
}
