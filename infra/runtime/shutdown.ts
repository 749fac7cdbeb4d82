import { constants } from 'node:os'

/** The part of `process` that is needed here. */
export interface SignalledProcess {
  readonly pid: number
  on(event: StopSignal, listener: (signal: StopSignal) => void): unknown
  off(event: StopSignal, listener: (signal: StopSignal) => void): unknown
  kill(pid: number, signal: StopSignal): unknown
  exit(code: number): void
}

export type StopSignal = 'SIGINT' | 'SIGTERM' | 'SIGHUP'
const STOP_SIGNALS: readonly StopSignal[] = ['SIGINT', 'SIGTERM', 'SIGHUP']
/**
 * What a shell reports for a process that a signal has ended: 128 and the signal's number; 130 for
 * Ctrl-C.
 */
const SIGNAL_EXIT_CODE = 128

export interface Shutdown extends Disposable {
  /** Aborts when the process is asked to stop. */
  readonly signal: AbortSignal
}

/**
 * The first SIGINT, SIGTERM or SIGHUP aborts the signal: stop taking, finish what is in hand,
 * close. A second SIGINT or SIGTERM ends the process at once; what was acknowledged is durable by
 * then. A SIGHUP after another signal says nothing new: a terminal that closes and a parent that
 * ends send it by the way. `onStop` is told of the first.
 */
export function listenForShutdown(
  process: SignalledProcess,
  onStop: (signal: StopSignal) => void = () => {},
): Shutdown {
  const controller = new AbortController()
  const listener = (signal: StopSignal): void => {
    if (controller.signal.aborted) {
      if (signal === 'SIGHUP') return
      endAtOnce(signal)
      return
    }
    onStop(signal)
    controller.abort()
  }
  const dispose = (): void => {
    for (const name of STOP_SIGNALS) process.off(name, listener)
  }
  const endAtOnce = (signal: StopSignal): void => {
    // An exit runs what engines in the process do at its end. While chDB is at work that waits for
    // ever, or crashes. A signal that nobody listens to runs nothing.
    dispose()
    process.kill(process.pid, signal)
    // Such a signal does not end the first process of a container.
    process.exit(SIGNAL_EXIT_CODE + constants.signals[signal])
  }
  for (const name of STOP_SIGNALS) process.on(name, listener)
  return { signal: controller.signal, [Symbol.dispose]: dispose }
}
