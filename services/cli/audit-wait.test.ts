import { beforeEach, describe, expect, test } from 'vitest'
import { RequestFailed } from '#/cli/ask-program.ts'
import { patiently, ResultNotHad } from '#/cli/audit-wait.ts'

const SECOND_MS = 1_000

let now: number
let said: string[]
let looks: number

beforeEach(() => {
  now = 0
  said = []
  looks = 0
})

/** Looks once a second; nothing answers while `isAway` says so, and the result comes at last. */
function resultWhile(isAway: (second: number) => boolean, seconds: number): Promise<string> {
  return patiently(
    async () => {
      looks += 1
      const second = now / SECOND_MS
      if (isAway(second)) throw new RequestFailed('SERVER_UNREACHABLE', 'nothing answers')
      return second >= seconds ? 'the result' : undefined
    },
    {
      of: '/v1/ledger-audits/1',
      now: () => now,
      pause: async () => void (now += SECOND_MS),
      say: (line) => said.push(line),
    },
  )
}

const ASKED_AGAIN = 'nothing answers; the order stands, it is asked again'

describe('who waits for a result', () => {
  test('asks on where nothing answers for less than a minute, each time anew', async () => {
    const away = (second: number) => second !== 0 && second % 60 !== 0
    expect(await resultWhile(away, 180)).toBe('the result')
    expect(said).toEqual([ASKED_AGAIN, ASKED_AGAIN, ASKED_AGAIN])
    expect(looks).toBe(181)
  })

  test('gives up after a minute, and says that the order stands', async () => {
    const waiting = resultWhile((second) => second >= 5, 100)
    await expect(waiting).rejects.toThrow(ResultNotHad)
    await expect(waiting).rejects.toThrow(
      'no answer for 60 s (nothing answers); the order stands, ' +
        'its result will be at /v1/ledger-audits/1',
    )
    expect(said).toEqual([ASKED_AGAIN])
    expect(now).toBe(65 * SECOND_MS)
  })

  test('ends at once by a fault, and where nobody waits any longer', async () => {
    const patience = { of: '', now: () => 0, say: () => {} }
    const fault = new TypeError('no')
    const failing = () => Promise.reject(fault)
    await expect(patiently(failing, { ...patience, pause: async () => {} })).rejects.toBe(fault)
    const stopped = new TypeError('stopped')
    const pause = () => Promise.reject(stopped)
    await expect(patiently(async () => undefined, { ...patience, pause })).rejects.toBe(stopped)
  })
})
