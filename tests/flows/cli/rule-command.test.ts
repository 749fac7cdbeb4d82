import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { eventually } from '#/support/hang.ts'
import { complaintRuleText } from '#/support/rules/rule-text.ts'
import { temporaryFolder } from '#/support/program/running-pipeline.ts'
import { StartedProgram } from '#/support/program/started-program.ts'
import { fetchAsAdministrator, tokenEnvironment } from '#/support/program/as-administrator.ts'

const JIANWEI = join(import.meta.dirname, '../../../services/cli/jianwei.js')
const WHY = ['--reason', 'agreed in March']
const WHO = ['--actor', 'chen', ...WHY]

interface Told {
  readonly code: number
  readonly output: string
  readonly errors: string
}

function rule(where: readonly string[], ...words: readonly string[]): Promise<Told> {
  return new Promise((resolve) => {
    const args = ['rule', ...words, ...where]
    execFile(
      'node',
      [JIANWEI, ...args],
      { env: tokenEnvironment(args) },
      (error, stdout, stderr) => {
        resolve({
          code: Number(error?.code ?? 0),
          output: stdout.trimEnd(),
          errors: stderr.trimEnd(),
        })
      },
    )
  })
}

async function ruleFile(folder: string, given: Readonly<Record<string, unknown>>): Promise<string> {
  const path = join(folder, 'rule.yaml')
  await writeFile(path, complaintRuleText(given))
  return path
}

test('without a program that runs, the life of a rule is written into the log of the folder', async () => {
  await using folder = await temporaryFolder('rule-command')
  const here = ['--data', folder.path]
  const file = await ruleFile(folder.path, { id: 'complaints' })
  expect((await rule(here, 'draft', file, ...WHO)).output).toBe(
    'complaints@1  drafted  at position 1',
  )
  expect((await rule(here, 'shadow', 'complaints@1', ...WHO)).output).toBe(
    'complaints@1  shadow  at position 2',
  )
  expect((await rule(here, 'shadow', 'complaints@1', ...WHO)).output).toBe(
    'complaints@1  shadow  as before',
  )
  expect((await rule(here, 'publish', 'complaints@1', ...WHO)).output).toBe(
    'complaints@1  published  at position 3',
  )
  await rule(here, 'draft', await ruleFile(folder.path, { id: 'complaints', version: 2 }), ...WHO)
  await rule(here, 'publish', 'complaints@2', '--retire-previous', ...WHO)
  const title = '测试规则 A rule of the tests'
  expect((await rule(here, 'list')).output.split('\n')).toEqual([
    `complaints@1  retired  6  chen  agreed in March  ${title}`,
    `complaints@2  published  5  chen  agreed in March  ${title}`,
  ])
})

test('what is refused ends with a code of 1, and says why', async () => {
  await using folder = await temporaryFolder('rule-command')
  const here = ['--data', folder.path]
  const broken = await ruleFile(folder.path, { id: 'complaints', version: 3, level: 'purple' })
  const [unknown, refused, anonymous, nameless] = await Promise.all([
    rule(here, 'publish', 'complaints@1', ...WHO),
    rule(here, 'draft', broken, ...WHO),
    rule(here, 'publish', 'complaints@1', ...WHY),
    rule(here, 'publish', 'complaints', ...WHO),
  ])
  expect(unknown).toEqual({ code: 1, output: '', errors: 'no complaints@1 was drafted' })
  expect(refused.code).toBe(1)
  expect(refused.errors).toMatch(/^the rule does not load\n {2}level: /)
  expect(anonymous).toEqual({
    code: 1,
    output: '',
    errors: '--actor <name> is required: in the log nothing else says who asks',
  })
  expect(nameless.errors).toContain('expected <id>@<version>')
})

test('a program that runs is told over HTTP, or beside it through its folder, and needs no restart', async () => {
  await using folder = await temporaryFolder('rule-command')
  const env = { JIANWEI_DATA: folder.path, EXAMPLE_DATA: 'none', RULES_PUBLISHED: 'none' }
  await using program = new StartedProgram(env)
  const origin = await program.origin()
  const there = ['--url', origin]
  const file = await ruleFile(folder.path, { id: 'complaints' })
  expect((await rule(there, 'draft', file, ...WHY)).output).toMatch(
    /^complaints@1 {2}drafted {2}at position \d+$/,
  )
  expect(await rule(there, 'shadow', 'complaints@9', ...WHY)).toMatchObject({
    code: 1,
    errors: 'No such version of the rule: no complaints@9 was drafted',
  })
  expect(await rule(there, 'shadow', 'complaints@1', ...WHO)).toEqual({
    code: 1,
    output: '',
    errors: 'leave out --actor: with --url the token says who asks',
  })
  const drafted = await rule(['--data', folder.path], 'list', '--state', 'drafted')
  expect(drafted.output).toMatch(
    /^complaints@1 {2}drafted {2}\d+ {2}local:administrator {2}agreed/m,
  )
  const broken = await ruleFile(folder.path, { id: 'complaints', version: 3, level: 'purple' })
  expect((await rule(there, 'draft', broken, ...WHY)).errors).toMatch(
    /does not [^\n]*\n {2}body\.text:level: |loads\n {2}body/,
  )
  await sendComplaints(origin)
  expect((await rule(['--data', folder.path], 'publish', 'complaints@1', ...WHO)).output).toContain(
    'published',
  )
  await untilOne(`${origin}/v1/alerts?rule_id=complaints`)
  const listed = await rule(there, 'list', '--state', 'published')
  expect(listed.output).toMatch(/^complaints@1 {2}published {2}\d+ {2}chen {2}agreed in March /)
  const drafts = (await rule(there, 'list', '--state', 'drafted')).output.split('\n')
  expect(drafts.length).toBeGreaterThanOrEqual(6)
  expect(await program.end('SIGTERM')).toBe(0)
})

async function sendComplaints(origin: string): Promise<void> {
  const events = [1, 4, 8].map((day) => ({
    specversion: '1.0',
    id: `c-${day}`,
    source: 'urn:example:market-bureau',
    type: 'ComplaintReceived',
    subject: '91350100M000100Y43',
    time: `2026-03-0${day}T09:30:00+08:00`,
    data: { complaint_number: `c-${day}` },
  }))
  const headers = { 'content-type': 'application/cloudevents-batch+json' }
  const answer = await fetchAsAdministrator(`${origin}/v1/events`, {
    method: 'POST',
    headers,
    body: JSON.stringify(events),
  })
  expect(answer.status).toBeLessThan(300)
}

async function untilOne(url: string): Promise<void> {
  await eventually(
    async () => {
      const { items } = (await (await fetchAsAdministrator(url)).json()) as {
        readonly items: readonly unknown[]
      }
      return items.length === 1 ? true : undefined
    },
    () => url,
  )
}
