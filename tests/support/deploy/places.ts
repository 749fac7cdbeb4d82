import { readFileSync } from 'node:fs'
import { join } from 'node:path'

export const ROOT = join(import.meta.dirname, '../../..')
export const DEPLOY = join(ROOT, 'infra/deploy')

/** What a file of the deployment holds. */
export const read = (path: string): string => readFileSync(join(DEPLOY, path), 'utf8')
