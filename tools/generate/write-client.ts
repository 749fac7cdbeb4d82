import { mkdir, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { readCommandLine } from '#/command-line.ts'
import { CLIENT_FOLDER, clientFiles } from '#/generate/client-files.ts'

/** `npm run docs:client`: `clients/node/dist`, from the server's own `/openapi.json`. */

readCommandLine({
  call: 'npm run docs:client --',
  does: "Writes the departments' client, clients/node/dist, from the server's /openapi.json.",
})

const files = await clientFiles()
const dist = join(CLIENT_FOLDER, 'dist')
await rm(dist, { recursive: true, force: true })
for (const [name, text] of files) {
  await mkdir(dirname(join(dist, name)), { recursive: true })
  await writeFile(join(dist, name), text)
}
console.log(`${files.size} files written to ${dist}`)
