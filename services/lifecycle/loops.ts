import { supervise, type LoopState } from '#/lifecycle/supervise.ts'

export const RETRY_DELAY_MS = 250

/** The loops of a process, each by its name. */
export interface Loops {
  /** Runs a loop until the signal aborts; a failure that passes starts it again. */
  run(name: string, loop: () => Promise<void>, signal: AbortSignal): Promise<void>
  /** What each loop is doing. */
  states(): Readonly<Record<string, LoopState>>
}

/** `onError` is told of each failure, also of those that pass. */
export function supervisedLoops(onError: (loop: string, error: unknown) => void): Loops {
  const states: Record<string, LoopState> = {}
  return {
    run: (name, loop, signal) =>
      supervise(loop, {
        name,
        signal,
        retry_delay_ms: RETRY_DELAY_MS,
        onChange: ({ state }) => void (states[name] = state),
        onError: (error) => onError(name, error),
      }),
    states: () => states,
  }
}
