import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { LogUnavailable } from '@jianwei/events/errors.ts'
import { failureOf } from '#/cli/failure.ts'
import { Stopped } from '#/cli/stopped.ts'
import { ConfigRefused } from '#/settings/settings.ts'

function thrownBy(act: () => unknown): unknown {
  try {
    act()
  } catch (error) {
    return error
  }
  throw new TypeError('nothing was thrown')
}

describe('a command that failed', () => {
  test.each([
    [new ConfigRefused(['PORT: no number']), 'Configuration refused\n  PORT: no number'],
    [new LogUnavailable('busy'), 'the event log is unavailable: busy'],
    [new Stopped(), 'stopped; run the same command again to go on'],
    [thrownBy(() => readFileSync('/no/such/file')), 'there is no file /no/such/file (ENOENT)'],
  ])('by a refusal tells it without a stack and ends with 1: %s', (error, message) => {
    expect(failureOf(error)).toEqual({ message, exitCode: 1 })
  })

  test('by a fault of the program shows where it is, and ends with a code of its own', () => {
    const { message, exitCode } = failureOf(thrownBy(() => JSON.parse('{')))
    expect(message).toMatch(/^SyntaxError: .*\n +at /)
    expect(exitCode).toBe(70)
    expect(failureOf('thrown text')).toEqual({ message: 'thrown text', exitCode: 70 })
  })
})
