import { expect, test } from 'vitest'
import { exitCodeOf } from '#/cli/exit-codes.ts'

test.each([
  ['nothing to take', { taken: 0, refused: 0 }, 0],
  ['all was taken', { taken: 7, refused: 0 }, 0],
  ['some was refused', { taken: 7, refused: 1 }, 3],
  ['nothing was taken', { taken: 0, refused: 1 }, 4],
])('%s: %o ends with %i', (_, outcome, code) => expect(exitCodeOf(outcome)).toBe(code))
