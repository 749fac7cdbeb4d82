/**
 * Lets work begin while the bytes of all work in hand stay under a limit; the rest waits its turn,
 * oldest first.
 */
export interface ByteBudget {
  /** Resolves when there is room. Work larger than the whole budget runs alone. */
  take(bytes: number): Promise<void>
  give(bytes: number): void
}

export function byteBudget(bytesMax: number): ByteBudget {
  const waiting: { readonly bytes: number; readonly start: () => void }[] = []
  let used = 0

  const fits = (bytes: number): boolean => used === 0 || used + bytes <= bytesMax

  return {
    async take(bytes) {
      if (waiting.length > 0 || !fits(bytes))
        await new Promise<void>((start) => waiting.push({ bytes, start }))
      else used += bytes
    },
    give(bytes) {
      used -= bytes
      for (let next = waiting[0]; next !== undefined && fits(next.bytes); next = waiting[0]) {
        waiting.shift()
        used += next.bytes
        next.start()
      }
    },
  }
}
