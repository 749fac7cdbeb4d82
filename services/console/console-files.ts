import { join } from 'node:path'

/** What a build of the console is doing in this process; `idle` also where none ever runs. */
export type BuildState = 'idle' | 'running' | 'failed'

/** The built console, and whether it is being built. */
export interface ConsoleFiles {
  /** `index.html`, and `assets` with files that have a hash of their content in their names. */
  readonly folder: string
  readonly build: () => BuildState
}

/** The root of the program, with `package.json` and `services`. */
export const PROGRAM_ROOT = join(import.meta.dirname, '../..')

/** Of a process that builds nothing. */
export function consoleAsBuilt(root: string = PROGRAM_ROOT): ConsoleFiles {
  return { folder: servedFolder(root), build: () => 'idle' }
}

export function sourceFolder(root: string): string {
  return join(root, 'services/web')
}

/** All that is made of the sources. */
export function builtFolder(root: string): string {
  return join(sourceFolder(root), 'dist')
}

/** What is sent: the last build that came to its end. */
export function servedFolder(root: string): string {
  return join(builtFolder(root), 'served')
}
