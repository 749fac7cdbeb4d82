import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { LogFileRefused } from '@jianwei/infra/log/sqlite-error.ts'
import { runAllInOne } from '@jianwei/services/all-in-one/all-in-one.ts'
import { readConfig } from '@jianwei/services/all-in-one/config.ts'
import { temporaryFolder } from '#/support/program/running-pipeline.ts'

test('a start that cannot open its data begins no build of the console', async () => {
  await using folder = await temporaryFolder('no-start')
  await writeFile(join(folder.path, 'log.db'), 'no database\n'.repeat(100))
  let builds = 0
  const start = runAllInOne({
    config: readConfig({ JIANWEI_DATA: folder.path, PORT: '0', EXAMPLE_DATA: 'none' }),
    narrator: { say: () => {} },
    progress_output: process.stderr,
    signal: new AbortController().signal,
    version: '0.0.0',
    startConsole: () => {
      builds += 1
      return null
    },
  })
  await expect(start).rejects.toThrow(LogFileRefused)
  expect(builds).toBe(0)
})
