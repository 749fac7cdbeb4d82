import { EventEmitter } from 'node:events'
import { expect, test } from 'vitest'
import { listenForShutdown, type SignalledProcess, type StopSignal } from '#/runtime/shutdown.ts'

class SomeProcess extends EventEmitter implements SignalledProcess {
  readonly exits: number[] = []
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
