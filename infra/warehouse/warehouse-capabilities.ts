/** What differs between engines, as data, so that no caller asks which adapter it has. */
export interface WarehouseCapabilities {
  /** More than one process may have the warehouse open. */
  readonly many_processes: boolean
  /** Name of the cluster that tables are made on, or null for one node. */
  readonly cluster: string | null
  /** Replicated engines and Keeper exist. */
  readonly replicated: boolean
  /** What is deleted or dropped is gone from the machine that runs this process. */
  readonly local_files: boolean
}
