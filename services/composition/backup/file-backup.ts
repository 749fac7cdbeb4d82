import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { putInPlace } from '@jianwei/infra/runtime/put-in-place.ts'

export interface FilesCopied {
  readonly copied: number
  readonly there_already: number
  /** Names of files whose bytes are not what their name says: they were not copied. */
  readonly damaged: readonly string[]
}

const SHELF = /^[0-9a-f]{2}$/
const HASH = /^[0-9a-f]{64}$/
const OWNER_ONLY = { mode: 0o600 }

/**
 * Copies attached files that the copy lacks. They are named by their hash and never change, and
 * none is ever removed from the copy.
 */
export function backUpEvidence(from: string, to: string): FilesCopied {
  let [copied, there_already] = [0, 0]
  const damaged: string[] = []
  for (const shelf of existsSync(from) ? readdirSync(from).filter((one) => SHELF.test(one)) : []) {
    for (const name of readdirSync(join(from, shelf)).filter((one) => HASH.test(one))) {
      if (existsSync(join(to, shelf, name))) {
        there_already += 1
        continue
      }
      const bytes = readFileSync(join(from, shelf, name))
      if (createHash('sha256').update(bytes).digest('hex') !== name) {
        damaged.push(name)
        continue
      }
      mkdirSync(join(to, shelf), { recursive: true })
      putInPlace(join(to, shelf, name), bytes, OWNER_ONLY)
      copied += 1
    }
  }
  return { copied, there_already, damaged }
}

/** Copies a file that may hold secrets, in place of the older copy. False where there is none. */
export function backUpFile(from: string, to: string): boolean {
  if (!existsSync(from)) return false
  putInPlace(to, readFileSync(from), OWNER_ONLY)
  return true
}
