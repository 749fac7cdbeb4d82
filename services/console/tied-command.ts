import { spawn } from 'node:child_process'

/*
 * Runs the command in its arguments, and ends it when standard input ends: that is when whoever
 * started this closes it, or dies, of whatever. Leads a process group of its own.
 */

/** A command that was told to end and does not is killed, with what it started. */
const GRACE_MS = 5_000

const [command = '', ...args] = process.argv.slice(2)
const child = spawn(command, args, { stdio: ['ignore', 'inherit', 'inherit'] })
child.on('error', (error) => {
  console.error(error.message)
  process.exit(1)
})
child.on('exit', (code) => process.exit(code ?? 1))
process.stdin.resume().on('close', () => {
  child.kill('SIGTERM')
  setTimeout(() => process.kill(-process.pid, 'SIGKILL'), GRACE_MS)
})
