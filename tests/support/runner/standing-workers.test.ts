import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, expect, test } from 'vitest'

const CONFIG = 'tests/support/runner/standing/vitest.config.ts'
/** Counted in looks of the run, each of which needs the machine as much as a sign does. */
const SILENCE_MS = 10_000

let folder: string
let status: number
let said: string

beforeAll(async () => {
  // A worker that crashes removes nothing.
  folder = await mkdtemp(join(tmpdir(), 'jianwei-standing-workers-'))
  const { TEST_REPORT: _, ...env } = process.env
  const run = spawn(
    process.execPath,
    ['node_modules/vitest/vitest.mjs', 'run', '--config', CONFIG, '--no-color'],
    {
      env: { ...env, TEST_SILENCE_MS: String(SILENCE_MS), TMPDIR: folder },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  )
  const output = Promise.all([text(run.stdout), text(run.stderr)])
  const [code] = await once(run, 'close')
  status = code
  said = (await output).join('\n')
})

afterAll(() => rm(folder, { recursive: true }))

test('a run whose workers stand ends, and fails', () => {
  expect(status).toBe(1)
})

test('a thread that does not come back is named by file and test, with where it stands', () => {
  const file = 'tests/support/runner/standing/blocked-worker.ts'
  expect(said).toMatch(
    new RegExp(
      `✗ ${file}, at: a thread that waits for what never comes: ` +
        String.raw`the worker \d+ stands and is ended`,
    ),
  )
  expect(said).toMatch(
    new RegExp(`Worker exited unexpectedly with signal SIGKILL.*running test file .*${file}`),
  )
  if (process.platform === 'linux') expect(said).toMatch(/\(main\): S \(sleeping\)/)
})

test('a worker that crashes with the engine open ends by itself', () => {
  expect(said).toMatch(
    /Worker exited unexpectedly with signal SIGSEGV .*running test file .*\/crashed-worker\.ts/,
  )
})

test('a loop that never leaves JavaScript is shown with where it is', () => {
  const file = 'tests/support/runner/standing/spinning-worker.ts'
  expect(said).toContain(`✗ ${file}, at: a loop that never leaves JavaScript: the worker `)
  expect(said).toMatch(new RegExp(`turnsForEver at .*${file}:\\d+`))
})
