import { afterEach, expect, test, vi } from 'vitest'
import { attachFile } from '#/alert/attach-file.ts'

afterEach(() => void vi.unstubAllGlobals())

test('a file that is sent again after no answer is attached once, and may be attached again later', async () => {
  const keys: (string | null)[] = []
  const answers = [undefined, undefined, { sha256: 'ab' }, { sha256: 'ab' }]
  vi.stubGlobal('fetch', async (_address: string, { headers }: RequestInit) => {
    keys.push(new Headers(headers).get('idempotency-key'))
    const answer = answers.shift()
    if (answer === undefined) throw new TypeError('no answer')
    return Response.json(answer)
  })
  const file = new File(['x'], '现场.pdf', { lastModified: 1 })
  const other = new File(['xy'], '现场.pdf', { lastModified: 2 })
  await expect(attachFile('a', file)).rejects.toThrow()
  await expect(attachFile('a', other)).rejects.toThrow()
  await attachFile('a', file)
  await attachFile('a', file)
  expect(keys[2]).toBe(keys[0])
  expect(new Set(keys).size).toBe(3)
})
