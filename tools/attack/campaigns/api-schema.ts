import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { AttackedProgram } from '../attacked-program.ts'
import type { AttackContext, Campaign, Outcome } from '../campaign.ts'
import { lineSupply } from '../valid-inputs.ts'
import { administratorHeaders } from '@jianwei/tests/support/program/as-administrator.ts'

const run = promisify(execFile)
const HERE = fileURLToPath(new URL('../', import.meta.url))
/** Kept between runs, beside the packages. */
const ENVIRONMENT = fileURLToPath(
  new URL('../../../node_modules/.cache/attack-python', import.meta.url),
)
const SCHEMATHESIS = join(ENVIRONMENT, 'bin', 'schemathesis')
const SECONDS = 45
const LINES = 1_000

export const apiSchema: Campaign = {
  name: 'api-schema',
  tries: 'schemathesis with all checks against the running server and its own description',
  promise: {
    en: 'every answer is one that /openapi.json describes, whatever is asked',
    zh: '无论如何请求，每个回答都符合 /openapi.json 的描述',
  },
  unavailable: whyNot,
  run: attack,
}

/** Installs schemathesis from PyPI where it is not there yet. */
async function whyNot(): Promise<string | undefined> {
  if (existsSync(SCHEMATHESIS)) return undefined
  try {
    await run('python3', ['-m', 'venv', ENVIRONMENT])
    await run(join(ENVIRONMENT, 'bin', 'pip'), [
      'install',
      '--quiet',
      '--requirement',
      join(HERE, 'requirements.txt'),
    ])
    return undefined
  } catch (error) {
    return `schemathesis cannot be installed: ${String(error).split('\n', 1)[0]}`
  }
}

async function attack({ seed, effort, folder, signal }: AttackContext): Promise<Outcome> {
  await using program = await AttackedProgram.start(join(folder, 'data'))
  // Something to find: facts, refusals, alerts.
  await program.postLines(lineSupply(seed)(LINES))
  await program.ready()
  const args = [
    '--config-file',
    join(HERE, 'schemathesis.toml'),
    '--no-color',
    'run',
    `${program.origin}/openapi.json`,
    '--checks=all',
    `--seed=${seed}`,
    '--header',
    `Authorization: ${administratorHeaders(program.origin).authorization}`,
    `--max-time=${SECONDS * effort}`,
    '--continue-on-failure',
  ]
  const env = { ...process.env, SCHEMATHESIS_HOOKS: join(HERE, 'schemathesis_hooks.py') }
  const child = spawn(SCHEMATHESIS, args, {
    cwd: folder,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
    signal,
  })
  let text = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (piece) => (text += String(piece)))
  const [code] = await once(child, 'close')
  const { status } = await program.get('/health/live')
  const findings = findingsIn(text)
  if (status !== 200) findings.push(`the program does not answer after it: ${status}`)
  if (code !== 0 && findings.length === 0)
    findings.push(`schemathesis ended with ${code}:\n${text.slice(-2_000)}`)
  const [, generated] = /(\d[\d,]*) generated/.exec(text) ?? []
  return {
    tried: Number(generated?.replaceAll(',', '') ?? 0),
    unit: 'requests',
    findings,
    notes: `exit code ${code}`,
  }
}

/**
 * Each failure of the report in one line: the operation, what is wrong, and the last of the
 * requests that show it.
 */
function findingsIn(report: string): string[] {
  const findings: string[] = []
  let operation = ''
  let wrong: string[] = []
  let request = ''
  for (const line of report.split('\n')) {
    const [, name] = /^_{3,} (.+?) _{3,}$/.exec(line) ?? []
    if (name !== undefined) operation = name
    const [, code] = /^- (ST\d+ .+)$/.exec(line) ?? []
    if (code !== undefined) wrong.push(code)
    if (line.trimStart().startsWith('curl ')) request = line.trim().slice(0, 500)
    if (line.trimStart().startsWith('st replay ') && wrong.length > 0) {
      findings.push(`${operation}: ${wrong.join('; ')}: ${request}`)
      wrong = []
    }
  }
  return findings
}
