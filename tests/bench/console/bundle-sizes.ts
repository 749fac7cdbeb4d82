import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { z } from 'zod'

/** A file that a browser fetches, and its bytes compressed. */
export interface SentFile {
  readonly file: string
  readonly gzip_bytes: number
}

const Manifest = z.record(
  z.string(),
  z.object({
    file: z.string(),
    isEntry: z.boolean().default(false),
    imports: z.array(z.string()).default([]),
    css: z.array(z.string()).default([]),
  }),
)

/**
 * What every page needs before it can show anything (the entry and what it imports), and each file
 * that is fetched later, by the manifest that Vite writes into the built folder.
 */
export async function bundleSizes(
  built: string,
): Promise<{ readonly initial: readonly SentFile[]; readonly later: readonly SentFile[] }> {
  const text = await readFile(join(built, '.vite/manifest.json'), 'utf8')
  const manifest = Manifest.parse(JSON.parse(text))
  const first = new Set<string>()
  const add = (name: string): void => {
    const chunk = manifest[name]
    if (chunk === undefined || first.has(chunk.file)) return
    for (const file of [chunk.file, ...chunk.css]) first.add(file)
    for (const imported of chunk.imports) add(imported)
  }
  for (const [name, { isEntry }] of Object.entries(manifest)) if (isEntry) add(name)
  const all = new Set(Object.values(manifest).flatMap(({ file, css }) => [file, ...css]))
  const sized = async (files: Iterable<string>): Promise<readonly SentFile[]> =>
    Promise.all(
      [...files].map(async (file) => ({
        file,
        gzip_bytes: gzipSync(await readFile(join(built, file))).length,
      })),
    )
  return {
    initial: await sized(first),
    later: await sized([...all].filter((file) => !first.has(file))),
  }
}
