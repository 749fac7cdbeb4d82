/** A small durable value with a version that only its current owner can move. */
export interface StoredCheckpoint {
  readonly value: string
  readonly version: number
}

/** Where readers keep what they have done. Adapters: infra/log. Contract: tests/contracts. */
export interface CheckpointStore extends AsyncDisposable {
  /** Undefined when nothing was ever saved under the name. */
  load(name: string): Promise<StoredCheckpoint | undefined>
  /**
   * Durable when it resolves, with the new version (1 for the first). Throws CheckpointConflict
   * unless the stored version is `expected` ('absent': nothing stored): a second owner of the name
   * is refused.
   */
  save(name: string, value: string, expected: number | 'absent'): Promise<number>
  /** Removes the name; absent is fine. */
  remove(name: string): Promise<void>
}
