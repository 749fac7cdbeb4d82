/** How to reach the brokers, and our part of them. */
export interface BusAccess {
  readonly brokers: readonly string[]
  /** Before the names of topics and groups; empty unless installations share a cluster. */
  readonly prefix: string
  readonly tls: boolean
  readonly sasl?: {
    readonly mechanism: 'plain' | 'scram-sha-256' | 'scram-sha-512'
    readonly username: string
    readonly password: string
  }
}
