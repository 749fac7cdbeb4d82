import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  randomBytes,
  sign,
  X509Certificate,
  type KeyObject,
} from 'node:crypto'
import { isIP } from 'node:net'
import {
  bits,
  context,
  contextBytes,
  nothing,
  objectIdentifier,
  octets,
  sequence,
  set,
  text,
  time,
  unsigned,
  yes,
} from '#/tls/der.ts'

/*
 * Certificates (X.509 v3, RFC 5280) for engines that an installation runs itself: an authority of
 * its own, and one certificate for each server. Keys are RSA, because EventStoreDB reads no others.
 */

const KEY_BITS = 3_072
const DAY_MS = 86_400_000
const AUTHORITY_DAYS = 3_650
/** What clients take at most. */
const SERVER_DAYS = 825
/** Clocks of one installation differ by less. */
const EARLIER_MS = 3_600_000

const SHA256_WITH_RSA = '1.2.840.113549.1.1.11'
const COMMON_NAME = '2.5.4.3'
const EXTENSION = {
  key_identifier: '2.5.29.14',
  key_usage: '2.5.29.15',
  alternative_names: '2.5.29.17',
  basic_constraints: '2.5.29.19',
  authority_key_identifier: '2.5.29.35',
  extended_usage: '2.5.29.37',
} as const
const SERVER_AND_CLIENT = ['1.3.6.1.5.5.7.3.1', '1.3.6.1.5.5.7.3.2'] as const
/** Signing of certificates and of lists of what was revoked; signing and exchange of keys. */
const SIGNS_CERTIFICATES = bits(Buffer.of(0b0000_0110), 1)
const SIGNS_AND_EXCHANGES = bits(Buffer.of(0b1010_0000), 5)

/** A certificate and its key, as PEM. */
export interface KeyedCertificate {
  readonly certificate: string
  /** PKCS #8. */
  readonly key: string
}

/** A new authority, which signs servers and nothing below them. `name` is what people see. */
export function makeAuthority(name: string, now: Date): KeyedCertificate {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: KEY_BITS })
  const own = keyIdentifier(publicKey)
  const extensions = [
    extension(EXTENSION.basic_constraints, sequence(yes, unsigned(Buffer.of(0))), 'critical'),
    extension(EXTENSION.key_usage, SIGNS_CERTIFICATES, 'critical'),
    extension(EXTENSION.key_identifier, octets(own)),
  ]
  const fields = { subject: name, issuer: name, publicKey, days: AUTHORITY_DAYS, now, extensions }
  return { certificate: signed(fields, privateKey), key: pemOf(privateKey) }
}

/**
 * A new certificate for a server that is reached by these names and addresses, the first of which
 * is also its own; servers of a cluster show it to each other as clients.
 */
export function makeServerCertificate(
  authority: KeyedCertificate,
  hosts: readonly [string, ...string[]],
  now: Date,
): KeyedCertificate {
  const issuer = new X509Certificate(authority.certificate)
  const signer = createPrivateKey(authority.key)
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: KEY_BITS })
  const extensions = [
    extension(EXTENSION.basic_constraints, sequence(), 'critical'),
    extension(EXTENSION.key_usage, SIGNS_AND_EXCHANGES, 'critical'),
    extension(
      EXTENSION.extended_usage,
      sequence(...SERVER_AND_CLIENT.map((usage) => objectIdentifier(usage))),
    ),
    extension(EXTENSION.alternative_names, sequence(...hosts.map(alternativeName))),
    extension(EXTENSION.key_identifier, octets(keyIdentifier(publicKey))),
    extension(
      EXTENSION.authority_key_identifier,
      sequence(contextBytes(0, keyIdentifier(createPublicKey(signer)))),
    ),
  ]
  const subject = hosts[0]
  // As text, it has a backslash before what means something there.
  const issuerName = issuer.subject.replace(/^CN=/, '').replaceAll(/\\(.)/g, '$1')
  const fields = { subject, issuer: issuerName, publicKey, days: SERVER_DAYS, now, extensions }
  return { certificate: signed(fields, signer), key: pemOf(privateKey) }
}

/** Whether the certificate is of this authority, for all these hosts, and good for so many days. */
export function stillServes(
  certificate: string,
  authority: string,
  hosts: readonly string[],
  { now, days }: { readonly now: Date; readonly days: number },
): boolean {
  const read = new X509Certificate(certificate)
  return (
    read.validToDate.getTime() - now.getTime() > days * DAY_MS &&
    read.verify(new X509Certificate(authority).publicKey) &&
    hosts.every((host) => (isIP(host) === 0 ? read.checkHost(host) : read.checkIP(host)))
  )
}

interface Fields {
  readonly subject: string
  readonly issuer: string
  readonly publicKey: KeyObject
  readonly days: number
  readonly now: Date
  readonly extensions: readonly Buffer[]
}

function signed(fields: Fields, signer: KeyObject): string {
  const { subject, issuer, publicKey, days, now, extensions } = fields
  const algorithm = sequence(objectIdentifier(SHA256_WITH_RSA), nothing)
  const from = new Date(now.getTime() - EARLIER_MS)
  const until = new Date(now.getTime() + days * DAY_MS)
  const content = sequence(
    context(0, unsigned(Buffer.of(2))),
    unsigned(randomBytes(16)),
    algorithm,
    name(issuer),
    sequence(time(from), time(until)),
    name(subject),
    publicKey.export({ type: 'spki', format: 'der' }),
    context(3, sequence(...extensions)),
  )
  const whole = sequence(content, algorithm, bits(sign('sha256', content, signer)))
  return new X509Certificate(whole).toString()
}

function name(commonName: string): Buffer {
  return sequence(set(sequence(objectIdentifier(COMMON_NAME), text(commonName))))
}

function extension(id: string, content: Buffer, weight?: 'critical'): Buffer {
  const critical = weight === 'critical' ? [yes] : []
  return sequence(objectIdentifier(id), ...critical, octets(content))
}

function alternativeName(host: string): Buffer {
  switch (isIP(host)) {
    case 4:
      return contextBytes(7, Buffer.from(host.split('.').map(Number)))
    case 6:
      throw new RangeError(`${host}: name the server, or give its IPv4 address`)
    default:
      return contextBytes(2, Buffer.from(host, 'ascii'))
  }
}

/** Method (1) of RFC 5280, 4.2.1.2, over the key with its algorithm. */
function keyIdentifier(key: KeyObject): Buffer {
  return createHash('sha1')
    .update(key.export({ type: 'spki', format: 'der' }))
    .digest()
}

function pemOf(key: KeyObject): string {
  return key.export({ type: 'pkcs8', format: 'pem' }).toString()
}
