import { execFile } from 'node:child_process'
import { copyFile, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { signInBench } from '@jianwei/tests/support/sign-in/sign-in-bench.ts'
import { clientDocument, ServerDocument } from '#/generate/client-document.ts'

/** The folder of the package; what is made lies in its `dist`. */
export const CLIENT_FOLDER = fileURLToPath(new URL('../../clients/node/', import.meta.url))

/** For Node 20, and for whoever checks types against it. */
const COMPILER_OPTIONS =
  '--ignoreConfig --strict --declaration --newLine lf ' +
  '--target es2022 --lib es2022,dom,dom.iterable --module nodenext'
const run = promisify(execFile)
const installed = createRequire(join(CLIENT_FOLDER, 'package.json'))

/**
 * The files of `clients/node/dist`, by name: the document, and the client that hey-api makes of it
 * together with `client.ts`, as JavaScript for Node 20 with its types. Throws what hey-api or the
 * compiler says.
 */
export async function clientFiles(): Promise<ReadonlyMap<string, string>> {
  const document = await documentText()
  const folder = await mkdtemp(join(tmpdir(), 'jianwei-client-'))
  try {
    await writeFile(join(folder, 'openapi.json'), document)
    const generator = join(installed.resolve('@hey-api/openapi-ts/package.json'), '../bin/run.js')
    const from = join(folder, 'openapi.json')
    const to = join(folder, 'src/api')
    await node(generator, ['--input', from, '--output', to, '--no-log-file', '--silent'])
    await copyFile(join(CLIENT_FOLDER, 'client.ts'), join(folder, 'src/client.ts'))
    await writeFile(join(folder, 'package.json'), '{ "type": "module" }\n')
    const dist = join(folder, 'dist')
    const compiler = installed.resolve('typescript/bin/tsc')
    await node(compiler, [
      join(folder, 'src/client.ts'),
      ...COMPILER_OPTIONS.split(' '),
      '--outDir',
      dist,
    ])
    const files = await textsIn(dist)
    return new Map([['openapi.json', document], ...files])
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** The document of the client, as it is written down. */
async function documentText(): Promise<string> {
  await using bench = await signInBench()
  const answer = await bench.ask({ url: '/openapi.json' })
  return `${JSON.stringify(clientDocument(ServerDocument.parse(answer.json())), null, 2)}\n`
}

async function node(program: string, args: readonly string[]): Promise<void> {
  try {
    await run(process.execPath, [program, ...args], { cwd: CLIENT_FOLDER })
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string }
    throw new Error(`${program} failed:\n${stdout}${stderr}`, { cause: error })
  }
}

/** Every file below the folder, by its path there. */
export async function textsIn(folder: string): Promise<ReadonlyMap<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const paths = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
  return new Map(
    await Promise.all(
      paths.map(async (path): Promise<[string, string]> => [
        relative(folder, path),
        await readFile(path, 'utf8'),
      ]),
    ),
  )
}
