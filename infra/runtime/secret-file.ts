import { chmodSync, linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { makeFolder } from '#/runtime/make-folder.ts'

export interface SecretFile {
  readonly text: string
  /** Whether this call made it. */
  readonly is_new: boolean
}

/** What the file holds; undefined where there is none. Throws what the file system says. */
export function readSecretFile(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8').trim()
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

/**
 * A file that only its owner may read (0600), made where it is absent. Two processes that make it
 * at once end with the same text, and a half-written file is never there.
 */
export function keptSecret(path: string, make: () => string): SecretFile {
  const held = readSecretFile(path)
  if (held !== undefined && held !== '') {
    chmodSync(path, 0o600)
    return { text: held, is_new: false }
  }
  makeFolder(dirname(path))
  const draft = `${path}.${process.pid}`
  writeFileSync(draft, `${make()}\n`, { mode: 0o600, flush: true })
  try {
    if (held === '') rmSync(path)
    linkSync(draft, path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    return { text: readFileSync(path, 'utf8').trim(), is_new: false }
  } finally {
    rmSync(draft, { force: true })
  }
  return { text: readFileSync(path, 'utf8').trim(), is_new: true }
}
