import { setTimeout as sleep } from 'node:timers/promises'
import type { Person } from './people.ts'

/** What people ask, in which shares. */
export interface MixedRead {
  readonly name: string
  readonly share: number
  readonly address: (random: number) => string
}

export interface Latencies {
  readonly name: string
  /** In milliseconds, ascending. */
  readonly ms: readonly number[]
  readonly refused: ReadonlyMap<number, number>
}

/**
 * Asks at a steady rate, whether or not earlier answers have come: who waits does not keep others
 * from asking. The time of an answer counts from when it was due.
 */
export async function readSteadily(
  base: string,
  people: readonly Person[],
  reads: readonly MixedRead[],
  { per_second, seconds }: { readonly per_second: number; readonly seconds: number },
): Promise<readonly Latencies[]> {
  const taken = new Map(reads.map(({ name }) => [name, [] as number[]]))
  const refused = new Map(reads.map(({ name }) => [name, new Map<number, number>()]))
  const waiting: Promise<void>[] = []
  const started = performance.now()
  for (let index = 0; index < per_second * seconds; index += 1) {
    const due = started + (index / per_second) * 1_000
    await sleep(Math.max(0, due - performance.now()))
    const read = pick(reads, (index * 0.618_033_988_75) % 1)
    const person = people[index % people.length]
    if (person === undefined) throw new TypeError('somebody asks')
    const note = async (): Promise<void> => {
      const status = await ask(base + read.address(index), person)
      if (status === 200) taken.get(read.name)?.push(performance.now() - due)
      else count(refused.get(read.name), status)
    }
    waiting.push(note())
  }
  await Promise.all(waiting)
  return reads.map(({ name }) => ({
    name,
    ms: (taken.get(name) ?? []).toSorted((a, b) => a - b),
    refused: refused.get(name) ?? new Map(),
  }))
}

/** The status of the answer; 0 where none came. */
async function ask(address: string, { authorization }: Person): Promise<number> {
  try {
    const response = await fetch(address, { headers: { authorization } })
    await response.arrayBuffer()
    return response.status
  } catch {
    return 0
  }
}

function pick(reads: readonly MixedRead[], fraction: number): MixedRead {
  let below = 0
  for (const read of reads) {
    below += read.share
    if (fraction < below) return read
  }
  const last = reads.at(-1)
  if (last === undefined) throw new TypeError('something is asked')
  return last
}

function count(counts: Map<number, number> | undefined, status: number): void {
  counts?.set(status, (counts.get(status) ?? 0) + 1)
}
