import { setTimeout as sleep } from 'node:timers/promises'
import { test } from 'vitest'

test('a thread that waits for what never comes', async () => {
  // The worker tells which test it is at a tenth of a second after it began.
  await sleep(1_000)
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)
})
