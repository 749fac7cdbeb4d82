import { setTimeout as sleep } from 'node:timers/promises'
import { test } from 'vitest'
import { ChdbEngine, defaultEngineLimits } from '@jianwei/infra/warehouse/chdb-engine.ts'
import { temporaryFolder } from '#/support/program/running-pipeline.ts'

test('a crash while the engine is open', async () => {
  await using folder = await temporaryFolder('crashed-worker')
  await using engine = await ChdbEngine.open(folder.path, defaultEngineLimits())
  await engine.connect('crash')
  // The worker tells which test it is at a tenth of a second after it began.
  await sleep(1_000)
  process.kill(process.pid, 'SIGSEGV')
  await new Promise(() => {})
})
