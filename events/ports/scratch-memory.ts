/**
 * What a piece of work remembers while it runs: numbers of 64 bits (signed) by such numbers. It
 * holds little of the process's memory however much it keeps, and ends with its owner. Adapter:
 * infra/log.
 */
export interface ScratchMemory extends Disposable {
  get(key: bigint): bigint | undefined
  set(key: bigint, value: bigint): void
}
