/** A file of DDL. The version in its tables' names grows with every change of shape; old versions are never altered. */
export interface TableFile {
  /** The folder's name: the question. */
  readonly name: string
  readonly version: number
  /** Path inside this package. */
  readonly path: string
}
