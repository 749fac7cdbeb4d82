import { once } from 'node:events'
import { X509Certificate } from 'node:crypto'
import { connect, createServer, type TLSSocket } from 'node:tls'
import type { AddressInfo } from 'node:net'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { makeAuthority, makeServerCertificate, stillServes } from '#/tls/certificate.ts'
import { objectIdentifier, octets, time, unsigned } from '#/tls/der.ts'

const now = new Date()
const authority = makeAuthority('Jianwei, this installation', now)
const server = makeServerCertificate(authority, ['kafka', 'localhost', '127.0.0.1'], now)

describe('a server with such a certificate', () => {
  test.each(['localhost', 'kafka'])(
    'is believed as %s by who knows the authority',
    async (host) => {
      await expect(handshake(host, authority.certificate)).resolves.toBe(true)
    },
  )

  test('is not believed under another name, nor by who does not know the authority', async () => {
    await expect(handshake('other', authority.certificate)).rejects.toMatchObject({
      code: 'ERR_TLS_CERT_ALTNAME_INVALID',
    })
    const stranger = makeAuthority('Jianwei, this installation', now)
    await expect(handshake('kafka', stranger.certificate)).rejects.toMatchObject({
      code: expect.stringMatching(/SIGNATURE|VERIFY/),
    })
  })
})

test('an authority signs servers, and a server signs nobody', () => {
  const [own, signed] = [authority, server].map(
    ({ certificate }) => new X509Certificate(certificate),
  )
  expect(own?.ca).toBe(true)
  expect(signed?.ca).toBe(false)
  expect(signed?.issuer).toBe('CN=Jianwei\\, this installation')
  expect(signed?.subjectAltName).toBe('DNS:kafka, DNS:localhost, IP Address:127.0.0.1')
  expect(own === undefined ? undefined : signed?.checkIssued(own)).toBe(true)
})

test('a certificate serves until its last days, and only for its hosts and its authority', () => {
  const serves = (options: Partial<{ hosts: string[]; authority: string; days: number }>) =>
    stillServes(
      server.certificate,
      options.authority ?? authority.certificate,
      options.hosts ?? ['kafka', '127.0.0.1'],
      { now, days: options.days ?? 60 },
    )
  expect(serves({})).toBe(true)
  expect(serves({ days: 824 })).toBe(true)
  expect(serves({ days: 826 })).toBe(false)
  expect(serves({ hosts: ['kafka', 'kafka-2'] })).toBe(false)
  expect(serves({ hosts: ['10.0.0.1'] })).toBe(false)
  expect(serves({ authority: makeAuthority('another', now).certificate })).toBe(false)
})

test('an IPv6 address is refused by its name', () => {
  expect(() => makeServerCertificate(authority, ['::1'], now)).toThrow('::1: name the server')
})

describe('DER', () => {
  test.each([
    [objectIdentifier('1.2.840.113549.1.1.11'), '06092a864886f70d01010b'],
    [unsigned(Buffer.of(0)), '020100'],
    [unsigned(Buffer.of(0, 0, 0x7f)), '02017f'],
    [unsigned(Buffer.of(0x80)), '02020080'],
    [time(new Date('2049-12-31T23:59:59Z')), '170d3439313233313233353935395a'],
    [time(new Date('2050-01-01T00:00:00Z')), '180f32303530303130313030303030305a'],
  ])('%#: as the standard writes it', (bytes, hex) => {
    expect(bytes.toString('hex')).toBe(hex)
  })

  test('a length is one byte up to 127, and else its own length and itself', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 70_000 }), (length) => {
        const bytes = octets(Buffer.alloc(length))
        const head = bytes.length - length
        const read = length < 128 ? bytes[1] : bytes.readUIntBE(2, head - 2)
        expect(read).toBe(length)
        if (length >= 128) expect(bytes[1]).toBe(0x80 | (head - 2))
      }),
    )
  })
})

/** Whether a client that trusts this authority takes the server for that host. */
async function handshake(host: string, ca: string): Promise<boolean> {
  const listening = createServer({ key: server.key, cert: server.certificate }, (socket) =>
    socket.on('error', () => {}).end(),
  )
  listening.on('tlsClientError', () => {})
  listening.listen(0, '127.0.0.1')
  await once(listening, 'listening')
  const { port } = listening.address() as AddressInfo
  const client: TLSSocket = connect({ port, host: '127.0.0.1', servername: host, ca })
  try {
    await once(client, 'secureConnect')
    return client.authorized
  } finally {
    client.destroy()
    listening.close()
  }
}
