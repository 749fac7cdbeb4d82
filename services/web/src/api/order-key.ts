import { useState } from 'react'
import { randomUuid } from '#/api/random-id.ts'

/**
 * Keys under which orders are sent: the same for the same order, so that one that is sent again
 * after no answer is taken once. Whoever may want the same again, once it was taken, forgets it.
 */
export class OrderKeys {
  readonly #keys = new Map<string, string>()

  of(order: unknown): string {
    const said = JSON.stringify(order) ?? ''
    const key = this.#keys.get(said) ?? randomUuid()
    this.#keys.set(said, key)
    return key
  }

  forget(order: unknown): void {
    this.#keys.delete(JSON.stringify(order) ?? '')
  }
}

/** Those of a form, for as long as it is shown. */
export function useOrderKeys(): OrderKeys {
  return useState(() => new OrderKeys())[0]
}
