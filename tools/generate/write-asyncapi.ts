import { readCommandLine } from '#/command-line.ts'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { asyncApiDocument } from '@jianwei/infra/kafka/asyncapi.ts'
import { jsonSchemaFiles } from '@jianwei/infra/kafka/json-schemas.ts'

/**
 * `npm run docs:asyncapi -- [folder]`: writes the contract of the message bus for people who build
 * against it.
 */

const ROOT = join(import.meta.dirname, '../..')
const {
  operands: [folder = join(ROOT, 'data/contract')],
} = readCommandLine({
  call: 'npm run docs:asyncapi --',
  does: 'Writes the contract of the message bus: asyncapi.json and the JSON Schemas of all events.',
  operands: '[FOLDER]',
})
const { version } = z
  .object({ version: z.string() })
  .parse(JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8')))

await mkdir(join(folder, 'schemas'), { recursive: true })
await writeJson('asyncapi.json', asyncApiDocument(version))
const schemas = jsonSchemaFiles()
for (const [name, schema] of schemas) await writeJson(join('schemas', name), schema)
console.log(`asyncapi.json and ${schemas.size} JSON Schemas written to ${folder}`)

async function writeJson(name: string, content: object): Promise<void> {
  await writeFile(join(folder, name), `${JSON.stringify(content, undefined, 2)}\n`)
}
