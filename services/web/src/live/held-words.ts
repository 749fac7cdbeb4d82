import type { AlertChange, LiveWord } from '#/live/live-words.ts'

/** Of more alerts than this one reading of everything is less. */
const ALERTS_MAX = 500

/** What the stream told while nobody looked at the tab: of each alert the newest. */
export class HeldWords {
  readonly #changes = new Map<string, AlertChange>()
  #isReset = false

  hold(word: Exclude<LiveWord, { readonly kind: 'state' }>): void {
    if (this.#isReset) return
    if (word.kind === 'change') this.#changes.set(word.change.alert_id, word.change)
    this.#isReset = word.kind === 'reset' || this.#changes.size > ALERTS_MAX
    if (this.#isReset) this.#changes.clear()
  }

  /** All that was held, to be told now. */
  release(): readonly LiveWord[] {
    const words: readonly LiveWord[] = this.#isReset
      ? [{ kind: 'reset' }]
      : [...this.#changes.values()].map((change) => ({ kind: 'change', change }))
    this.#changes.clear()
    this.#isReset = false
    return words
  }
}
