import { beforeAll, describe, expect, inject, test } from 'vitest'
import { docker } from '#/support/containers/docker.ts'
import { haveProductImage, PRODUCT_IMAGE } from '#/support/containers/product-image.ts'

const MEBIBYTE = 1024 ** 2
/** Of the program with its packages, without the base image; the embedded engine is 543 of it. */
const APP_MEBIBYTES_MAX = 760
/** Packages that only develop or test the program. */
const NOT_NEEDED = ['vitest', 'typescript', 'testcontainers', 'playwright-core', 'oxlint', 'turbo']

/** Where compose and the manifests mount volumes. */
const VOLUMES = ['/data', '/evidence', '/notices', '/uploads']

describe.skipIf(inject('noContainers') !== '')('the image', () => {
  beforeAll(() => haveProductImage())

  test('runs as another user than root, who may write nothing but its data', async () => {
    const script = 'id -u; find / -xdev -writable -type d -not -path "/proc/*" 2>/dev/null | sort'
    const said = await docker('run', '--rm', '--network', 'none', PRODUCT_IMAGE, 'sh', '-c', script)
    const [user, ...writable] = said.split('\n')
    expect(user).toBe('1000')
    const ofTheBase = /^\/(?:tmp|var\/tmp|run\/lock|home\/node|dev\/shm|dev\/mqueue)(?:\/|$)/
    expect(writable.filter((folder) => !ofTheBase.test(folder))).toEqual(VOLUMES)
  })

  test('holds the program and nothing that only tests, builds or explains it', async () => {
    const files = await filesOfProgram()
    expect(files).toContain('services/cli/jianwei.js')
    expect(files).toContain('services/web/dist/served/index.html')
    const kinds: Readonly<Record<string, RegExp>> = {
      tests: /\.(?:test|contract|arbitrary)\.ts$|^tests\//,
      'tools and clients': /^(?:tools|clients|docs|\.git|\.ci)\//,
      documents: /\.md$/,
      'sources of the console': /^services\/web\/(?!dist\/served\/|package\.json)/,
      'the deployment itself': /^infra\/(?:decisions|deploy\/(?!check-health\.sh$))/,
    }
    const found = Object.entries(kinds).map(([kind, pattern]) => [
      kind,
      files.filter((path) => pattern.test(path)).slice(0, 5),
    ])
    expect(Object.fromEntries(found)).toEqual(
      Object.fromEntries(Object.keys(kinds).map((kind) => [kind, []])),
    )
  })

  test('holds no package that the program does not need, and is as large as it was', async () => {
    const packages = await inside([
      'sh',
      '-c',
      'ls node_modules; ls -d node_modules/@*/* | cut -c14-',
    ])
    expect(packages.split('\n').filter((name) => NOT_NEEDED.includes(name))).toEqual([])
    const sizes = await inside([
      'sh',
      '-c',
      'du -sm --exclude=node_modules . ; du -sm node_modules',
    ])
    const largest = await inside(['sh', '-c', 'du -sm node_modules/* | sort -rn | head -8'])
    console.log(`The image by MiB, without its base:\n${sizes}\nlargest packages:\n${largest}`)
    const bytes = Number(await docker('image', 'inspect', '--format', '{{.Size}}', PRODUCT_IMAGE))
    console.log(`with its base: ${Math.round(bytes / MEBIBYTE)} MiB`)
    const sum = sizes.split('\n').reduce((total, line) => total + Number.parseInt(line, 10), 0)
    expect(sum).toBeLessThan(APP_MEBIBYTES_MAX)
  })
})

/** Without the packages. */
async function filesOfProgram(): Promise<readonly string[]> {
  const found = await inside(['find', '.', '-type', 'f', '-not', '-path', './node_modules/*'])
  return found.split('\n').map((path) => path.replace(/^\.\//, ''))
}

function inside(command: readonly string[]): Promise<string> {
  return docker('run', '--rm', '--network', 'none', PRODUCT_IMAGE, ...command)
}
