import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { logOfProcess } from '#/support/log/log-of-processes.ts'

const LAUNCHER = fileURLToPath(new URL('../../../services/cli/jianwei.js', import.meta.url))

/** `npx jianwei …` as a process, to its end: the exit code and everything that it has written. */
export async function runJianwei(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<{ readonly code: number | null; readonly output: string }> {
  const child = spawn('node', [LAUNCHER, ...args], {
    env: { PATH: process.env['PATH'], CONSOLE_BUILD: 'none', ...env, ...logOfProcess(env) },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (text) => (output += String(text)))
  const [code] = (await once(child, 'close')) as [number | null]
  return { code, output }
}
