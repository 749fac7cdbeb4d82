import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { TrustedClock } from '@jianwei/infra/runtime/trusted-clock.ts'
import { runAllInOne } from '@jianwei/services/all-in-one/all-in-one.ts'
import { readConfig } from '@jianwei/services/all-in-one/config.ts'
import { within } from '#/support/hang.ts'
import { temporaryFolder } from '#/support/program/running-pipeline.ts'

/** `npm start` in this process, on a folder of its own, with a clock that the test moves. */
export interface ProgramWithClock extends AsyncDisposable {
  readonly origin: string
  /** Of the local administrator. */
  readonly token: string
  readonly folder: string
  /** The clock goes on from there. It does not go back. */
  moveTo(at: string): void
}

/** `env` says what differs from a start that was told nothing but its folder. */
export async function programWithClock(
  startsAt: string,
  env: Readonly<Record<string, string>> = {},
): Promise<ProgramWithClock> {
  await using opened = new AsyncDisposableStack()
  const { path: folder } = opened.use(await temporaryFolder('program'))
  // Both clocks go on together, so that no move is a leap of the machine's.
  let ahead = Date.parse(startsAt) - Date.now()
  const shown = (): number => Date.now() + ahead
  const clock = new TrustedClock({ machine: shown, counting: shown, since_start: shown })
  const stopping = new AbortController()
  const listening = Promise.withResolvers<string>()
  const running = runAllInOne({
    config: readConfig({ JIANWEI_DATA: folder, PORT: '0', EXAMPLE_DATA: 'none', ...env }),
    narrator: {
      say(line) {
        const [, origin] = /^API +(http:\/\/[^/]+)\//.exec(line) ?? []
        if (origin !== undefined) listening.resolve(origin)
      },
    },
    // A start without example data shows no progress.
    progress_output: process.stderr,
    signal: stopping.signal,
    version: '0.0.0',
    clock,
  })
  running.catch((error: unknown) => listening.reject(error))
  opened.defer(async () => {
    stopping.abort()
    await within(
      () => running,
      () => 'the program does not stop',
    )
  })
  const origin = await within(
    () => listening.promise,
    () => 'the program does not listen',
  )
  const closing = opened.move()
  return {
    origin,
    token: readFileSync(join(folder, 'token'), 'utf8').trim(),
    folder,
    moveTo(at) {
      ahead = Math.max(ahead, Date.parse(at) - Date.now())
    },
    [Symbol.asyncDispose]: () => closing.disposeAsync(),
  }
}
