import { execFile, spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join, matchesGlob } from 'node:path'
import type { Readable } from 'node:stream'
import { promisify } from 'node:util'

const ROOT = join(import.meta.dirname, '../../..')
const DOCKERFILE = 'infra/deploy/Dockerfile'
const LIST_BYTES_MAX = 64 * 1024 * 1024

/** The files of the repository, as a builder gets them; what git ignores is not there. */
export async function filesOfRepository(): Promise<readonly string[]> {
  const which = ['ls-files', '-z', '--cached', '--others', '--exclude-standard']
  const { stdout } = await promisify(execFile)('git', which, {
    cwd: ROOT,
    maxBuffer: LIST_BYTES_MAX,
  })
  const files = stdout.split('\0').filter((path) => existsSync(join(ROOT, path)))
  return [...new Set(files)].filter((path) => path !== '')
}

/**
 * What `<Dockerfile>.dockerignore` leaves of the paths. The classic builder does not read such a
 * file, so its rule is here: the last line decides that matches a path or a folder above it.
 */
export function notIgnored(paths: readonly string[], ignoreFile: string): readonly string[] {
  const lines = ignoreFile
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => ({ pattern: line.replace(/^!/, ''), keeps: line.startsWith('!') }))
  const isKept = (path: string): boolean =>
    lines.findLast(({ pattern }) => withFolders(path).some((one) => matchesGlob(one, pattern)))
      ?.keeps ?? true
  return paths.filter(isKept)
}

function withFolders(path: string): readonly string[] {
  const parts = path.split('/')
  return parts.map((_, index) => parts.slice(0, index + 1).join('/'))
}

/** The context of our Dockerfile, as a tar. The file is at its root, where nothing copies it. */
export async function productContext(): Promise<Readable> {
  const ignored = readFileSync(join(ROOT, 'infra/deploy/Dockerfile.dockerignore'), 'utf8')
  const paths = notIgnored(await filesOfRepository(), ignored)
  return packed([...paths, DOCKERFILE], [`--transform=s,^${DOCKERFILE}$,Dockerfile,`])
}

/** These files of the repository, as a tar. */
export function packed(paths: readonly string[], options: readonly string[] = []): Readable {
  const names = [...new Set(paths)].toSorted()
  // Neither order nor owner may differ between two clones: the builder's cache goes by contents.
  const equal = ['--owner=0', '--group=0', '--numeric-owner', '--mode=u=rwX,go=rX']
  const packing = spawn(
    'tar',
    [...equal, ...options, '-C', ROOT, '--null', '--files-from=-', '-c'],
    {
      stdio: ['pipe', 'pipe', 'inherit'],
    },
  )
  packing.stdin.end(names.map((name) => `${name}\0`).join(''))
  return packing.stdout
}
