import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { HANG_MS } from '#/support/hang.ts'

/** The command and its first arguments. */
export type ComposeCommand = readonly [string, ...string[]]

/** From this version on an overriding file can take something away (`!override`, `!reset`). */
const MINOR_MIN = 24
const CACHE = join(homedir(), '.cache', 'jianwei', 'containers')
/** The Debian that has Docker Compose 2; it runs on the one before it. */
const SUITE = 'trixie'
const KEYRING = '/usr/share/keyrings/debian-archive-keyring.gpg'

/** Docker Compose 2: the machine's own, or Debian's package in a cache. Throws where neither is. */
export async function composeCommand(): Promise<ComposeCommand> {
  const cached = join(CACHE, `docker-compose-of-${SUITE}`)
  const known: readonly ComposeCommand[] = [['docker', 'compose'], ['docker-compose'], [cached]]
  for (const command of known) if (await isRecent(command)) return command
  await fetchCompose(cached)
  if (await isRecent([cached])) return [cached]
  throw new Error('no Docker Compose 2 that runs here')
}

async function isRecent([command, ...first]: ComposeCommand): Promise<boolean> {
  const version = await run(command, [...first, 'version', '--short']).catch(() => '')
  const [major = 0, minor = 0] = version.replace(/^v/, '').split('.').map(Number)
  return major > 2 || (major === 2 && minor >= MINOR_MIN)
}

/** By apt with lists of its own, so that nothing of the machine's packages changes. */
async function fetchCompose(to: string): Promise<void> {
  if (!existsSync(KEYRING)) throw new Error('no Docker Compose 2, and no Debian to have it from')
  const folder = await mkdtemp(join(tmpdir(), 'jianwei-compose-'))
  try {
    for (const path of ['lists/partial', 'cache/archives/partial'])
      await mkdir(join(folder, path), { recursive: true })
    const list = `deb [signed-by=${KEYRING}] http://deb.debian.org/debian ${SUITE} main\n`
    await writeFile(join(folder, 'sources.list'), list)
    const own = [
      '-qq',
      `-oDir::Etc::SourceList=${folder}/sources.list`,
      '-oDir::Etc::SourceParts=/dev/null',
      `-oDir::State::lists=${folder}/lists`,
      `-oDir::Cache=${folder}/cache`,
      '-oAPT::Sandbox::User=root',
    ]
    await run('apt-get', [...own, 'update'])
    await run('apt-get', [...own, 'download', 'docker-compose'], folder)
    const [archive] = (await readdir(folder)).filter((name) => name.endsWith('.deb'))
    await run('dpkg-deb', ['-x', join(folder, archive ?? ''), join(folder, 'unpacked')])
    await mkdir(CACHE, { recursive: true })
    const unpacked = join(folder, 'unpacked/usr/libexec/docker/cli-plugins/docker-compose')
    // It appears under its name when it is whole.
    await run('cp', [unpacked, `${to}.${process.pid}`])
    await rename(`${to}.${process.pid}`, to)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function run(command: string, args: readonly string[], cwd?: string): Promise<string> {
  const options = { timeout: HANG_MS, ...(cwd === undefined ? {} : { cwd }) }
  return (await promisify(execFile)(command, args, options)).stdout.trim()
}
