import { mkdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { putInPlace } from '@jianwei/infra/runtime/put-in-place.ts'

export interface MadeFile {
  /** In the folder, its parts divided by `/`. */
  readonly path: string
  readonly done: 'made' | 'renewed' | 'kept'
}

const READER_ONLY = 0o400
/** Who may look into the folders is settled by who is given them. */
const FOLDER = 0o755

/**
 * Files that one reader each may read. Each is written beside its place and put there when it is
 * whole, so that a crash leaves the old one or the new one.
 */
export class SecretFolder {
  readonly #path: string
  readonly #owners: Readonly<Record<string, number>>
  readonly #files: MadeFile[] = []

  /** The first part of a file's path says whose it is. */
  constructor(path: string, owners: Readonly<Record<string, number>>) {
    this.#path = path
    this.#owners = owners
  }

  /**
   * What the file holds, without the line break at its end; made where it is absent, empty, or no
   * longer fits.
   */
  kept(path: string, make: () => string, fits: (held: string) => boolean = () => true): string {
    const held = this.#read(path)?.replace(/\r?\n$/, '')
    if (held !== undefined && held !== '' && fits(held)) {
      this.#files.push({ path, done: 'kept' })
      return held
    }
    const text = make()
    this.#write(path, `${text.trimEnd()}\n`, held)
    return text
  }

  /** The file holds exactly this from now on. */
  made(path: string, text: string): void {
    const held = this.#read(path)
    if (held === text) this.#files.push({ path, done: 'kept' })
    else this.#write(path, text, held)
  }

  /** What was done, in order. */
  files(): readonly MadeFile[] {
    return this.#files
  }

  #read(path: string): string | undefined {
    try {
      return readFileSync(join(this.#path, path), 'utf8')
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
      throw error
    }
  }

  #write(path: string, text: string, held: string | undefined): void {
    const place = join(this.#path, path)
    mkdirSync(dirname(place), { recursive: true, mode: FOLDER })
    const owner = this.#owners[path.split('/')[0] ?? '']
    putInPlace(place, text, { mode: READER_ONLY, owner })
    this.#files.push({ path, done: held === undefined ? 'made' : 'renewed' })
  }
}
