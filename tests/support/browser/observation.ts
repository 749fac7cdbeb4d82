import type { BrowserContext } from 'playwright-core'

/** What no page of ours may do, as it was seen of all pages of one browser profile. */
export interface Faults {
  /** Errors and warnings on the console, uncaught errors, what the page's policy forbade. */
  readonly complaints: readonly string[]
  /** Addresses elsewhere than at this server that were asked. */
  readonly elsewhere: readonly string[]
  /** Addresses, of pages or requests, in which something stood that a person had typed. */
  readonly typed_in_addresses: readonly string[]
}

export const NO_FAULTS: Faults = { complaints: [], elsewhere: [], typed_in_addresses: [] }

/**
 * What a browser's console says of an answer that a test is about. A star in the path is any part
 * of it; what is asked behind it counts for nothing.
 */
export function answerOf(status: number, path: string): RegExp {
  const address = path.split('*').map(literally).join('[^/?]+')
  return new RegExp(`status of ${status} \\(.*\\) \\(https?://[^/]+${address}(\\?.*)?\\)$`)
}

function literally(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')
}

/** Shorter text is in addresses by chance. */
const TYPED_CHARACTERS_MIN = 3
const TELL = '__tellTyped'

/** Watches a browser profile from before its first page. */
export class Observation {
  readonly #origin: string
  readonly #expected: RegExp[] = []
  readonly #complaints: string[] = []
  readonly #addresses = new Set<string>()
  readonly #typed = new Set<string>()

  private constructor(origin: string) {
    this.#origin = origin
  }

  static async of(context: BrowserContext, origin: string): Promise<Observation> {
    const seen = new Observation(origin)
    context.on('console', (message) => {
      if (['error', 'warning'].includes(message.type()))
        seen.#complaints.push(`${message.text()} (${message.location().url})`)
    })
    context.on('weberror', (error) => seen.#complaints.push(String(error.error().stack)))
    context.on('request', (request) => seen.#addresses.add(request.url()))
    context.on('page', (page) =>
      page.on('framenavigated', (frame) => seen.#addresses.add(frame.url())),
    )
    await context.exposeBinding(TELL, (_, text: string) => {
      if (text.trim().length >= TYPED_CHARACTERS_MIN) seen.#typed.add(text.trim())
    })
    await context.addInitScript(TELL_TYPED)
    return seen
  }

  /** What the console may say besides, because the test is about it: a conflict, a lost network. */
  expect(complaint: RegExp): void {
    this.#expected.push(complaint)
  }

  faults(): Faults {
    const addresses = [...this.#addresses]
    const isOurs = (address: string): boolean =>
      address.startsWith(`${this.#origin}/`) || /^(?:data|blob|about):/.test(address)
    return {
      complaints: this.#complaints.filter(
        (complaint) => !this.#expected.some((expected) => expected.test(complaint)),
      ),
      elsewhere: addresses.filter((address) => !isOurs(address)),
      typed_in_addresses: addresses.filter((address) => {
        const readable = decoded(address)
        return [...this.#typed].some((text) => readable.includes(text))
      }),
    }
  }
}

function decoded(address: string): string {
  try {
    return decodeURIComponent(address.replaceAll('+', ' '))
  } catch {
    // Not ours to judge: it holds a percent sign that encodes nothing.
    return address
  }
}

const TELL_TYPED = `addEventListener('input', ({ target }) => {
  // What is chosen from a list is the page's own word.
  if (target.tagName === 'SELECT') return
  const text = target.value ?? target.textContent
  if (typeof text === 'string') window.${TELL}?.(text)
}, true)`
