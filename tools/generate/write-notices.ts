import { readCommandLine } from '#/command-line.ts'
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { Lockfile } from '#/generate/lockfile.ts'
import { noticesText } from '#/generate/notices.ts'

/** `npm run docs:notices`: THIRD-PARTY-NOTICES.md from the lockfile and the list of copied data. */

readCommandLine({
  call: 'npm run docs:notices --',
  does: 'Writes THIRD-PARTY-NOTICES.md from the lockfile and the list of copied data.',
})

const root = fileURLToPath(new URL('../../', import.meta.url))
const lockfile = Lockfile.parse(JSON.parse(readFileSync(`${root}package-lock.json`, 'utf8')))
writeFileSync(`${root}THIRD-PARTY-NOTICES.md`, noticesText(lockfile))
