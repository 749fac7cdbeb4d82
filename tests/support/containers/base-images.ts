import { execFile, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { copyFile, cp, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { docker, dockerAnswer, dockerReading, hasImage } from '#/support/containers/docker.ts'
import { HANG_MS } from '#/support/hang.ts'

/** Debian as `debootstrap` makes it. What the tests build themselves stands on it. */
export const DEBIAN_IMAGE = 'jianwei-tests/debian:bookworm'

const MIRROR = 'http://deb.debian.org/debian'
const CERTIFICATES = '/etc/ssl/certs/ca-certificates.crt'
const IMAGES = join(import.meta.dirname, 'images')
const ROOT = join(import.meta.dirname, '../../..')
const DOCKERFILE = join(ROOT, 'infra/deploy/Dockerfile')

/** Where an image came from, for people. */
export type Origin = 'pulled' | 'made here, not the official images'

/** What `docker pull` would give, or null where no registry is reached. */
export async function pulled(image: string): Promise<Origin | null> {
  if (await hasImage(image)) return (await isMadeHere(image)) ? MADE_HERE : 'pulled'
  return (await dockerAnswer('pull', '--quiet', image)).code === 0 ? 'pulled' : null
}

/** Has the bases that our Dockerfile names: pulled, or else made. Throws where neither can be. */
export async function haveBaseImages(): Promise<Origin> {
  const bases = await basesOfDockerfile()
  const origins = await Promise.all(bases.map(pulled))
  if (!origins.includes(null)) return origins.includes(MADE_HERE) ? MADE_HERE : 'pulled'
  await haveDebian()
  await makeNodeImages(bases)
  return MADE_HERE
}

const MADE_HERE: Origin = 'made here, not the official images'
const MADE_LABEL = 'jianwei.made-by-tests'

async function isMadeHere(image: string): Promise<boolean> {
  const format = `{{index .Config.Labels "${MADE_LABEL}"}}`
  return (await docker('image', 'inspect', '--format', format, image)) === 'yes'
}

async function basesOfDockerfile(): Promise<readonly string[]> {
  const lines = (await readFile(DOCKERFILE, 'utf8')).split('\n')
  return [...new Set(lines.flatMap((line) => /^FROM (\S+)/.exec(line)?.[1] ?? []))]
}

export async function haveDebian(): Promise<void> {
  if (await hasImage(DEBIAN_IMAGE)) return
  const folder = await mkdtemp(join(tmpdir(), 'jianwei-debian-'))
  try {
    await run('debootstrap', ['--variant=minbase', 'bookworm', folder, MIRROR])
    const skipped = ['--exclude=./var/cache/apt/archives/*.deb', '--exclude=./var/lib/apt/lists/*']
    const packing = spawn('tar', [...skipped, '-C', folder, '-c', '.'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    await dockerReading(packing.stdout, 'import', '-', DEBIAN_IMAGE)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function makeNodeImages(images: readonly string[]): Promise<void> {
  const wanted = images.filter((image) => !image.startsWith(`node:${process.versions.node}-`))
  if (wanted.length > 0)
    throw new Error(`the Node that runs here is ${process.versions.node}, not ${wanted.join(', ')}`)
  const context = await mkdtemp(join(tmpdir(), 'jianwei-node-image-'))
  try {
    const npm = await realpath(join((await run('npm', ['root', '--global'])).trim(), 'npm'))
    await copyFile(process.execPath, join(context, 'node'))
    await cp(npm, join(context, 'npm'), { recursive: true })
    if (existsSync(CERTIFICATES)) await copyFile(CERTIFICATES, certificatesIn(context))
    else await writeFile(certificatesIn(context), '')
    const tags = images.flatMap((image) => ['--tag', image])
    const label = ['--label', `${MADE_LABEL}=yes`]
    const file = ['--file', join(IMAGES, 'node/Dockerfile')]
    await docker('build', '--network', 'host', ...label, ...tags, ...file, context)
  } finally {
    await rm(context, { recursive: true, force: true })
  }
}

function certificatesIn(context: string): string {
  return join(context, 'ca-certificates.crt')
}

async function run(command: string, args: readonly string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(command, args, { timeout: HANG_MS })
  return stdout
}
