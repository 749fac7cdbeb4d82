import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { SteeringFile } from '#/support/faults/steering.ts'
import { temporaryFolder } from '#/support/program/running-pipeline.ts'
import { StartedProgram } from '#/support/program/started-program.ts'
import { fetchAsAdministrator } from '#/support/program/as-administrator.ts'

/*
 * The whole program as a process, on a machine whose clock is set while it runs and between its
 * starts.
 */

const JIANWEI = join(import.meta.dirname, '../../../services/cli/jianwei.js')
const DAY = 86_400_000
const YEAR = 365 * DAY
const run = promisify(execFile)

let folder: Awaited<ReturnType<typeof temporaryFolder>>
let steering: SteeringFile
let env: Record<string, string>
let sent = 0

beforeAll(async () => {
  folder = await temporaryFolder('machine-clock')
  steering = await SteeringFile.create(join(folder.path, 'steering.json'))
  env = { JIANWEI_DATA: join(folder.path, 'data'), EXAMPLE_DATA: 'none', ...steering.env }
})
afterAll(() => folder[Symbol.asyncDispose]())

/** An event of now, or so much later. */
function eventAt(offset: number): string {
  sent += 1
  const id = `clock-${sent}`
  return JSON.stringify({
    specversion: '1.0',
    id,
    source: 'urn:example:bureau',
    type: 'ComplaintReceived',
    subject: '91330203MA00000010',
    time: new Date(Date.now() + offset).toISOString(),
    data: { complaint_number: id },
  })
}

async function post(
  origin: string,
  offset: number,
): Promise<{ readonly status: number; readonly text: string }> {
  const headers = { 'content-type': 'application/cloudevents+json' }
  const answer = await fetchAsAdministrator(`${origin}/v1/events`, {
    method: 'POST',
    headers,
    body: eventAt(offset),
  })
  return { status: answer.status, text: await answer.text() }
}

interface Readiness {
  readonly clock: { readonly status: string; readonly now: string; readonly note: string | null }
}

async function clockOf(origin: string): Promise<Readiness['clock']> {
  const answer = await fetch(`${origin}/health/ready`)
  // The API's description says so.
  return ((await answer.json()) as Readiness).clock
}

async function becomes(origin: string, status: string): Promise<Readiness['clock']> {
  return expect
    .poll(() => clockOf(origin))
    .toMatchObject({ status })
    .then(() => clockOf(origin))
}

/** A command on the same machine: what it says, and whether it went well. */
async function jianwei(
  ...args: readonly string[]
): Promise<{ readonly code: number; readonly said: string }> {
  const options = { env: { PATH: process.env['PATH'] ?? '', CONSOLE_BUILD: 'none', ...env } }
  try {
    const { stdout, stderr } = await run('node', [JIANWEI, ...args], options)
    return { code: 0, said: stdout + stderr }
  } catch (error) {
    // `execFile` rejects with these.
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string }
    return { code, said: stdout + stderr }
  }
}

test('a clock that leaps while the program runs, or between its starts, poisons nothing; one that did is repaired', async () => {
  {
    await using program = new StartedProgram(env)
    const origin = await program.origin()
    expect((await clockOf(origin)).status).toBe('trusted')

    await steering.setClock(73 * YEAR)
    const ahead = await becomes(origin, 'leapt')
    expect(ahead.note).toMatch(/leapt ahead by 26,64\d days .* npx jianwei clock accept/)
    expect(Math.abs(Date.parse(ahead.now) - Date.now())).toBeLessThan(YEAR)
    expect((await post(origin, 0)).status).toBe(200)
    expect((await post(origin, YEAR)).text).toContain('TIME_IN_FUTURE')

    await steering.setClock(-10 * YEAR)
    await expect.poll(async () => (await clockOf(origin)).note).toMatch(/leapt back by 3,650 days/)
    expect((await post(origin, 0)).status).toBe(200)

    await steering.setClock(0)
    expect((await becomes(origin, 'trusted')).note).toBeNull()
    expect((await post(origin, 0)).status).toBe(200)
    expect(await program.end('SIGTERM')).toBe(0)
  }
  expect((await jianwei('clock', 'show')).said).not.toMatch(/leap|Ways out/)

  for (const [offset, words] of [
    [73 * YEAR, /26,64\d days later/],
    [-10 * YEAR, /3,650 days earlier/],
  ] as const) {
    await steering.setClock(offset)
    const start = await jianwei('start')
    expect(start.code).toBe(1)
    expect(start.said).toMatch(words)
    expect(start.said).toMatch(/Ways out:/)
    const drafted = await jianwei('quarantine', 'redrive', '--held')
    expect(drafted).toMatchObject({ code: 1, said: expect.stringMatching(words) })
  }

  // Somebody insists on a wrong clock: it is on record, and what it wrote can be repaired.
  await steering.setClock(73 * YEAR)
  const who = ['--actor', 'operator', '--reason', 'test']
  expect((await jianwei('clock', 'accept', ...who)).said).toMatch(/^accepted /)
  {
    await using program = new StartedProgram(env)
    expect((await post(await program.origin(), 73 * YEAR)).status).toBe(200)
    await program.end('SIGTERM')
  }
  await steering.setClock(0)
  const refused = await jianwei('start')
  expect(refused).toMatchObject({ code: 1, said: expect.stringMatching(/jianwei clock repair/) })
  expect((await jianwei('clock', 'repair', ...who)).said).toMatch(/^repaired /)
  const shown = (await jianwei('clock', 'show')).said
  expect(shown).toMatch(/Times of recording corrected, positions \d+–\d+/)
  expect(shown).not.toMatch(/Ways out/)
  {
    await using program = new StartedProgram(env)
    const origin = await program.origin()
    expect(await clockOf(origin)).toMatchObject({ status: 'trusted', corrections: 1 })
    expect((await post(origin, 0)).status).toBe(200)
    const head = async (): Promise<unknown> => {
      const answer = await fetchAsAdministrator(
        `${origin}/v1/completeness?from=${new Date(Date.now() + DAY).toISOString()}`,
      )
      return ((await answer.json()) as { events_in_log: number }).events_in_log
    }
    await expect.poll(head).toBe(0)
    await program.end('SIGTERM')
  }
})
