import { execFileSync, spawn } from 'node:child_process'

/*
 * Runs the command in its arguments, and ends it when standard input ends: that is when whoever
 * started this closes it, or dies, of whatever. Ends last, after all that the command started.
 */

/** What was told to end and does not is killed. */
const GRACE_MS = 5_000
const LOOK_AGAIN_MS = 20

const [command = '', ...args] = process.argv.slice(2)
const child = spawn(command, args, { stdio: ['ignore', 'inherit', 'inherit'] })
let isStopping = false
child.on('error', (error) => {
  console.error(error.message)
  process.exit(1)
})
child.on('exit', (code) => {
  if (!isStopping) process.exit(code ?? 1)
})
process.stdin.resume().on('close', stop)

function stop(): void {
  isStopping = true
  const started = startedBy(process.pid)
  for (const pid of started) reaches(pid, 'SIGTERM')
  const givesUpAt = performance.now() + GRACE_MS
  setInterval(() => {
    if (performance.now() > givesUpAt)
      for (const pid of startedBy(process.pid, ...started)) reaches(pid, 'SIGKILL')
    else if (started.some((pid) => reaches(pid, 0))) return
    process.exit(1)
  }, LOOK_AGAIN_MS)
}

/**
 * The processes that these have started, and those that they have, with the given ones but this.
 * One by one and not as a group: tools put what they start into groups of its own.
 */
function startedBy(...pids: readonly number[]): readonly number[] {
  const found = new Set(pids)
  const lines = linesOfProcesses()
  for (let known = 0; known < found.size;) {
    known = found.size
    for (const [pid, parent] of lines) if (found.has(parent)) found.add(pid)
  }
  // This one, and where there was no number: 0 is a whole group.
  for (const pid of [process.pid, 0]) found.delete(pid)
  return [...found]
}

function linesOfProcesses(): readonly (readonly [pid: number, parent: number])[] {
  try {
    const text = execFileSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' })
    return text.split('\n').map((line) => {
      const [pid = 0, parent = 0] = line.trim().split(/\s+/).map(Number)
      return [pid, parent]
    })
  } catch {
    // A machine that does not tell: at least the command itself.
    return [[child.pid ?? 0, process.pid]]
  }
}

/** False when it has ended. */
function reaches(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, signal)
  } catch {
    return false
  }
}
