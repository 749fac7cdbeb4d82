import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { SHOWN_QUESTIONS } from '@jianwei/projections/rule-statements/rule-statement.ts'
import { eventually } from '#/support/hang.ts'
import { temporaryFolder } from '#/support/program/running-pipeline.ts'
import { StartedProgram } from '#/support/program/started-program.ts'
import { complaintRuleText } from '#/support/rules/rule-text.ts'
import { tokenEnvironment } from '#/support/program/as-administrator.ts'

const JIANWEI = join(import.meta.dirname, '../../../services/cli/jianwei.js')
const WHO = ['--actor', 'chen', '--reason', 'agreed in March']
/** Time alone brings nothing about for a count of a subject's facts, and it has no points. */
const NEVER_ASKED = ['newly-due', 'groups', 'score']
const QUESTIONS = [
  [],
  ...SHOWN_QUESTIONS.filter((one) => !NEVER_ASKED.includes(one)).map((one) => [`--${one}`]),
]

interface Told {
  readonly code: number
  readonly output: string
  readonly errors: string
}

function rule(...words: readonly string[]): Promise<Told> {
  return new Promise((resolve) => {
    const args = ['rule', ...words]
    execFile(
      'node',
      [JIANWEI, ...args],
      { env: tokenEnvironment(args) },
      (error, stdout, stderr) => {
        resolve({ code: Number(error?.code ?? 0), output: stdout, errors: stderr })
      },
    )
  })
}

async function drafted(folder: string, where: readonly string[]): Promise<void> {
  const file = join(folder, 'rule.yaml')
  await writeFile(file, complaintRuleText({ id: 'complaints' }))
  expect(await rule('draft', file, ...WHO, ...where)).toMatchObject({ code: 0 })
}

test('the statements of a rule in a folder are printed, with their plan and what they read', async () => {
  await using folder = await temporaryFolder('rule-sql')
  const here = ['--data', folder.path]
  await drafted(folder.path, here)
  for (const question of QUESTIONS) {
    const { code, output } = await rule('sql', 'complaints@1', ...question, ...here)
    expect(code).toBe(0)
    expect(output).toMatch(/^-- complaints@1, \w+\n(?:-- [a-z ]+\n)*SELECT\n {4}/)
    expect(output).not.toContain('-- The plan')
  }
  const { output } = await rule('sql', 'complaints@1', '--ledger', '--explain', ...here)
  expect(output).toMatch(/^-- complaints@1, ledger\n/)
  expect(output).toContain('FROM events_by_type_v3')
  expect(output).toMatch(/\n *-- versions\n *SELECT\n/)
  expect(output).toMatch(/\n-- The plan\n[^]*Aggregating[^]*\n-- What it reads\n/)
})

test('a rule that the log does not have, and two questions at once, are refused in a sentence', async () => {
  await using folder = await temporaryFolder('rule-sql')
  const here = ['--data', folder.path]
  await drafted(folder.path, here)
  expect(await rule('sql', 'complaints@2', ...here)).toMatchObject({
    code: 1,
    errors: expect.stringContaining('no rule in the log is complaints@2'),
  })
  expect(await rule('sql', 'complaints@1', '--newly-due', ...here)).toMatchObject({
    code: 1,
    errors: expect.stringContaining('complaints@1 is never asked for newly-due'),
  })
  const both = await rule('sql', 'complaints@1', '--ledger', '--live', ...here)
  expect(both.errors).toContain("option '--ledger' cannot be used with option '--live'")
})

test('beside a program that runs the command says how to ask it, and over HTTP it answers the same', async () => {
  await using folder = await temporaryFolder('rule-sql')
  const here = ['--data', folder.path]
  await drafted(folder.path, here)
  const alone = await rule('sql', 'complaints@1', ...here)
  const env = { JIANWEI_DATA: folder.path, EXAMPLE_DATA: 'none', RULES_PUBLISHED: 'none' }
  await using program = new StartedProgram(env)
  const origin = await program.origin()
  expect(await rule('sql', 'complaints@1', ...here)).toMatchObject({
    code: 1,
    errors: expect.stringMatching(/in use by another process; .*--url http/),
  })
  const there = ['--url', origin]
  await eventually(
    async () => ((await rule('sql', 'complaints@1', ...there)).code === 0 ? true : undefined),
    () => 'the rule is in the warehouse',
  )
  for (const question of QUESTIONS) {
    const shown = await rule('sql', 'complaints@1', ...question, '--explain', ...there)
    expect(shown).toMatchObject({ code: 0, errors: '' })
    expect(shown.output).toContain('-- The plan')
    if (question.length === 0)
      expect(shown.output.replaceAll(CLOCK, '')).toContain(
        alone.output.replaceAll(CLOCK, '').trimEnd(),
      )
  }
  expect(await rule('sql', 'complaints@2', ...there)).toMatchObject({
    code: 1,
    errors: expect.stringContaining('No such version of the rule'),
  })
  expect(await program.end('SIGTERM')).toBe(0)
})

/** The clock goes on between two commands; a count does not look at it, other kinds do. */
const CLOCK = /\b\d{10}\b/g
