import { relative } from 'node:path'
import { expect } from 'vitest'
import { debugPortOf, SILENCE_MS_MAX, SignsOfLife } from '#/support/runner/signs-of-life.ts'

/** What every worker runs before its test file: it says until it ends that its loop goes round. */

const signs = new SignsOfLife(process.ppid)
const file = relative(process.cwd(), expect.getState().testPath ?? 'a test file')
const give = (): void => signs.give(process.pid, file)

process.debugPort = debugPortOf(process.pid)
give()
setInterval(give, SILENCE_MS_MAX / 100).unref()
process.once('exit', () => signs.forget(process.pid))
