/** Where in the mapping something is wrong, and what. */
export interface MappingProblem {
  readonly path: string
  readonly message: string
}
