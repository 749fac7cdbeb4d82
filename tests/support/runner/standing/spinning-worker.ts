import { setTimeout as sleep } from 'node:timers/promises'
import { test } from 'vitest'

test('a loop that never leaves JavaScript', async () => {
  // The worker tells which test it is at a tenth of a second after it began.
  await sleep(1_000)
  await turnsForEver()
})

async function turnsForEver(): Promise<never> {
  for (;;) await Promise.resolve()
}
