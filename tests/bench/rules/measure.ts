import { readFile } from 'node:fs/promises'

/** Whole numbers of milliseconds, in order. */
export type Timings = readonly number[]

export interface Timed<Result> {
  readonly ms: number
  /** Of all threads of the process, the engine's among them: whoever else works does not count. */
  readonly cpu_ms: number
  readonly result: Result
}

export async function timed<Result>(work: () => Promise<Result>): Promise<Timed<Result>> {
  const [started, before] = [performance.now(), process.cpuUsage()]
  const result = await work()
  const { user, system } = process.cpuUsage(before)
  return { ms: performance.now() - started, cpu_ms: (user + system) / 1_000, result }
}

/** What was measured of one thing, several times. */
export interface Measured {
  readonly ms: number[]
  readonly cpu_ms: number[]
}

/** By what it is, in the order in which it came first. */
export class Measurements {
  readonly #of = new Map<string, Measured>()

  async measure<Result>(what: string, work: () => Promise<Result>): Promise<Result> {
    const { ms, cpu_ms, result } = await timed(work)
    const measured = this.#of.get(what) ?? { ms: [], cpu_ms: [] }
    this.#of.set(what, measured)
    measured.ms.push(ms)
    measured.cpu_ms.push(cpu_ms)
    return result
  }

  /** Of the processor's time. */
  p95(what: string): number {
    return quantile(this.#of.get(what)?.cpu_ms ?? [], 0.95)
  }

  entries(): readonly (readonly [string, Measured])[] {
    return [...this.#of]
  }
}

/** The value below which the share of the timings lies. */
export function quantile(timings: Timings, share: number): number {
  const sorted = timings.toSorted((a, b) => a - b)
  return sorted[Math.ceil((sorted.length - 1) * share)] ?? 0
}

/** The largest resident memory of a process so far, in MB; 0 where the system does not say. */
export async function peakMegabytes(pid: number | 'self' = 'self'): Promise<number> {
  try {
    const status = await readFile(`/proc/${pid}/status`, 'utf8')
    return Math.round(Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1] ?? 0) / 1_024)
  } catch {
    return 0
  }
}
