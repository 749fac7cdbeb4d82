import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join, matchesGlob, relative, sep } from 'node:path'
import { z } from 'zod'
import { sourceFolder } from '#/console/console-files.ts'

/** What is made, not written. */
const MADE = new Set(['dist', 'node_modules', '.turbo'])
/** All files of the package, in turbo's language. */
const OWN_FILES = '$TURBO_DEFAULT$'

const Turbo = z.object({
  tasks: z.object({ build: z.object({ inputs: z.array(z.string()) }) }),
})

/**
 * Changes whenever a build may come out otherwise: names and content of what turbo's task `build`
 * names as its inputs. So there is one list.
 */
export async function sourceDigest(root: string): Promise<string> {
  const paths = await inputsOfBuild(root)
  const contents = await Promise.all(paths.map((path) => readFile(path)))
  const digest = createHash('sha256')
  for (const [index, content] of contents.entries()) {
    digest.update(`${relative(root, paths[index] ?? '')}\0${content.length}\0`)
    digest.update(content)
  }
  return digest.digest('hex')
}

/** Inputs that begin with `!` are patterns of what is none; the others name a file each. */
async function inputsOfBuild(root: string): Promise<readonly string[]> {
  const text = await readFile(join(root, 'turbo.json'), 'utf8')
  const { inputs } = Turbo.parse(JSON.parse(text)).tasks.build
  const folder = sourceFolder(root)
  const excluded = inputs.filter((input) => input.startsWith('!')).map((input) => input.slice(1))
  const named = inputs
    .filter((input) => input !== OWN_FILES && !input.startsWith('!'))
    .map((input) => join(folder, input))
  const own = (await filesBelow(folder)).filter((path) => {
    const name = relative(folder, path).replaceAll(sep, '/')
    return !excluded.some((pattern) => matchesGlob(name, pattern))
  })
  return [...own.toSorted(), ...named]
}

async function filesBelow(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true })
  const found = entries
    .filter(({ name }) => !MADE.has(name))
    .map((entry) => {
      const path = join(folder, entry.name)
      return entry.isDirectory() ? filesBelow(path) : Promise.resolve([path])
    })
  return (await Promise.all(found)).flat()
}
