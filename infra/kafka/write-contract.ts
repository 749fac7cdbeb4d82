import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { asyncApiDocument } from '#/kafka/asyncapi.ts'
import { jsonSchemaFiles } from '#/kafka/json-schemas.ts'

/** `npm run docs:asyncapi -- [folder]`: writes the contract of the message bus for people who build against it. */

const ROOT = join(import.meta.dirname, '../..')
const folder = process.argv[2] ?? join(ROOT, 'data/contract')
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
