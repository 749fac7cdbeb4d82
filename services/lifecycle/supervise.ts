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
  /** The pauses double up to this. Default: 5 seconds. */
  readonly retry_delay_ms_max?: number
  /**
   * A loop that was started again and has not failed for so long has recovered. Default: 2 seconds.
   */
  readonly recovered_after_ms?: number
  readonly onChange: (supervised: Supervised) => void
  readonly onError: (error: unknown, attempt: number) => void
}

const RETRY_DELAY_MS_MAX = 5_000
const RECOVERED_AFTER_MS = 2_000
/** However slowly it failed, after a minute without a failure a loop counts as running. */
const RECOVERED_AFTER_MS_MAX = 60_000

/**
 * Runs a loop until the signal aborts. A retryable failure starts it again after a pause that
 * doubles up to a bound, as often as it takes: a disk that is full for an hour ends nothing, and
 * health shows `retrying` until the loop has run for a while. Anything else is thrown, so that the
 * process ends with an error instead of standing still.
 */
export async function supervise(
  run: () => Promise<void>,
  options: SupervisorOptions,
): Promise<void> {
  const { signal, onChange, onError, recovered_after_ms = RECOVERED_AFTER_MS } = options
  const delayMax = options.retry_delay_ms_max ?? RETRY_DELAY_MS_MAX
  let lastError: string | null = null
  let recoversAfterMs = recovered_after_ms
  for (let attempt = 0; ; attempt++) {
    onChange({ state: attempt === 0 ? 'running' : 'retrying', last_error: lastError })
    const started = performance.now()
    const recovering = attempt === 0 ? undefined : setTimeout(recovered, recoversAfterMs)
    recovering?.unref()
    let failure: unknown
    try {
      await run()
      onChange({ state: 'stopped', last_error: lastError })
      return
    } catch (error) {
      failure = error
    } finally {
      clearTimeout(recovering)
    }
    if (signal.aborted) {
      onChange({ state: 'stopped', last_error: lastError })
      return
    }
    onError(failure, attempt)
    lastError = failure instanceof DomainError ? failure.code : 'UNEXPECTED'
    if (!(failure instanceof DomainError) || !failure.retryable) {
      onChange({ state: 'failed', last_error: lastError })
      throw failure
    }
    const lasted = performance.now() - started
    // What needs long to fail needs longer to be believed.
    if (attempt > 0)
      recoversAfterMs = Math.min(Math.max(recovered_after_ms, 2 * lasted), RECOVERED_AFTER_MS_MAX)
    if (lasted > recoversAfterMs) attempt = 0
    onChange({ state: 'retrying', last_error: lastError })
    await sleep(Math.min(options.retry_delay_ms * 2 ** attempt, delayMax), undefined, {
      signal,
    }).catch(() => {})
  }

  function recovered(): void {
    onChange({ state: 'running', last_error: lastError })
  }
}
