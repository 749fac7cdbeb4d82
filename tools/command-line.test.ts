import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { filesEndingIn, readSource } from '@jianwei/tests/support/source-tree.ts'

const ROOT = fileURLToPath(new URL('../', import.meta.url))
const { scripts } = z
  .object({ scripts: z.record(z.string(), z.string()) })
  .parse(JSON.parse(readFileSync(`${ROOT}package.json`, 'utf8')))

/** What the scripts of package.json run of this project, and what reads its own command line. */
const programs = [
  ...new Set([
    ...Object.values(scripts).flatMap((script) => /\bnode (\S+\.ts)$/.exec(script)?.[1] ?? []),
    ...filesEndingIn('.ts').filter(
      (path) =>
        !path.endsWith('.test.ts') &&
        /^(?:const .*|\} = )?readCommandLine\(\{/m.test(readSource(path).text),
    ),
  ]),
].sort()

const run = promisify(execFile)

test('programs are found', () => {
  expect(programs.length).toBeGreaterThan(15)
  expect(programs).toContain('tests/bench/log-append.ts')
})

describe.each(programs)('%s', (program) => {
  test('says what it does and takes, and does nothing else', async () => {
    const { stdout, stderr } = await run(process.execPath, [program, '--help'], { cwd: ROOT })
    expect(stdout).toMatch(/^[A-Z][^\n]{20,}/)
    expect(stdout).toMatch(/^Usage: (?:npm run|node|UV_THREADPOOL_SIZE=\d+ node) /m)
    expect(stdout).toMatch(/^ +--help/m)
    expect(stderr).toBe('')
  })

  test('refuses what it does not take', async () => {
    const refused = run(process.execPath, [program, '--no-such-option'], { cwd: ROOT })
    await expect(refused).rejects.toMatchObject({ stderr: expect.stringMatching(/no-such-option/) })
  })
})
