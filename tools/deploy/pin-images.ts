import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse, stringify } from 'yaml'
import { z } from 'zod'
import { readCommandLine } from '#/command-line.ts'
import { digestOverlay, imagesToPin, type PinnedImage } from '#/deploy/digest-overlay.ts'

/*
 * `npm run images:pin` asks the registries, by Docker, which digests the images of compose.yaml and
 * the bases of our own have now, and writes an overlay of them. Where one cannot be
 * had, nothing is written.
 */

readCommandLine({
  call: 'npm run images:pin --',
  does: 'Writes an overlay with the digests of all images, as the registries have them.',
})

const DEPLOY = join(import.meta.dirname, '../../infra/deploy')
const read = (file: string): string => readFileSync(join(DEPLOY, file), 'utf8')

const compose: unknown = parse(read('compose.yaml'), { merge: true, maxAliasCount: -1 })
const over: unknown = parse(read('compose.clickhouse-3.yaml'), { merge: true, maxAliasCount: -1 })
const images = imagesToPin([compose, over], read('Dockerfile'))
const pinned: PinnedImage[] = []
for (const image of images) {
  try {
    execFileSync('docker', ['pull', '--quiet', image], { stdio: ['ignore', 'ignore', 'inherit'] })
    const digests = z.array(z.string()).parse(
      JSON.parse(
        execFileSync('docker', ['image', 'inspect', '--format', '{{json .RepoDigests}}', image], {
          encoding: 'utf8',
        }),
      ),
    )
    const [digest] = digests.flatMap((one) => /@(sha256:[0-9a-f]{64})$/.exec(one)?.[1] ?? [])
    if (digest === undefined) throw new Error('it has no digest: it was made here, not pulled')
    pinned.push({ image, digest })
    console.log(`${image}@${digest}`)
  } catch (error) {
    console.error(`${image}: ${error instanceof Error ? error.message.split('\n')[0] : 'unknown'}`)
    process.exitCode = 1
  }
}
if (pinned.length === images.length) {
  const overlay = stringify(digestOverlay([compose, over], pinned), { lineWidth: 0 })
  const head =
    '# Written by `npm run images:pin`: the images of compose.yaml, by the digests that their\n' +
    '# registries gave. Lay it over: docker compose -f compose.yaml -f compose.digests.yaml up\n'
  writeFileSync(join(DEPLOY, 'compose.digests.yaml'), head + overlay)
} else console.error('Nothing was written: every image needs a digest.')
