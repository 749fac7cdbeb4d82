import { CheckpointConflict, DomainError, LogUnavailable } from '@jianwei/events/errors.ts'
import type { CheckpointStore } from '@jianwei/events/ports/checkpoint-store.ts'
import type { Intake } from '#/intake/intake.ts'
import type { LogWritability } from '#/http/log-writability.ts'

/*
 * Whether the log takes anything: what cannot be written must not be sent here. A disk that is full
 * and a file that may only be read answer every question all the same, so the only way to know is
 * to write. What is written is a checkpoint that nobody reads.
 */

const CHECKPOINT = 'write-probe'
/** As much as a few events, so that a last free page does not pass for room. */
const PROBE_CHARACTERS = 16_384
const BELIEVED_MS = 30_000
const DOUBTED_MS = 1_000

export class WriteProbe implements LogWritability {
  readonly #checkpoints: CheckpointStore
  readonly #monotonic: () => number
  #last: { readonly at: number; readonly problem: string | null } | undefined
  #probing: Promise<boolean> | undefined

  /** `monotonic` gives milliseconds that never go back. */
  constructor(checkpoints: CheckpointStore, monotonic: () => number = () => performance.now()) {
    this.#checkpoints = checkpoints
    this.#monotonic = monotonic
  }

  /**
   * By a write of its own where the last one is old: half a minute after it went well, a second
   * after it failed.
   */
  canWrite(): Promise<boolean> {
    const last = this.#last
    const age = last === undefined ? Infinity : this.#monotonic() - last.at
    if (last !== undefined && age < (last.problem === null ? BELIEVED_MS : DOUBTED_MS))
      return Promise.resolve(last.problem === null)
    this.#probing ??= this.#ask().finally(() => (this.#probing = undefined))
    return this.#probing
  }

  problem(): string | null {
    return this.#last?.problem ?? null
  }

  /**
   * The intake that tells the probe when the log did not take what was sent: nobody has to wait for
   * the next look.
   */
  watching(intake: Intake): Intake {
    return {
      take: async (inputs) => {
        try {
          return await intake.take(inputs)
        } catch (error) {
          if (error instanceof LogUnavailable) this.#found(error.message)
          throw error
        }
      },
    }
  }

  async #ask(): Promise<boolean> {
    try {
      const stored = await this.#checkpoints.load(CHECKPOINT)
      await this.#checkpoints.save(
        CHECKPOINT,
        'x'.repeat(PROBE_CHARACTERS),
        stored?.version ?? 'absent',
      )
      return this.#found(null)
    } catch (error) {
      // Another process was faster: its write is as good.
      if (error instanceof CheckpointConflict) return this.#found(null)
      // What the server refuses for good is no better than what it cannot do now.
      if (error instanceof DomainError) return this.#found(error.message)
      throw error
    }
  }

  #found(problem: string | null): boolean {
    this.#last = { at: this.#monotonic(), problem }
    return problem === null
  }
}
