import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { eventually } from '#/support/hang.ts'
import { tokenEnvironment } from '#/support/program/as-administrator.ts'
import { runJianwei } from '#/support/program/run-jianwei.ts'
import { temporaryFolder } from '#/support/program/running-pipeline.ts'
import { StartedProgram } from '#/support/program/started-program.ts'

/*
 * `jianwei routing` and `jianwei duty` as a user types them, against one started program: red
 * alerts go to the harbour office, all others to the market office.
 */

const ADMINISTRATOR = 'local:administrator'
const opened = new AsyncDisposableStack()
let folder: string
let url: string

beforeAll(async () => {
  folder = opened.use(await temporaryFolder('commands')).path
  const data = join(folder, 'data')
  const program = new StartedProgram({ JIANWEI_DATA: data, EXAMPLE_DATA: 'none' })
  url = await opened.use(program).origin()
  for (const unit of ['market', 'harbour']) {
    const said = ['--name', `${unit} office`, '--valid-from', '2020-01-01']
    const by = ['--actor', 'li', '--reason', '三定方案', '--data', data]
    const { code, output } = await runJianwei(['unit', 'register', unit, ...said, ...by], {})
    expect([code, output]).toEqual([0, expect.stringContaining('revision 1')])
  }
})
afterAll(() => opened.disposeAsync())

async function ended(words: readonly string[]) {
  const args = [...words, '--url', url]
  const { JIANWEI_TOKEN = '' } = tokenEnvironment(args)
  const { code, output } = await runJianwei(args, { JIANWEI_TOKEN })
  return { code, output: output.trimEnd() }
}

/** What a command says that is done. */
async function done(...words: readonly string[]): Promise<string> {
  const { code, output } = await ended(words)
  expect([code, output]).toEqual([0, output])
  return output
}

/** What a command says that is refused: in words, and without a stack. */
async function refused(...words: readonly string[]): Promise<string> {
  const { code, output } = await ended(words)
  expect([code, output]).toEqual([1, expect.not.stringMatching(/^ {4}at /m)])
  return output
}

const listing = (part: string, ...words: readonly string[]) =>
  eventually(
    async () => {
      const said = await done(...words)
      return said.includes(part) ? said : undefined
    },
    () => `${words.join(' ')} does not say ${part}`,
  )

async function tableFile(name: string, level: string, default_unit = 'market'): Promise<string> {
  const path = join(folder, name)
  const anywhere = { region: null, domain: null, rule_id: null, note: null }
  const rows = [{ ...anywhere, levels: [level], unit: 'harbour' }]
  await writeFile(path, JSON.stringify({ rows, default_unit }))
  return path
}

async function raiseOrange(subject: string): Promise<string> {
  const tip = ['--subject', `test:${subject}`, '--level', 'orange']
  const told = ['--channel', 'telephone', '--summary', '后厨有老鼠']
  const [alert_id = ''] = (await done('alert', 'raise', ...tip, ...told)).split('  ')
  return alert_id
}

describe('jianwei routing', () => {
  test('publishes a table, shows it, and says where alerts went and would go', async () => {
    expect(await done('routing', 'show')).toContain('no table was published')
    const table = await tableFile('table.json', 'red')
    const set = ['routing', 'set', table, '--reason', '分工', '--key', 'first']
    expect(await done(...set)).toBe('version 1 holds')
    expect(await done(...set)).toBe('version 1 holds')
    const shown = await done('routing', 'show')
    expect(shown).toContain(`version 1 of 1, by ${ADMINISTRATOR}: 分工`)
    expect(shown).toContain('"default_unit": "market"')

    const id = await raiseOrange('bakery')
    await listing('market  1 routed, of these 1 decided by no row', 'routing', 'counts')
    expect(await done('routing', 'try', '--level', 'red')).toBe(
      'it  harbour  row 1: level red\n0 go elsewhere than now, 0 are decided by no row',
    )
    const draft = await tableFile('draft.json', 'orange')
    const moved = `${id}  harbour  row 1: level orange  now market`
    expect(await done('routing', 'try', draft, '--last', '5')).toBe(
      `${moved}\n1 go elsewhere than now, 0 are decided by no row`,
    )
    expect(await refused('routing', 'set', draft, '--reason', '调整', '--seen', '0')).toContain(
      'version 0 was seen',
    )
    expect(await done('routing', 'set', draft, '--reason', '调整')).toBe('version 2 holds')
  })

  test('says what is wrong with what it was given', async () => {
    expect(await refused('routing', 'show', '--version', '9')).toContain('No such routing table')
    const set = (file: string) => refused('routing', 'set', file, '--reason', '分工')
    expect(await set(await tableFile('nobody.json', 'red', 'nobody'))).toContain(
      'the default is nobody',
    )
    const broken = join(folder, 'broken.json')
    await writeFile(broken, '{')
    expect(await set(broken)).toBe(`${broken} holds no JSON object`)
    const absent = join(folder, 'absent.json')
    expect(await set(absent)).toBe(`there is no file ${absent} (ENOENT)`)
  })

  test('tries nothing where it is not said what', async () => {
    expect(await refused('routing', 'try')).toBe('say what to try: --alert, --last or --level')
    expect(await refused('routing', 'try', '--last', '5', '--region', '330200')).toBe(
      '--region is of an alert that --level describes; give its level',
    )
  })
})

