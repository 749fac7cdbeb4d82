import type { Checkpoint, LogBatch } from '@jianwei/events/ports/event-log.ts'
import type { CheckpointStore } from '@jianwei/events/ports/checkpoint-store.ts'

export const CHECKPOINT = 'log-migration'

/** How far a copy has come, as it is kept. */
export interface CopyNote {
  readonly copied: Checkpoint | 'start'
  readonly events: number
  /** Of what is kept. */
  readonly version: number
}

/**
 * Keeps how far a copy has come, while the copy goes on: the newest that is known when the one
 * before is kept, so a slow store makes the notes fewer and not the copy slow.
 */
export class CopyNotes {
  readonly #store: CheckpointStore
  #newest: Omit<CopyNote, 'version'>
  #kept: Omit<CopyNote, 'version'>
  #version: number
  #saving: Promise<void> | undefined
  #failure: { readonly error: unknown } | undefined

  constructor(store: CheckpointStore, { version, ...begin }: CopyNote) {
    this.#store = store
    this.#newest = begin
    this.#kept = begin
    this.#version = version
  }

  /**
   * All up to the end of the batch is in the target. Gives how many events those are. Throws what a
   * note before failed of.
   */
  copied({ events, checkpoint }: LogBatch): number {
    if (this.#failure !== undefined) throw this.#failure.error
    this.#newest = { copied: checkpoint, events: this.#newest.events + events.length }
    this.#saving ??= this.#save()
    return this.#newest.events
  }

  /** Resolves when the newest is kept. */
  async saved(): Promise<void> {
    await this.#saving
    if (this.#failure !== undefined) throw this.#failure.error
  }

  async #save(): Promise<void> {
    try {
      while (this.#kept !== this.#newest) {
        const note = this.#newest
        this.#version = await this.#store.save(CHECKPOINT, JSON.stringify(note), this.#version)
        this.#kept = note
      }
    } catch (error) {
      this.#failure = { error }
    } finally {
      this.#saving = undefined
    }
  }
}
