import { msOfInstant, type Instant } from '@jianwei/events/instant.ts'
import type { CheckpointStore } from '@jianwei/events/ports/checkpoint-store.ts'

/** A key that is in use is noted as often as this, and no event is written for it. */
const NOTED_MS = 60_000

/**
 * When keys were last used, to the minute. It stands where checkpoints do, so that all processes
 * note it in one place. What cannot be noted now is noted at the next use.
 */
export class KeyUses {
  readonly #checkpoints: CheckpointStore
  readonly #noted = new Map<string, Instant>()
  readonly #onFailure: (error: unknown) => void

  constructor(checkpoints: CheckpointStore, onFailure: (error: unknown) => void) {
    this.#checkpoints = checkpoints
    this.#onFailure = onFailure
  }

  /** Does not wait: an answer does not hang on it. */
  note(keyId: string, now: Instant): void {
    const last = this.#noted.get(keyId)
    if (last !== undefined && msOfInstant(now) - msOfInstant(last) < NOTED_MS) return
    this.#noted.set(keyId, now)
    this.#save(keyId, now).catch((error: unknown) => {
      this.#noted.delete(keyId)
      this.#onFailure(error)
    })
  }

  /** Null for a key that was never used. */
  async lastUse(keyId: string): Promise<Instant | null> {
    const stored = await this.#checkpoints.load(nameOf(keyId))
    // Written by `note`.
    return stored === undefined ? null : (stored.value as Instant)
  }

  async #save(keyId: string, now: Instant): Promise<void> {
    const stored = await this.#checkpoints.load(nameOf(keyId))
    // Another process may have noted a later use.
    if (stored !== undefined && stored.value >= now) return
    await this.#checkpoints.save(nameOf(keyId), now, stored?.version ?? 'absent')
  }
}

function nameOf(keyId: string): string {
  return `key-use-${keyId}`
}
