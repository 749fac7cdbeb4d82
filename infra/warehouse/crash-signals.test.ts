import { readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { constants, tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { ChdbEngine, defaultEngineLimits } from '#/warehouse/chdb-engine.ts'

const CRASHES = ['SIGABRT', 'SIGBUS', 'SIGFPE', 'SIGILL', 'SIGSEGV', 'SIGSYS', 'SIGTRAP'] as const

test.skipIf(process.platform !== 'linux')(
  'an engine that is open, or was opened again, leaves the signals of a crash to the system',
  async () => {
    const folder = await mkdtemp(join(tmpdir(), 'jianwei-crash-signals-'))
    onTestFinished(() => rm(folder, { recursive: true, force: true }))
    for (let start = 0; start < 2; start += 1) {
      await using engine = await ChdbEngine.open(folder, defaultEngineLimits())
      const connection = await engine.connect('jianwei')
      expect(CRASHES.filter(isCaught)).toEqual([])
      await connection.close()
    }
  },
)

function isCaught(signal: (typeof CRASHES)[number]): boolean {
  const [, caught = '0'] =
    /^SigCgt:\s*([0-9a-f]+)$/m.exec(readFileSync('/proc/self/status', 'utf8')) ?? []
  return ((BigInt(`0x${caught}`) >> BigInt(constants.signals[signal] - 1)) & 1n) === 1n
}
