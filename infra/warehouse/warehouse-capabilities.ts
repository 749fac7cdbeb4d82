/** What differs between engines, as data, so that no caller asks which adapter it has. */
export interface WarehouseCapabilities {
  /** More than one process may have the warehouse open. */
  readonly many_processes: boolean
  /** Name of the cluster on which tables are made and replicated; null for a single node. */
  readonly cluster: string | null
}
