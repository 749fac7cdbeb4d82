import { access, cp, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { builtFolder, servedFolder } from '#/console/console-files.ts'

/** In the served folder: the digest of the sources that it was made of. */
const STAMP = '.built-from'
const PAGE = 'index.html'

/** The digest of the sources that the served console was made of; undefined without one. */
export async function servedDigest(root: string): Promise<string | undefined> {
  const folder = servedFolder(root)
  if (!(await hasPage(folder))) return undefined
  return await readFile(join(folder, STAMP), 'utf8').catch(() => undefined)
}

/**
 * Puts what the tools made in the place of what is served, whole: whoever serves it meanwhile has
 * the one or the other. False when nothing was made. One at a time.
 */
export async function serveWhatWasMade(root: string, digest: string): Promise<boolean> {
  const built = builtFolder(root)
  const made = join(built, 'made')
  if (!(await hasPage(made))) return false
  const next = join(built, 'next')
  const previous = join(built, 'previous')
  for (const folder of [next, previous]) await rm(folder, { recursive: true, force: true })
  // The tools compare what they made with what they kept of it: it stays as it is.
  await cp(made, next, { recursive: true })
  await writeFile(join(next, STAMP), digest)
  const served = servedFolder(root)
  // The first time there is none.
  await rename(served, previous).catch(() => {})
  await rename(next, served)
  await rm(previous, { recursive: true, force: true })
  return true
}

async function hasPage(folder: string): Promise<boolean> {
  return await access(join(folder, PAGE)).then(
    () => true,
    () => false,
  )
}
