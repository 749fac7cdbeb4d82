import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, gzip } from 'node:zlib'
import type { Plugin } from 'vite'

/** Text; pictures and fonts are compressed in themselves. */
const TEXT = /\.(?:css|html|js|json|map|svg|txt|webmanifest)$/

/**
 * Writes `.br` and `.gz` beside each file of a build that is smaller so, for the server to send as
 * they are.
 */
export function compressedFiles(): Plugin {
  return {
    name: 'compressed-files',
    apply: 'build',
    writeBundle: {
      order: 'post',
      sequential: true,
      handler: async ({ dir }) => {
        if (dir === undefined) return
        for (const path of await textFiles(dir)) await compress(path)
      },
    },
  }
}

async function textFiles(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => entry.isFile() && TEXT.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
}

async function compress(path: string): Promise<void> {
  const content = await readFile(path)
  const made = await Promise.all([
    promisify(brotliCompress)(content).then((bytes) => ({ bytes, ending: '.br' })),
    promisify(gzip)(content, { level: 9 }).then((bytes) => ({ bytes, ending: '.gz' })),
  ])
  for (const { bytes, ending } of made)
    if (bytes.length < content.length) await writeFile(`${path}${ending}`, bytes)
}
