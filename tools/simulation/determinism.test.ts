import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { DEFAULT_OPTIONS, type SimulationOptions } from '#/simulation/options.ts'
import { simulate, simulateWhole } from '#/simulation/simulation.ts'

const SMALL: SimulationOptions = { ...DEFAULT_OPTIONS, subjects: 150, days: 40, broken: 0.01 }
const COMMAND = fileURLToPath(new URL('./simulate.ts', import.meta.url))

describe('a simulated stream', () => {
  test('is the same to the byte for the same seed', () => {
    expect(sha256(SMALL)).toBe(sha256({ ...SMALL }))
  })

  test('is another for another seed, also for one that differs beyond 32 bits', () => {
    const first = sha256(SMALL)
    expect(sha256({ ...SMALL, seed: 2 })).not.toBe(first)
    expect(sha256({ ...SMALL, seed: 1 + 2 ** 32 })).not.toBe(first)
  })

  test('has the same facts whatever disturbs it', () => {
    const calm = { ...SMALL, late: 0, duplicates: 0, corrections: 0, retractions: 0, broken: 0 }
    const rough = {
      ...SMALL,
      late: 0.3,
      duplicates: 0.2,
      corrections: 0.2,
      retractions: 0.1,
      broken: 0.2,
    }
    expect(factsOf(rough)).toEqual(factsOf(calm))
  })
})

describe('the command', () => {
  let folder: string
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'jianwei-simulate-'))
  })
  afterAll(() => rm(folder, { recursive: true }))

  test('writes the same bytes and the same truth in another time zone and locale', async () => {
    const here = await written('here', { TZ: 'Asia/Shanghai', LANG: 'zh_CN.UTF-8' })
    const there = await written('there', {
      TZ: 'Pacific/Auckland',
      LANG: 'de_DE.UTF-8',
      LC_ALL: 'tr_TR.UTF-8',
    })
    expect(there).toEqual(here)
    expect(here.stream).toBe(sha256(SMALL))
  })

  async function written(
    name: string,
    environment: Record<string, string>,
  ): Promise<{ stream: string; truth: string }> {
    const file = join(folder, name)
    const args = ['--subjects', '150', '--days', '40', '--broken', '0.01', '--to', file]
    await promisify(execFile)(process.execPath, [COMMAND, ...args], {
      env: { ...process.env, ...environment },
    })
    return {
      stream: hashOf(await readFile(file)),
      truth: hashOf(await readFile(`${file}.truth.ndjson`)),
    }
  }
})

function sha256(options: SimulationOptions): string {
  const hash = createHash('sha256')
  for (const { content } of simulate(options)) hash.update(content).update('\n')
  return hash.digest('hex')
}

function hashOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}

/** What happened, by id, without when it was reported. */
function factsOf(options: SimulationOptions): Map<string, unknown> {
  const facts = new Map<string, unknown>()
  for (const { content, expected } of simulateWhole(options).lines) {
    if (expected.outcome !== 'accepted') continue
    // Accepted lines are CloudEvents: expectations.test.ts holds that.
    const { reportedat: _, ...fact } = JSON.parse(String(content)) as Record<string, unknown>
    if (String(fact['id']).startsWith('fact-')) facts.set(String(fact['id']), fact)
  }
  return facts
}
