import { execFile } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { STEP_COMMANDS } from '@jianwei/services/cli/alert-step-commands.ts'
import { eventually } from '#/support/hang.ts'
import { tokenEnvironment } from '#/support/program/as-administrator.ts'
import { temporaryFolder } from '#/support/program/running-pipeline.ts'
import { StartedProgram } from '#/support/program/started-program.ts'
import { serverWithoutData } from '#/support/server/server-without-data.ts'

const JIANWEI = join(import.meta.dirname, '../../../services/cli/jianwei.js')
const ADMINISTRATOR = 'local:administrator'

async function alert(url: string, ...words: readonly string[]): Promise<string> {
  const args = ['alert', ...words, '--url', url]
  const { stdout } = await promisify(execFile)('node', [JIANWEI, ...args], {
    env: tokenEnvironment(args),
  })
  return stdout.trimEnd()
}

test('an alert is raised, worked on and closed from the command line, and shown with old and new values', async () => {
  await using folder = await temporaryFolder('alerts')
  const env = { JIANWEI_DATA: join(folder.path, 'data'), EXAMPLE_DATA: 'none' }
  await using program = new StartedProgram(env)
  const url = await program.origin()
  const tip = ['--subject', 'test:bakery', 'test:canteen', '--level', 'orange', '--key', 'call-1']
  const told = ['--channel', 'telephone', '--summary', '后厨有老鼠']
  const raised = await alert(url, 'raise', ...tip, ...told)
  const [id = '', state, seen] = raised.split('  ')
  expect([state, seen]).toEqual(['raised', '"0"'])
  const listed = await eventually(
    async () => {
      const lines = await alert(url, 'list', '--state', 'raised')
      return lines.includes(id) ? lines : undefined
    },
    () => 'the alert is not listed',
  )
  expect(listed).toContain('by hand')
  const photograph = join(folder.path, 'kitchen.txt')
  await writeFile(photograph, '后厨')
  const sha256 = (await alert(url, 'attach', id, photograph)).split('\n').at(-1) ?? ''
  expect(await alert(url, 'sign', id, '--seen', '1')).toContain('signed_for  "2"')
  await expect(alert(url, 'sign', id, '--seen', '1')).rejects.toThrow('revision 2')
  const finding = ['--finding', 'cannot_be_verified', '--reason', '查无此店', '--evidence', sha256]
  await alert(url, 'verify', id, '--seen', '2', ...finding)
  await alert(url, 'feed-back', id, '--seen', '3', '--feedback', '已告知来电人')
  const closing = ['--as', 'other', '--reason', '无法核实']
  expect(await alert(url, 'close', id, '--seen', '4', ...closing)).toContain('closed  "5"')
  const copy = join(folder.path, 'copy')
  await alert(url, 'evidence', id, sha256, copy)
  expect(await readFile(copy, 'utf8')).toBe('后厨')
  await expect(alert(url, 'evidence', id, 'no-hash', copy)).rejects.toThrow('sha256: ')
  const life = await eventually(
    async () => {
      const lines = await alert(url, 'show', id)
      return lines.includes('AlertClosed') ? lines : undefined
    },
    () => 'the closing is not shown',
  )
  expect(life).toContain(`AlertSignedFor  ${ADMINISTRATOR}`)
  expect(life).toContain(`state: raised → signed_for, owner: - → ${ADMINISTRATOR}`)
  expect(life).toContain(`: +${sha256}`)
})

test('there is a command for every step that the API takes', async () => {
  const { paths } = (await serverWithoutData().inject('/openapi.json')).json()
  const prefix = '/v1/alerts/{alert_id}/'
  const steps = Object.entries<object>(paths).flatMap(([path, methods]) =>
    path.startsWith(prefix) && 'post' in methods ? [path.slice(prefix.length)] : [],
  )
  const known = [...STEP_COMMANDS.map(({ name }) => name), 'evidence']
  expect(steps.filter((name) => !known.includes(name))).toEqual([])
  expect(known.filter((name) => !steps.includes(name))).toEqual([])
})
