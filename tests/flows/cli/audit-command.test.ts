import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { runJianwei } from '#/support/program/run-jianwei.ts'

/*
 * `npx jianwei audit` against what answers as a running program does: what it ends with, and what
 * it says last.
 */

const AUDIT = { audit_id: randomUUID(), share: { number: 1, of: 1 }, progress: null }

const compared = (rule_id: string) => ({ rule_id, engine: 'process' })
const left = (rule_id: string, reason: string) => ({ rule_id, rule_version: 1, reason })
const DIFFERENCE = {
  rule_id: 'a',
  rule_version: 1,
  ledger: 'warnings',
  warning_id: randomUUID(),
  subject_id: 'test:a',
  in_ledger: null,
  by_sql: { anchor_at: '2026-03-20T02:00:00.000Z', evidence_count: 3 },
}

const resultOf = (result: Readonly<Record<string, unknown>>) => ({
  position: 10,
  clock: '2026-03-20T02:00:00.000Z',
  subjects: 100,
  warnings: 0,
  audit_engine: 'sql',
  rules: [],
  not_audited: [],
  differences_count: 0,
  differences: [],
  ...result,
})

type Answer = (response: ServerResponse) => void

const json =
  (code: number, body: unknown): Answer =>
  (response) => {
    response.writeHead(code, { 'content-type': 'application/json' }).end(JSON.stringify(body))
  }
const running = json(200, { ...AUDIT, state: 'running', result: null })
const audited = (result: Readonly<Record<string, unknown>>) =>
  json(200, { ...AUDIT, state: 'audited', result: resultOf(result) })

let program: Server
let orders: number
/** What is answered to one look at the audit after another; the last again and again. */
let answers: Answer[]

beforeEach(async () => {
  orders = 0
  answers = []
  program = createServer((request, response) => {
    if (request.method === 'POST') {
      orders += 1
      json(202, { ...AUDIT, state: 'ordered', result: null })(response)
      return
    }
    const answer = answers.length > 1 ? answers.shift() : answers[0]
    answer?.(response)
  })
  program.listen(0, '127.0.0.1')
  await once(program, 'listening')
})

afterEach(async () => {
  program.closeAllConnections()
  program.close()
  await once(program, 'close')
})

function audit(...args: readonly string[]) {
  // It listens on a port, so its address is no path.
  const { port } = program.address() as AddressInfo
  return runJianwei(['audit', '--url', `http://127.0.0.1:${port}`, ...args], {})
}

test.each([
  [
    'nothing differs',
    { rules: [compared('a'), compared('b')] },
    [0, 'No difference: 2 rules compared, 0 not compared.'],
  ],
  [
    'what its own SQL makes is not compared, and no failure',
    { rules: [compared('a')], not_audited: [left('b', 'same_engine')] },
    [0, 'No difference: 1 rules compared, 1 not compared.'],
  ],
  [
    'some rules failed',
    { rules: [compared('a')], not_audited: [left('b', 'failed'), left('c', 'same_engine')] },
    [3, 'No difference: 1 rules compared, 2 not compared.'],
  ],
  [
    'every rule failed',
    { not_audited: [left('a', 'failed'), left('b', 'unreadable')] },
    [4, 'Nothing was compared: 0 rules compared, 2 not compared.'],
  ],
  [
    'a difference counts before what failed',
    {
      rules: [compared('a')],
      not_audited: [left('b', 'failed')],
      differences_count: 1,
      differences: [DIFFERENCE],
    },
    [5, '1 differences: 1 rules compared, 1 not compared.'],
  ],
] as const)('%s', async (_, result, [code, last]) => {
  answers = [audited(result)]
  const ended = await audit('--all')
  expect(ended.output.trimEnd().split('\n').at(-1)).toBe(last)
  expect(ended.code).toBe(code)
})

const unavailable = json(503, {
  status: 503,
  code: 'WAREHOUSE_UNAVAILABLE',
  title: 'The warehouse cannot answer yet',
})
const cut: Answer = (response) => void response.destroy()

test('a program that does not answer for a while ends no wait', async () => {
  answers = [running, unavailable, cut, running, audited({ rules: [compared('a')] })]
  const ended = await audit()
  expect(ended.output).toContain('The warehouse cannot answer yet; the order stands')
  expect(ended.output).toContain('No difference: 1 rules compared, 0 not compared.')
  expect(ended.code).toBe(0)
  expect(orders).toBe(1)
})

test('everybody and a share are not asked for together', async () => {
  answers = [audited({})]
  const ended = await audit('--all', '--share', '2/30')
  expect(ended.output).toContain("'--all' cannot be used with option '--share <k/n>'")
  expect(ended.code).toBe(1)
  expect(orders).toBe(0)
})
