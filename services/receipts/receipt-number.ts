import { createHash, randomUUID } from 'node:crypto'
import { eventIdOf, type EventId } from '@jianwei/events/identity.ts'

/*
 * Who complains gets a receipt: 160 bits that nobody can guess. The log has only its hash, as the
 * number of the matter, by which departments answer. So who reads the log or a department's file
 * cannot follow a matter as its complainant.
 *
 * The receipt is made of the key under which the request was sent, so that the same request sent
 * again, to whichever process, gets the same receipt, and nothing has to be kept for that.
 */

/** The platform's own source of what the public sends. */
export const PUBLIC_SOURCE = 'jianwei:public'

const RECEIPT_CHARACTERS = 32
const GROUP_CHARACTERS = 8
const NUMBER_CHARACTERS = 32
// Without I, L, O and U, which are misread when a receipt is written down.
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/** As somebody may type it: in lower case, with blanks or hyphens, and with o for zero. */
export const RECEIPT_PATTERN = /^[\s-]*(?:[0-9A-Za-z][\s-]*){32}$/

/** `XXXXXXXX-XXXXXXXX-XXXXXXXX-XXXXXXXX`. `key`: chance of the sender's, a UUID. */
export function receiptOf(key: string = randomUUID()): string {
  const bytes = createHash('sha256').update(`receipt\n${key.toLowerCase()}`).digest()
  // Each character is five bits of the hash.
  const characters = Array.from({ length: RECEIPT_CHARACTERS }, (_, at) => {
    const bit = at * 5
    const pair = bytes.readUInt16BE(Math.floor(bit / 8))
    return ALPHABET[(pair >> (11 - (bit % 8))) & 31] ?? ''
  }).join('')
  return Array.from({ length: RECEIPT_CHARACTERS / GROUP_CHARACTERS }, (_, at) =>
    characters.slice(at * GROUP_CHARACTERS, (at + 1) * GROUP_CHARACTERS),
  ).join('-')
}

/** The number of the matter, under which departments answer: from it nobody finds the receipt. */
export function matterNumberOf(receipt: string): string {
  const plain = receipt
    .replaceAll(/[\s-]/g, '')
    .toUpperCase()
    .replaceAll('O', '0')
    .replaceAll(/[IL]/g, '1')
  const hash = createHash('sha256').update(`matter\n${plain}`).digest('hex')
  return `PUB-${hash.slice(0, NUMBER_CHARACTERS)}`
}

export function matterEventId(number: string): EventId {
  return eventIdOf(PUBLIC_SOURCE, number)
}
