/** What the log was found to be: whether it takes events. */
export interface LogWritability {
  canWrite(): Promise<boolean>
  /** Why it did not when it was last found out; null while it does. */
  problem(): string | null
}
