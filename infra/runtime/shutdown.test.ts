import { spawn } from 'node:child_process'
import { EventEmitter, once } from 'node:events'
import { text } from 'node:stream/consumers'
import { expect, onTestFinished, test } from 'vitest'
import { listenForShutdown, type SignalledProcess, type StopSignal } from '#/runtime/shutdown.ts'

/** The first process of a container: signals that nobody listens to do nothing to it. */
class SomeProcess extends EventEmitter implements SignalledProcess {
  readonly pid = 1
  readonly exits: number[] = []
  kill(): void {}
  exit(code: number): void {
    this.exits.push(code)
  }
}

test('the first signal asks to stop, and nothing is ended', () => {
  const process = new SomeProcess()
  const told: StopSignal[] = []
  using shutdown = listenForShutdown(process, (signal) => told.push(signal))
  expect(shutdown.signal.aborted).toBe(false)
  process.emit('SIGTERM', 'SIGTERM')
  expect([shutdown.signal.aborted, told, process.exits]).toEqual([true, ['SIGTERM'], []])
})

test.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)('a second signal, %s, ends the process at once with code %i', (second, code) => {
  const process = new SomeProcess()
  const told: StopSignal[] = []
  using shutdown = listenForShutdown(process, (signal) => told.push(signal))
  process.emit('SIGINT', 'SIGINT')
  process.emit(second, second)
  expect([shutdown.signal.aborted, told, process.exits]).toEqual([true, ['SIGINT'], [code]])
})

test.each(['SIGINT', 'SIGTERM'] as const)(
  'a second signal, %s, ends a process that would never come to its exit',
  async (second) => {
    const program = `
      import { listenForShutdown } from '${import.meta.resolve('#/runtime/shutdown.ts')}'
      const shutdown = listenForShutdown(process)
      // As an embedded engine does whose threads are at work.
      process.on('exit', () => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0))
      shutdown.signal.addEventListener('abort', () => process.stdout.write('stopping'))
      process.stdin.resume()
      process.stdout.write('listening')
    `
    const child = spawn('node', ['--input-type=module', '--eval', program], {
      stdio: ['pipe', 'pipe', 'pipe'],
    })
    onTestFinished(() => void child.kill('SIGKILL'))
    const ended = once(child, 'exit')
    const errors = text(child.stderr)
    await once(child.stdout, 'data')
    child.kill('SIGTERM')
    await once(child.stdout, 'data')
    child.kill(second)
    expect([await ended, await errors]).toEqual([[null, second], ''])
  },
)

test('a hang-up asks to stop, and after another signal says nothing new', () => {
  const process = new SomeProcess()
  using shutdown = listenForShutdown(process)
  process.emit('SIGHUP', 'SIGHUP')
  process.emit('SIGHUP', 'SIGHUP')
  expect([shutdown.signal.aborted, process.exits]).toEqual([true, []])
})

test('once disposed of, signals do what they did before', () => {
  const process = new SomeProcess()
  listenForShutdown(process)[Symbol.dispose]()
  expect(process.eventNames().length).toBe(0)
})
