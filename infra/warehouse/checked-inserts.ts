import { insertCutShort } from '#/warehouse/engine-error.ts'

/**
 * Inserts into an engine that is asked, when one has failed, whether it must be opened again
 * (token-notes.ts). The answer is found in the notes of all inserts, where one that is on its way
 * looks like one that was cut short. So the question waits for those that are under way, and those
 * that come meanwhile begin when it is answered. While none fails nobody waits.
 */
export class CheckedInserts {
  readonly #mustBeReopened: () => Promise<boolean>
  readonly #underWay = new Set<Promise<void>>()
  #answer: Promise<boolean> | undefined

  constructor(mustBeReopened: () => Promise<boolean>) {
    this.#mustBeReopened = mustBeReopened
  }

  /**
   * Begins an insert into the table, in the caller's own turn where no question is open. Throws
   * what it fails with, or `insertCutShort` where the engine must be opened again.
   */
  async run(table: string, begin: () => Promise<void>): Promise<void> {
    // Who asks is told what the question fails with.
    while (this.#answer !== undefined) await this.#answer.catch(() => {})
    const inserting = begin()
    this.#underWay.add(inserting)
    try {
      await inserting
    } catch (error) {
      if (await this.#ask()) throw insertCutShort(table, error)
      throw error
    } finally {
      this.#underWay.delete(inserting)
    }
  }

  /** Those that fail while it is open wait for the one answer. */
  #ask(): Promise<boolean> {
    this.#answer ??= this.#askWhenNoneIsUnderWay().finally(() => (this.#answer = undefined))
    return this.#answer
  }

  async #askWhenNoneIsUnderWay(): Promise<boolean> {
    await Promise.allSettled(this.#underWay)
    return this.#mustBeReopened()
  }
}
