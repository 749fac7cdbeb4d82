import { DEFAULT_OPTIONS } from '#/simulation/options.ts'
import { simulate } from '#/simulation/simulation.ts'

/**
 * Lines that departments of a small province send: facts, corrections, repetitions and mistakes of
 * every kind.
 */
export function* provinceLines(seed: number): Generator<Buffer, void, void> {
  const shape = {
    subjects: 200,
    days: 365,
    broken: 0.05,
    duplicates: 0.02,
    late: 0.02,
    corrections: 0.03,
  }
  for (const { content } of simulate({ ...DEFAULT_OPTIONS, ...shape, seed }))
    yield Buffer.from(content)
}

/** The next so many of an endless supply: a new province begins where one is used up. */
export function lineSupply(seed: number): (count: number) => Buffer[] {
  let province = 0
  let lines = provinceLines(seed)
  return (count) => {
    const taken: Buffer[] = []
    while (taken.length < count) {
      const { value, done } = lines.next()
      if (done === true) lines = provinceLines(seed + (province += 1))
      else if (!value.includes(0x0a) && value.length > 0) taken.push(value)
    }
    return taken
  }
}
