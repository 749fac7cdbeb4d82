import type { StoredEvent } from './append-rules.ts'

/** What a stream's metadata leave of it, as the server reads them. */
export interface StreamLimits {
  keep(events: readonly StoredEvent[], nowMs: number): readonly StoredEvent[]
}

const MS = 1_000

/** `data`: of the last event in the stream of metadata, `$$` and the stream's name. */
export function limitsIn(data: Uint8Array | undefined): StreamLimits {
  const said = data === undefined ? {} : (JSON.parse(Buffer.from(data).toString('utf8')) as object)
  const numberIn = (name: string): number | undefined => {
    const value = (said as Readonly<Record<string, unknown>>)[name]
    return typeof value === 'number' ? value : undefined
  }
  const [count, age, before] = [numberIn('$maxCount'), numberIn('$maxAge'), numberIn('$tb')]
  return {
    keep: (events, nowMs) => {
      const last = events.at(-1)?.revision ?? 0
      return events.filter(
        ({ revision, created_ms }) =>
          (count === undefined || revision > last - count) &&
          (age === undefined || created_ms >= nowMs - age * MS) &&
          (before === undefined || revision >= before),
      )
    },
  }
}
