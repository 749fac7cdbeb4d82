import { expect, test } from 'vitest'
import { temporaryFolder } from '#/support/program/running-pipeline.ts'
import { StartedProgram } from '#/support/program/started-program.ts'

test.each(['SIGSEGV', 'SIGABRT'] as const)(
  'a crash (%s) ends the program by its signal, and the next start has its folder',
  async (signal) => {
    await using folder = await temporaryFolder('crash')
    const env = { JIANWEI_DATA: folder.path, EXAMPLE_DATA: 'none' }
    await using program = new StartedProgram(env)
    await program.says('Ready')
    await program.end(signal)
    expect(program.endedBy).toBe(signal)
    await using next = new StartedProgram(env)
    await next.says('Ready')
  },
)

/** Brings the loop to stand as soon as the program has a second thread: the one that watches it. */
const STANDS = `process.on('worker', () =>
  setTimeout(() => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0), 1_000))`

test('a program whose thread does not come back says so, and is killed', async () => {
  await using folder = await temporaryFolder('stands')
  await using program = new StartedProgram({
    JIANWEI_DATA: folder.path,
    EXAMPLE_DATA: 'none',
    LOOP_HELD_SECONDS_MAX: '3',
    NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(STANDS)}`,
  })
  await program.ended()
  expect(program.endedBy).toBe('SIGKILL')
  expect(program.output).toMatch(/"code":"LOOP_HELD","held_seconds":3,.*and does not come back/)
})
