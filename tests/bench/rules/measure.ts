import { readFile } from 'node:fs/promises'

/** Whole numbers of milliseconds, in order. */
export type Timings = readonly number[]

export async function timed<Result>(
  work: () => Promise<Result>,
): Promise<{ readonly ms: number; readonly result: Result }> {
  const started = performance.now()
  const result = await work()
  return { ms: performance.now() - started, result }
}

/** The value below which the share of the timings lies. */
export function quantile(timings: Timings, share: number): number {
  const sorted = timings.toSorted((a, b) => a - b)
  return sorted[Math.ceil((sorted.length - 1) * share)] ?? 0
}

/** The largest resident memory of this process so far, in MB; 0 where the system does not say. */
export async function peakMegabytes(): Promise<number> {
  try {
    const status = await readFile('/proc/self/status', 'utf8')
    return Math.round(Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1] ?? 0) / 1_024)
  } catch {
    return 0
  }
}
