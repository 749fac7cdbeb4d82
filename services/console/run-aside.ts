import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { setPriority } from 'node:os'
import { fileURLToPath } from 'node:url'
import { stripVTControlCharacters } from 'node:util'

const TIED_COMMAND = fileURLToPath(new URL('tied-command.ts', import.meta.url))
/** Whatever else the machine does goes before. */
const NICENESS = 10
const LINES_KEPT = 20
/** Nothing may ask outside; lines are for a terminal that may have no colours. */
const ENVIRONMENT = {
  TURBO_TELEMETRY_DISABLED: '1',
  DO_NOT_TRACK: '1',
  TURBO_NO_UPDATE_NOTIFIER: '1',
  NO_COLOR: '1',
}

export interface RanAside {
  /** Null where a signal ended it. */
  readonly code: number | null
  /** What it wrote last, at most twenty lines, without blank ones. */
  readonly last_lines: readonly string[]
}

/**
 * Runs a command at low priority, to its end. It ends early when the signal aborts, and when this
 * process ends, however it ends.
 */
export async function runAside(
  command: readonly string[],
  { folder, signal }: { readonly folder: string; readonly signal: AbortSignal },
): Promise<RanAside> {
  const child = spawn(process.execPath, [TIED_COMMAND, ...command], {
    cwd: folder,
    // Ctrl-C is for this process, which then ends the command by itself.
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { ...process.env, ...ENVIRONMENT },
  })
  // It may end before it has read that it should.
  child.stdin.on('error', () => {})
  const untie = (): void => void child.stdin.end()
  signal.addEventListener('abort', untie)
  if (signal.aborted) untie()
  let tail = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (piece: string) => (tail = lastLines(tail + piece)))
  const closed = once(child, 'close')
  try {
    lowerPriority(child.pid)
    const [code] = (await closed) as [number | null]
    const lines = stripVTControlCharacters(tail).split('\n')
    return { code, last_lines: lines.filter((line) => line.trim() !== '').slice(-LINES_KEPT) }
  } finally {
    signal.removeEventListener('abort', untie)
  }
}

function lastLines(text: string): string {
  return text
    .split('\n')
    .slice(-2 * LINES_KEPT)
    .join('\n')
}

/** What it starts inherits it. */
function lowerPriority(pid: number | undefined): void {
  if (pid === undefined) return
  try {
    setPriority(pid, NICENESS)
  } catch {
    // It has ended, or the machine does not let it: it is only slower for others.
  }
}
