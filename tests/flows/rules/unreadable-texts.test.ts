import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { FastifyInstance } from 'fastify'
import type { Instant } from '@jianwei/events/instant.ts'
import { SqliteCheckpointStore } from '@jianwei/infra/log/sqlite-checkpoint-store.ts'
import { SqliteDatabase } from '@jianwei/infra/log/sqlite-database.ts'
import { BacktestJobs } from '@jianwei/services/backtest/backtest-jobs.ts'
import { RULE_INPUT } from '#/support/log/bureau-log.ts'
import { temporaryFolder } from '#/support/intake/intake-server.ts'
import {
  emptyLog,
  emptyWarehouse,
  serverWithoutData,
} from '#/support/server/server-without-data.ts'

/*
 * Texts that people send as rules and outcomes, and that are none. Every one is refused with what
 * is wrong, none is a failure of the server, and no log line repeats a word of it.
 */

const SECRET = '张三'
const RULE_TEXT = JSON.stringify(RULE_INPUT)
const TEXTS: Readonly<Record<string, string>> = {
  'an alias that names nothing': `*${SECRET}`,
  'an anchor twice': `a: &x [*x, ${SECRET}]`,
  'aliases that repeat each other':
    `- &a [${SECRET}]\n- &b [${'*a,'.repeat(40)}]\n- &c [${'*b,'.repeat(40)}]\n- ` +
    `[${'*c,'.repeat(40)}]`,
  'a key twice': `${SECRET}: 1\n${SECRET}: 2`,
  'a list that does not end': `[${SECRET}`,
  'a tag that nobody knows': `!!js/function ${SECRET}`,
  'a merge of no map': `<<: ${SECRET}`,
  'two documents': `${SECRET}\n---\n${SECRET}`,
  'a tab': `a:\n\t- ${SECRET}`,
  'a directive that nobody knows': `%${SECRET}\n---\na`,
  'deep lists': '['.repeat(5_000) + SECRET,
  'a map as a key': `? {a: ${SECRET}}\n: 1`,
  'half a surrogate pair': `"\\ud800${SECRET}"`,
  nothing: '#',
}

let app: FastifyInstance
let backtests: BacktestJobs
const database = SqliteDatabase.open(':memory:')
let lines: string[]

beforeAll(() => {
  lines = []
  const write = (fields: object, message: string): void =>
    void lines.push(JSON.stringify({ message, ...fields }))
  backtests = new BacktestJobs({
    warehouse: emptyWarehouse,
    log: emptyLog,
    checkpoints: new SqliteCheckpointStore(database),
    owner: 'this',
    is_alone: true,
    head: async () => 0,
    now: () => '2026-03-20T02:00:00.000Z' as Instant,
    newId: () => '0b0c7a52-5f0e-4f0e-9d7b-0d6a2f3c4e11',
    onError: (error) => lines.push(String(error)),
  })
  app = serverWithoutData({ backtests, logger: { debug: write, info: write, error: write } })
})
afterAll(async () => {
  await app.close()
  await backtests[Symbol.asyncDispose]()
  database[Symbol.dispose]()
})

describe.each(Object.entries(TEXTS))('%s', (_what, text) => {
  test('checked is answered with what is wrong, and not logged', async () => {
    const answer = await app.inject({ method: 'POST', url: '/v1/rules/check', payload: { text } })
    expect(answer.statusCode).toBe(200)
    expect(answer.json().problems.length).toBeGreaterThan(0)
    expect(lines.join('\n')).not.toContain(SECRET)
  })

  test.each([
    ['/v1/backtests', { rule: text }, 'RULE_REFUSED'],
    ['/v1/backtests', { rule: RULE_TEXT, outcome: text }, 'OUTCOME_REFUSED'],
    ['/v1/backtests', { rule: RULE_TEXT, against: text }, 'RULE_REFUSED'],
    ['/v1/rules', { text, reason: 'new' }, 'RULE_REFUSED'],
  ])('to %s is refused with reasons, and not logged', async (url, payload, code) => {
    const answer = await app.inject({ method: 'POST', url, payload })
    expect(answer.json()).toMatchObject({ status: 422, code })
    expect(answer.json().reasons.length).toBeGreaterThan(0)
    expect(lines.join('\n')).not.toContain(SECRET)
    expect(lines.filter((line) => line.includes('failed'))).toEqual([])
  })
})

test('on the command line it is refused in a few lines, without a stack', () => {
  using folder = temporaryFolder()
  const launcher = fileURLToPath(new URL('../../../services/cli/jianwei.js', import.meta.url))
  const file = join(folder.path, 'unreadable.yaml')
  const env = { PATH: process.env['PATH'], JIANWEI_DATA: join(folder.path, 'data') }
  const rule = join(folder.path, 'rule.yaml')
  writeFileSync(rule, RULE_TEXT)
  for (const text of ['*x', '[', '!!js/function x', '? {a: 1}\n: 1', '<<: x']) {
    writeFileSync(file, text)
    for (const args of [
      ['import', file, '--mapping', file],
      ['rule', 'draft', file, '--actor', 'chen', '--reason', 'new'],
      // These open the warehouse first, which takes its time.
      ...(text === '*x'
        ? [
            ['backtest', file],
            ['backtest', rule, '--outcome', file],
          ]
        : []),
    ]) {
      const run = spawnSync(process.execPath, [launcher, ...args], { encoding: 'utf8', env })
      expect([text, args[0], run.status]).toEqual([text, args[0], 1])
      expect(run.stderr, `${text} ${args.join(' ')}`).not.toMatch(/^ {4}at /m)
    }
  }
})
