/** What the log was found to be: whether it takes events. */
export interface LogWritability {
  canWrite(): Promise<boolean>
}
