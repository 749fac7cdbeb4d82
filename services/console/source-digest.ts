import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { sourceFolder } from '#/console/console-files.ts'

/** What is made, not written. */
const MADE = new Set(['dist', 'node_modules', '.turbo'])

/**
 * Changes whenever a build may come out otherwise: names and content of all sources of the console,
 * and the versions of packages. What it imports of other workspaces are types only.
 */
export async function sourceDigest(root: string): Promise<string> {
  const folder = sourceFolder(root)
  const paths = [...(await filesBelow(folder)).toSorted(), join(root, 'package-lock.json')]
  const contents = await Promise.all(paths.map((path) => readFile(path)))
  const digest = createHash('sha256')
  for (const [index, content] of contents.entries()) {
    digest.update(`${(paths[index] ?? '').slice(root.length)}\0${content.length}\0`)
    digest.update(content)
  }
  return digest.digest('hex')
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
