/** What differs between engines, as data, so that no caller asks which adapter it has. */
export interface WarehouseCapabilities {
  /** More than one process may have the warehouse open. */
  readonly many_processes: boolean
  /** On which tables are made, spread and replicated; null for a single node. */
  readonly cluster: Cluster | null
}

export interface Cluster {
  readonly name: string
  /** The warehouse's database, the same on every node. */
  readonly database: string
}
