import { setTimeout as sleep } from 'node:timers/promises'
import { DomainError } from '@jianwei/events/errors.ts'

/** What a supervised loop is doing, for `/health/ready`. */
export type LoopState = 'starting' | 'running' | 'retrying' | 'stopped' | 'failed'

export interface Supervised {
  readonly state: LoopState
  /** The code of the last failure, null when there was none. */
  readonly last_error: string | null
}

export interface SupervisorOptions {
  readonly name: string
  readonly signal: AbortSignal
  readonly retry_delay_ms: number
  readonly retries_max: number
  readonly onChange: (supervised: Supervised) => void
  readonly onError: (error: unknown, attempt: number) => void
}

/**
 * Runs a loop until the signal aborts. A retryable failure starts it again after a pause that doubles, at most `retries_max`
 * times in a row; anything else is thrown, so that the process ends aloud instead of standing still.
 */
export async function supervise(run: () => Promise<void>, options: SupervisorOptions): Promise<void> {
  let lastError: string | null = null
  for (let attempt = 0; ; attempt++) {
    options.onChange({ state: attempt === 0 ? 'running' : 'retrying', last_error: lastError })
    const started = performance.now()
    try {
      await run()
      options.onChange({ state: 'stopped', last_error: lastError })
      return
    } catch (error) {
      if (options.signal.aborted) {
        options.onChange({ state: 'stopped', last_error: lastError })
        return
      }
      options.onError(error, attempt)
      lastError = error instanceof DomainError ? error.code : 'UNEXPECTED'
      const retryable = error instanceof DomainError && error.retryable
      // A loop that ran for a minute before it failed has recovered in between.
      if (performance.now() - started > 60_000) attempt = 0
      if (!retryable || attempt >= options.retries_max) {
        options.onChange({ state: 'failed', last_error: lastError })
        throw error
      }
      await sleep(options.retry_delay_ms * 2 ** attempt, undefined, { signal: options.signal }).catch(() => {})
    }
  }
}