describe('jianwei duty', () => {
  test('lists what is owed, and extends, pauses and resumes it', async () => {
    const alert_id = await raiseOrange('canteen')
    // Signed for at revision 1: after it was routed.
    await listing(`alert ${alert_id}`, 'duty', 'list', '--kind', 'sign_for', '--unit', 'harbour')
    await done('alert', 'sign', alert_id, '--seen', '1')
    const verify = ['duty', 'list', '--kind', 'verify', '--owner', ADMINISTRATOR]
    const listed = await listing(`alert ${alert_id}`, ...verify)
    const [duty_id = '', kind, state, who] = listed.split('  ')
    expect([kind, state, who]).toEqual(['verify', 'running', ADMINISTRATOR])
    expect(listed).toMatch(/ {2}\d+ working days, \d+ hours {2}- {2}alert .* {2}"0"$/)

    const extend = ['duty', 'extend', duty_id, '--ground', 'complex_case', '--reason', '案情复杂']
    const approved = [...extend, '--approver', 'wang']
    expect(await refused(...extend, '--approver', ADMINISTRATOR, '--by', '1d')).toContain(
      'Somebody else has to approve',
    )
    expect(await refused(...approved, '--by', 'soon')).toBe(
      'soon is no amount such as 1d, 2c or 6h',
    )
    expect(await refused(...approved, '--by', '90d')).toContain(
      'The limit does not allow this extension',
    )
    const once = [...approved, '--by', '1d', '--key', 'extended']
    const extended = await done(...once)
    expect(extended).toMatch(/^[^ ]+ {2}verify {2}running {2}.* {2}"1"$/)
    expect(await done(...once)).toBe(extended)

    const pause = ['duty', 'pause', duty_id, '--reason', '样品送检', '--ground']
    expect(await refused(...pause, 'public_notice')).toContain('it does for hearing, testing')
    expect(await done(...pause, 'testing')).toMatch(/ {2}paused {2}.* {2}"2"$/)
    expect(await listing(duty_id, 'duty', 'list', '--state', 'paused')).toContain('"2"')
    const resume = ['duty', 'resume', duty_id, '--reason', '报告已出']
    expect(await done(...resume)).toMatch(/ {2}running {2}.* {2}"3"$/)
    expect(await refused(...resume)).toContain('the duty is running')

    const [from, to] = ['2020-01-01T00:00:00Z', '2100-01-01T00:00:00Z']
    const inTime = ['duty', 'on-time', '--from', from, '--to', to, '--by', 'kind']
    expect(await listing('paused 1', ...inTime)).toContain(
      '-  verify  no rate  open 1  extended 1  paused 1',
    )
  })

  test('says what is wrong with what it was given', async () => {
    const id = '3b241101-e2bb-4255-8caf-4136c566a962'
    expect(await refused('duty', 'resume', id, '--reason', '无')).toBe(
      `No such duty: no duty ${id} was opened`,
    )
    expect(await refused('duty', 'list', '--state', 'odd')).toContain('query.state: ')
    expect(await refused('duty', 'on-time', '--by', 'odd')).toContain('query.by: ')
  })

  test('says that nothing answers', async () => {
    const { code, output } = await runJianwei(['duty', 'list', '--url', 'http://127.0.0.1:1'], {
      JIANWEI_TOKEN: 'of nobody',
    })
    expect([code, output]).toEqual([
      1,
      expect.stringContaining('nothing answers at http://127.0.0.1:1'),
    ])
  })
})
