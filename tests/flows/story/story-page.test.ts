import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { eventually } from '#/support/hang.ts'
import { programWithClock } from '#/support/program/program-with-clock.ts'

const ROOT = fileURLToPath(new URL('../../../', import.meta.url))
const BEGINS = '2026-03-16T09:00:00+08:00'

/** The commands of the page in their order, and where its clock moves to between them. */
function partsOf(page: string): readonly { readonly commands?: string; readonly at?: string }[] {
  const found = page.matchAll(/^```sh\n([^]*?)^```$|^<!-- the clock moves to (\S+) -->$/gm)
  return [...found].map(([, commands, at]) =>
    commands === undefined ? { at: at ?? '' } : { commands },
  )
}

/** One shell for the whole page, as a reader has. */
class Shell {
  readonly #child
  #output = ''
  #seen = 0

  constructor(env: Readonly<Record<string, string | undefined>>) {
    this.#child = spawn('bash', [], { cwd: ROOT, env, stdio: ['pipe', 'pipe', 'pipe'] })
    for (const stream of [this.#child.stdout, this.#child.stderr])
      stream.on('data', (text) => (this.#output += String(text)))
    this.#child.stdin.write('set -Eeuo pipefail\n')
  }

  /** What the commands print. Throws where one of them fails. */
  async run(commands: string): Promise<string> {
    const end = `-- part ${(this.#seen += 1)} is done --`
    const from = this.#output.length
    this.#child.stdin.write(`${commands}\necho '${end}'\n`)
    const told = () => `${commands}\n${this.#output.slice(from)}`
    await eventually(() => {
      if (this.#output.includes(end, from)) return true
      if (this.#child.exitCode !== null) throw new Error(`the page's commands failed:\n${told()}`)
      return undefined
    }, told)
    return this.#output.slice(from).replace(end, '')
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#child.stdin.end()
    if (this.#child.exitCode === null) await once(this.#child, 'exit')
  }
}

test('the commands of the page do what it tells, from the calls to the penalty', async () => {
  await using program = await programWithClock(BEGINS, {
    RULES_PUBLISHED: 'concentrated-complaints',
  })
  const env = {
    PATH: process.env['PATH'],
    HOME: process.env['HOME'],
    JIANWEI_DATA: program.folder,
    JIANWEI_URL: program.origin,
  }
  await using shell = new Shell(env)
  const parts = partsOf(readFileSync(`${ROOT}docs/story.md`, 'utf8'))
  expect(parts.filter(({ at }) => at !== undefined)).toHaveLength(2)
  const outputs: string[] = []
  for (const { commands, at } of parts)
    if (at !== undefined) program.moveTo(at)
    else outputs.push(await shell.run(commands ?? ''))
  const [told = [], audited = []] = outputs.slice(-2).map((output) => output.trim().split('\n'))
  expect(told.map((line) => line.split(' ').slice(1, 3).join(' '))).toEqual([
    'AlertRaised jianwei:sentinel',
    'AlertSignedFor city',
    'AlertTransferred city',
    'AlertSignedFor market',
    'AlertCooperationAsked market',
    'AlertCooperationAsked market',
    'AlertCooperationAnswered health',
    'AlertUrged jianwei:duties',
    'AlertSupervised jianwei:duties',
    'AlertEscalated city',
    'AlertCooperationAnswered works',
    'AlertVerified market',
    'AlertDisposed market',
    'AlertMeasureLinked market',
    'AlertFedBack market',
    'AlertLinkClosed jianwei:sentinel',
    'AlertClosed market',
  ])
  // What was done, and who looked.
  expect(audited.filter((line) => line.startsWith('DossierRead '))).toEqual([
    'DossierRead city',
    'DossierRead market',
  ])
  expect(audited).toContain('AlertClosed market')
})

test.each(['README.md', 'README.zh.md'])('what %s shows of the page stands in it', (file) => {
  const page = readFileSync(`${ROOT}docs/story.md`, 'utf8').split('\n')
  const readme = readFileSync(`${ROOT}${file}`, 'utf8')
  const [, shown = ''] = /docs\/story\.md[^]*?^```sh\n([^]*?)^```$/m.exec(readme) ?? []
  const lines = shown.trim().split('\n')
  expect(lines.length).toBeGreaterThan(5)
  expect(lines.filter((line) => !page.includes(line))).toEqual([])
})
