import { execFile } from 'node:child_process'
import { HANG_MS } from '#/support/hang.ts'

/** The compressions that a producer may choose. */
export const COMPRESSIONS = ['none', 'gzip', 'snappy', 'lz4', 'zstd'] as const
export type Compression = (typeof COMPRESSIONS)[number]

const KEY_DELIMITER = '\t'

export interface KcatOrder {
  readonly brokers: string
  readonly topic: string
  readonly compression: Compression
  /** Names may repeat. */
  readonly headers: readonly (readonly [name: string, value: string])[]
  /** One line each; a value has no line break. Null: a tombstone. */
  readonly messages: readonly { readonly key: string | null; readonly value: string | null }[]
}

/**
 * Sends the messages with kcat, a producer that shares no code with ours, as one batch. Resolves
 * when they are acknowledged.
 */
export async function kcat({
  brokers,
  topic,
  compression,
  headers,
  messages,
}: KcatOrder): Promise<void> {
  // `-Z` would also make a null of an absent key.
  const lines = messages.map(({ key, value }) => `${key ?? ''}${KEY_DELIMITER}${value ?? ''}\n`)
  const args = [
    '-P',
    '-b',
    brokers,
    '-t',
    topic,
    '-K',
    KEY_DELIMITER,
    '-z',
    compression,
    '-X',
    'linger.ms=50',
  ]
  const nulls = messages.some(({ value }) => value === null) ? ['-Z'] : []
  const flags = headers.flatMap(([name, value]) => ['-H', `${name}=${value}`])
  const child = execFile('kcat', [...args, ...nulls, ...flags], { timeout: HANG_MS })
  const ended = new Promise<void>((resolve, reject) => {
    let complaints = ''
    child.stderr?.on('data', (text: string) => (complaints += text))
    child.once('error', reject)
    child.once('exit', (code) =>
      code === 0 ? resolve() : reject(new Error(`kcat ended with ${code}: ${complaints}`)),
    )
  })
  child.stdin?.end(lines.join(''))
  await ended
}
