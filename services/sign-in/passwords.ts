import { argon2, randomBytes, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'
import { DomainError } from '@jianwei/events/errors.ts'

/*
 * Passwords of offices without an identity provider, hashed with Argon2id (RFC 9106) at the
 * parameters that OWASP names as least: 19 MiB, two passes, one lane. The notation is that of PHC
 * strings, so parameters may grow while old hashes are still checked.
 */

const PARAMETERS = { memory: 19_456, passes: 2, parallelism: 1 } as const
const TAG_BYTES = 32
const SALT_BYTES = 16
export const PASSWORD_CHARACTERS_MIN = 12
export const PASSWORD_CHARACTERS_MAX = 200
/** Each takes 19 MiB and a thread for some 30 ms: those beyond are refused, and may come again. */
const AT_ONCE_MAX = 8

const PHC = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/

/** Too many people sign in at this moment. */
export class SignInBusy extends DomainError {
  override readonly name = 'SignInBusy'
  readonly code = 'SIGN_IN_BUSY'
  override readonly retryable = true
}

const derive = promisify(argon2)
let working = 0

export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(SALT_BYTES)
  const tag = await tagOf(password, salt, PARAMETERS, TAG_BYTES)
  const { memory, passes, parallelism } = PARAMETERS
  const cost = `m=${memory},t=${passes},p=${parallelism}`
  return `$argon2id$v=19$${cost}$${unpadded(salt)}$${unpadded(tag)}`
}

/** False for a hash that cannot be read, too. */
export async function isPassword(password: string, hash: string): Promise<boolean> {
  const [, memory, passes, parallelism, salt = '', tag = ''] = PHC.exec(hash) ?? []
  if (memory === undefined) return false
  const expected = Buffer.from(tag, 'base64')
  const cost = {
    memory: Number(memory),
    passes: Number(passes),
    parallelism: Number(parallelism),
  }
  const found = await tagOf(password, Buffer.from(salt, 'base64'), cost, expected.length)
  return timingSafeEqual(found, expected)
}

/** Takes as long as a check, where there is nothing to check. */
export async function asIfChecked(password: string): Promise<false> {
  await tagOf(password, Buffer.alloc(SALT_BYTES), PARAMETERS, TAG_BYTES)
  return false
}

interface Cost {
  readonly memory: number
  readonly passes: number
  readonly parallelism: number
}

async function tagOf(
  password: string,
  nonce: Buffer,
  cost: Cost,
  tagLength: number,
): Promise<Buffer> {
  if (working >= AT_ONCE_MAX) throw new SignInBusy('many sign in at this moment; try again')
  working += 1
  try {
    // One person's umlaut is another's two characters.
    const message = Buffer.from(password.normalize('NFKC'))
    return await derive('argon2id', { message, nonce, tagLength, ...cost })
  } finally {
    working -= 1
  }
}

function unpadded(bytes: Buffer): string {
  return bytes.toString('base64').replaceAll('=', '')
}
