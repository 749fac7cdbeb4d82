import { expect, test } from 'vitest'
import type { EngineFinding } from '@jianwei/events/ports/engine-check.ts'
import type { Sql } from '@jianwei/projections/sql.ts'
import { checkWarehouseServer } from '#/warehouse/server-check.ts'

const NOW = 1_770_000_000_000

interface Server {
  /** Codes with which statements that match fail. */
  readonly refuses?: readonly (readonly [statement: RegExp, code: number])[]
  readonly version?: string
  readonly ahead_ms?: number
  readonly free?: number
  readonly nodes?: number
}

/** As the client of a server answers and fails. */
async function found(server: Server, cluster: string | null = null): Promise<EngineFinding[]> {
  const { refuses = [], version = '26.7.1', ahead_ms = 0, free = 2e11, nodes = 1 } = server
  const query = async ({ text }: Sql): Promise<string> => {
    const code = refuses.find(([statement]) => statement.test(text))?.[1]
    if (code !== undefined) throw Object.assign(new Error('refused'), { code: String(code) })
    if (text.includes('version()')) return JSON.stringify({ version, now_ms: NOW + ahead_ms })
    if (text.includes('system.disks')) return JSON.stringify({ name: 'default', free, total: 1e12 })
    if (text.includes('system.clusters')) return JSON.stringify({ nodes })
    return ''
  }
  const execute = async (statement: Sql): Promise<void> => void (await query(statement))
  const options = {
    url: 'http://warehouse:8123',
    database: 'jianwei',
    cluster,
    username: 'reader',
    now: () => NOW,
  }
  return [...(await checkWarehouseServer({ query, execute }, options))]
}

const wrong = (findings: readonly EngineFinding[]) =>
  findings.filter(({ verdict }) => verdict !== 'fine')

test('a cluster of which everything is granted needs nothing', async () => {
  expect(wrong(await found({}, 'main'))).toEqual([])
})

test('a single server may lose rows, and is said to', async () => {
  expect(wrong(await found({}))).toMatchObject(
    [{ verdict: 'advice', mend: /Keeper/ }].map(() => ({
      verdict: 'advice',
      asked: 'tables that outlive a kill of the server',
    })),
  )
})

test.each<[Server, string, string | RegExp]>([
  [{ refuses: [[/version/, 516]] }, 'missing', 'the user reader or the password is wrong'],
  [{ refuses: [[/version/, 210]] }, 'away', 'no answer'],
  [{ refuses: [[/CREATE DATABASE/, 497]] }, 'missing', 'denied to the user reader'],
  [{ refuses: [[/CREATE TABLE/, 497]] }, 'missing', 'denied to the user reader'],
  [{ refuses: [[/INSERT/, 497]] }, 'missing', 'denied to the user reader'],
  [{ refuses: [[/ADD COLUMN/, 497]] }, 'missing', 'denied to the user reader'],
  [{ refuses: [[/MATERIALIZE COLUMN/, 497]] }, 'missing', 'denied to the user reader'],
  [{ refuses: [[/DROP TABLE/, 497]] }, 'missing', 'denied to the user reader'],
  [{ refuses: [[/KILL QUERY/, 497]] }, 'missing', 'denied to the user reader'],
  [{ version: '23.8.1' }, 'advice', 'version 23.8.1'],
  [{ nodes: 0 }, 'missing', 'the server knows no cluster of this name'],
  [{ free: 1e8 }, 'missing', /of 931.3 GB are free/],
  [{ free: 5e10 }, 'advice', /of 931.3 GB are free/],
  [{ ahead_ms: -60_000 }, 'advice', 'its clock is 60.0 s behind'],
  [{ ahead_ms: 3_600_000 }, 'missing', 'its clock is 3600.0 s ahead'],
])('%j is %s', async (server, verdict, came) => {
  const [first] = wrong(await found(server, 'main'))
  expect(first).toMatchObject({ verdict, mend: expect.any(String) })
  expect(first?.came).toMatch(came)
})

test('the right that is missing is named as an administrator grants it', async () => {
  const [finding] = wrong(await found({ refuses: [[/INSERT/, 497]] }, 'main'))
  expect(finding?.mend).toBe('let an administrator run: GRANT INSERT ON jianwei.* TO reader')
})
