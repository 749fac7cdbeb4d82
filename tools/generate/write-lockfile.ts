import { readCommandLine } from '#/command-line.ts'
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { withoutWarnings } from '#/generate/lockfile.ts'

/** `npm run lock`, after `npm install` changed the lockfile: see `lockfile.ts`. */

readCommandLine({
  call: 'npm run lock --',
  does: 'Takes out of the lockfile what npm would compare with the wrong Node.',
})

const path = fileURLToPath(new URL('../../package-lock.json', import.meta.url))
writeFileSync(path, withoutWarnings(readFileSync(path, 'utf8')))
