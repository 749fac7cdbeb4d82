/**
 * Loaded before a service (`node --import`), so that a test can do to it what a machine does:
 * FAULT_STEERING names a file of `Steering` that the test rewrites. Its clock jumps, and its
 * connections are cut. It ends with the process that started it, also when that one is killed.
 */
import { subscribe } from 'node:diagnostics_channel'
import { readFileSync } from 'node:fs'
import { Socket } from 'node:net'
import type { Steering } from './steering.ts'

const LOOK_MS = 50

const file = process.env['FAULT_STEERING']
if (file === undefined) throw new Error('FAULT_STEERING is missing')
const parent = process.ppid
const sockets = new Set<Socket>()
let steering: Steering = { clock_offset_ms: 0, cuts: 0 }

shiftClock()
for (const channel of ['net.client.socket', 'net.server.socket']) subscribe(channel, remember)
steer(file)
setInterval(() => steer(file), LOOK_MS).unref()

function steer(path: string): void {
  if (process.ppid !== parent) process.kill(process.pid, 'SIGKILL')
  const before = steering.cuts
  steering = readSteering(path)
  if (steering.cuts > before) for (const socket of sockets) socket.destroy(connectionReset())
}

/** As it was when the file is being rewritten. */
function readSteering(path: string): Steering {
  try {
    // The test writes nothing else.
    return JSON.parse(readFileSync(path, 'utf8')) as Steering
  } catch {
    return steering
  }
}

function remember(message: unknown): void {
  const { socket } = message as { readonly socket?: unknown }
  if (!(socket instanceof Socket)) return
  sockets.add(socket)
  socket.once('close', () => sockets.delete(socket))
}

function connectionReset(): Error {
  return Object.assign(new Error('read ECONNRESET'), {
    code: 'ECONNRESET',
    syscall: 'read',
    errno: -104,
  })
}

/**
 * The time of day only: monotonic clocks and timers do not follow when a machine's clock is set.
 */
function shiftClock(): void {
  const MachineDate = Date
  const now = (): number => MachineDate.now() + steering.clock_offset_ms
  globalThis.Date = new Proxy(MachineDate, {
    construct: (target, args, newTarget) =>
      Reflect.construct(target, args.length === 0 ? [now()] : args, newTarget),
    apply: () => new MachineDate(now()).toString(),
    get: (target, name, receiver) => (name === 'now' ? now : Reflect.get(target, name, receiver)),
  })
}
