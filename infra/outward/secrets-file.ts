import { dirname } from 'node:path'
import { z } from 'zod'
import { EventUnreadable } from '@jianwei/events/errors.ts'
import type { EndpointSecrets, SecretStore } from '@jianwei/events/ports/outward.ts'
import { makeFolder } from '#/runtime/make-folder.ts'
import { putInPlace } from '#/runtime/put-in-place.ts'
import { readSecretFile } from '#/runtime/secret-file.ts'

const OWNER_ONLY = 0o600

const Stored = z.record(
  z.string(),
  z.strictObject({
    address: z.string(),
    keys: z.array(z.strictObject({ key: z.string(), until: z.string().nullable() })),
  }),
)

/**
 * Addresses and keys of endpoints, in a file that only its owner reads. Each change writes a new
 * file and puts it in the place of the old one, so that a crash leaves one of both. It is read anew
 * each time, because another process may have written it.
 */
export class SecretsFile implements SecretStore {
  readonly #path: string

  constructor(path: string) {
    this.#path = path
  }

  async load(endpointId: string): Promise<EndpointSecrets | undefined> {
    return this.#read()[endpointId]
  }

  /** Without a pause between reading and writing, so that two changes do not undo each other. */
  async save(endpointId: string, secrets: EndpointSecrets): Promise<void> {
    const all = { ...this.#read(), [endpointId]: secrets }
    makeFolder(dirname(this.#path))
    const draft = `${this.#path}.${process.pid}`
    putInPlace(this.#path, JSON.stringify(all, undefined, 2), { mode: OWNER_ONLY, draft })
  }

  #read(): Readonly<Record<string, EndpointSecrets>> {
    const parsed = Stored.safeParse(JSON.parse(readSecretFile(this.#path) ?? '{}'))
    if (!parsed.success) throw new EventUnreadable(this.#path, 'it is no file of secrets')
    return parsed.data
  }
}
