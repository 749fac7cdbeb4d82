import { afterAll, beforeAll, expect, test } from 'vitest'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium, type BrowserContext, type ConsoleMessage, type Request } from 'playwright-core'
import type { FastifyInstance } from 'fastify'
import { HANG_MS } from '#/support/hang.ts'
import { operationsOf, type ApiDocument } from '#/support/server/api-document.ts'
import { serverWithoutData } from '#/support/server/server-without-data.ts'

const CHROMIUM = process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium'
const QUIET = [
  'disable-gpu',
  'disable-quic',
  'no-first-run',
  'disable-background-networking',
  'disable-component-update',
]
// Containers and CI have no user namespaces for the sandbox; the only page that is opened is ours.
const FLAGS = ['no-sandbox', 'disable-sync', ...QUIET].map((flag) => `--${flag}`)

let folder: string
let server: FastifyInstance
let browser: BrowserContext
let origin: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'jianwei-browser-'))
  server = serverWithoutData()
  origin = await server.listen({ host: '127.0.0.1', port: 0 })
  browser = await chromium.launchPersistentContext(join(folder, 'profile'), {
    executablePath: CHROMIUM,
    timeout: HANG_MS,
    headless: true,
    args: FLAGS,
    viewport: { width: 1280, height: 1600 },
  })
  browser.setDefaultTimeout(HANG_MS)
})

afterAll(async () => {
  await browser?.close()
  await server?.close()
  await rm(folder, { recursive: true, force: true })
})

test('/ leads to the reference, which shows every operation and asks nobody but this server', async () => {
  const page = await browser.newPage()
  const requests: Request[] = []
  const complaints: ConsoleMessage[] = []
  page.on('request', (request) => requests.push(request))
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message)
  })

  await page.goto(origin, { waitUntil: 'networkidle' })
  await page.locator('.opblock').first().waitFor()

  expect(page.url()).toBe(`${origin}/docs/`)
  const document: ApiDocument = (await server.inject('/openapi.json')).json()
  // A long reference is drawn as far as it is looked at.
  const drawn = new Set<string>()
  const lookOn = async (): Promise<number> => {
    const ids = await page.locator('.opblock').evaluateAll((all) => all.map(({ id }) => id))
    for (const id of ids) drawn.add(id)
    await page.mouse.wheel(0, 1_000)
    return drawn.size
  }
  await expect.poll(lookOn).toBe(operationsOf(document).length)

  await page.locator('#operations-operation-get_health_ready .opblock-summary-control').click()
  await page.getByText('Retry-After', { exact: false }).first().waitFor()
  await page.screenshot({
    path: process.env['SCREENSHOT'] ?? join(folder, 'docs.png'),
    fullPage: true,
  })

  const elsewhere = requests
    .map((request) => request.url())
    .filter((url) => !url.startsWith(origin) && !url.startsWith('data:'))
  expect(elsewhere).toEqual([])
  expect(requests.length).toBeGreaterThan(4)
  expect(complaints.map((complaint) => complaint.text())).toEqual([])
})
