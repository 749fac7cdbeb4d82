import { afterAll, afterEach, beforeAll, expect, inject } from 'vitest'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import type { RoleName } from '@jianwei/events/access/roles.ts'
import { chosenLanguage } from '#/support/browser/chosen-language.ts'
import { demonstrationSession } from '#/support/browser/demonstration-session.ts'
import { recordFailure } from '#/support/browser/failure-record.ts'
import type { Kernel } from '#/support/browser/kernels.ts'
import { NO_FAULTS, Observation } from '#/support/browser/observation.ts'
import { HANG_MS } from '#/support/hang.ts'

export const LAPTOP = { width: 1366, height: 768 } as const
export const PHONE = { width: 390, height: 844 } as const

/** How somebody comes to a page. */
export interface Visit {
  /** From the root of the server: `/`, `/docs/`. */
  readonly path: string
  /** Signed in with this role; without one, nobody is. */
  readonly role?: RoleName
  /** What was chosen before; Chinese unless it says otherwise. */
  readonly language?: 'zh' | 'en'
  /** CSS pixels; a laptop's unless it says otherwise. */
  readonly viewport?: { readonly width: number; readonly height: number }
  /** What the page's console may say besides, because the test is about it. */
  readonly expected?: readonly RegExp[]
}

export interface BrowserBench {
  /**
   * A page in a browser profile of its own, so two visits are two people. `load` has happened;
   * what comes later is waited for by the test. Closed at the end of the test, after which the page
   * must have done nothing that pages may not do ({@link Faults}).
   */
  open(visit: Visit): Promise<Page>
}

interface Profile {
  readonly context: BrowserContext
  readonly observation: Observation
}

/**
 * One running browser for the tests of the surrounding `describe`, at the console unless something
 * else is at `origin`. A test that fails, or whose pages
 * misbehave, leaves its pages' screenshots and complaints in a folder that its message names.
 */
export function browserBench(
  kernel: Kernel,
  origin: () => string = () => inject('consoleOrigin'),
): BrowserBench {
  let browser: Browser | undefined
  let profiles: Profile[] = []

  beforeAll(async () => {
    browser = await kernel.launch()
  })
  afterAll(() => browser?.close())

  afterEach(async ({ task }) => {
    const ended = profiles
    profiles = []
    const faults = ended.map(({ observation }) => observation.faults())
    try {
      expect(faults).toEqual(ended.map(() => NO_FAULTS))
      if (task.result?.state === 'fail') throw new Error('the test itself failed')
    } catch (error) {
      const pages = ended.flatMap(({ context }) => context.pages())
      const reasons = [...(task.result?.errors ?? []), error as Error].map(({ message }) => message)
      const folder = await recordFailure(`${kernel.name} ${task.name}`, pages, faults, reasons)
      console.error(`Screenshots and complaints of the pages: ${folder}`)
      if (task.result?.state !== 'fail') throw error
    } finally {
      for (const { context } of ended) await context.close()
    }
  })

  return {
    async open({ path, role, language = 'zh', viewport = LAPTOP, expected = [] }) {
      if (browser === undefined) throw new TypeError('the browser has not started')
      const context = await browser.newContext({ viewport, locale: 'zh-CN' })
      context.setDefaultTimeout(HANG_MS)
      const observation = await Observation.of(context, origin())
      for (const complaint of expected) observation.expect(complaint)
      profiles.push({ context, observation })
      if (role !== undefined) await context.addCookies([await demonstrationSession(origin(), role)])
      if (language !== 'zh') await context.addInitScript(chosenLanguage(language))
      const page = await context.newPage()
      await page.goto(`${origin()}${path}`)
      return page
    },
  }
}
