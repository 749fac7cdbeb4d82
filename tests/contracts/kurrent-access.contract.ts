import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { holdsUp, type EngineFinding } from '@jianwei/events/ports/engine-check.ts'
import { LogUnavailable } from '@jianwei/events/errors.ts'
import { parseRecorded } from '@jianwei/events/catalogue.ts'
import { appendOne } from '@jianwei/events/ports/event-log.ts'
import { serverAddress } from '@jianwei/infra/log/kurrent/server-address.ts'
import { checkLogServer } from '@jianwei/infra/log/kurrent/server-check.ts'
import { KurrentEventLog } from '@jianwei/infra/log/kurrent/kurrent-event-log.ts'
import { inLanguage } from '@jianwei/services/language/translation.ts'
import { someEvent, someStream } from '#/support/log/events.ts'
import { CA_FILE } from '#/support/kurrent-stand-in/certificate.ts'
import type { ClientUnderTest } from '#/support/kurrent-stand-in/place.ts'
import { KurrentStandIn } from '#/support/kurrent-stand-in/stand-in.ts'
import { temporaryFolder } from '#/support/program/running-pipeline.ts'

/** With what a URL must escape, and a character that is no letter. */
const PASSWORD = 'p@ss:w/rd%见'
const ADMIN = 'admin:changeit@'
const OWN = `jianwei:${encodeURIComponent(PASSWORD)}@`
const NAMESPACE = 'jianwei'

/** What the log asks of a server with TLS, users and rights. Only a stand-in has them here. */
export function kurrentAccessContract(name: string, under: ClientUnderTest): void {
  describe(`${name}, on a server with users`, () => {
    let standIn: KurrentStandIn
    beforeAll(async () => {
      standIn = await KurrentStandIn.start(under.clientPackage, {
        users: {
          admin: { password: 'changeit', groups: ['$admins'] },
          jianwei: { password: PASSWORD },
        },
      })
    })
    afterAll(() => standIn[Symbol.asyncDispose]())

    const urlOf = (who: string, options = `?tlsCaFile=${CA_FILE}`): string =>
      `${under.scheme}://${who}127.0.0.1:${standIn.port}${options}`

    async function check(url: string, now = Date.now): Promise<readonly EngineFinding[]> {
      await using client = under.connect(url)
      return await checkLogServer(client, { ...serverAddress(url), namespace: NAMESPACE, now })
    }

    /** As `infra/deploy/README.md` has an administrator do it. */
    async function letRead(...users: readonly string[]): Promise<void> {
      await using admin = under.connect(urlOf(ADMIN))
      const stream = '$$$all'
      const revision = standIn.log.stream(stream).length - 1
      const data = { $acl: { $r: ['$admins', ...users] } }
      const events = [{ id: crypto.randomUUID(), type: '$metadata', data, metadata: {} }]
      const expected = revision === -1 ? 'absent' : BigInt(revision)
      await admin.append({ stream, expected, events, deadline_ms: 5_000 })
    }

    function missing(findings: readonly EngineFinding[]): readonly string[] {
      return findings.filter(holdsUp).map(({ asked, came }) => `${asked}: ${came}`)
    }

    test('an administrator may everything', async () => {
      const found = await check(urlOf(ADMIN))
      expect(found.map(({ verdict }) => verdict)).toEqual(found.map(() => 'fine'))
      expect(found.map(({ asked }) => asked)).toEqual([
        `an answer of 127.0.0.1:${standIn.port}`,
        'TLS',
        'the right to append to streams',
        'the right to read $all',
        'the right to read streams',
        'the right to read and write the metadata of streams',
        "the difference to this machine's clock",
      ])
    })

    test('an ordinary user lacks the right to read $all, and has enough with it', async () => {
      await letRead()
      expect(missing(await check(urlOf(OWN)))).toEqual([
        'the right to read $all: denied to the user jianwei',
      ])
      await letRead('jianwei')
      expect(missing(await check(urlOf(OWN)))).toEqual([])
      await using folder = await temporaryFolder('kurrent-access')
      await using client = under.connect(urlOf(OWN))
      const index_file = `${folder.path}/index.db`
      await using log = new KurrentEventLog(client, {
        parse: parseRecorded,
        namespace: NAMESPACE,
        index_file,
      })
      const [stream, event] = [someStream(), someEvent()]
      await appendOne(log, stream, 'absent', [event])
      expect(await log.find([event.event_id])).toHaveLength(1)
      expect(await Array.fromAsync(log.read(stream))).toHaveLength(1)
    })

    test.each([
      ['a wrong password', 'admin:other@', 'the user or the password is wrong'],
      ['nobody', '', 'denied to who gives no user'],
    ])('%s is told apart', async (_, who, came) => {
      const [first] = missing(await check(urlOf(who)))
      expect(first).toBe(`the right to append to streams: ${came}`)
    })

    test.each([
      ['its certificate is unknown', '', 'nobody here vouches for its certificate'],
      ['TLS is left out', '?tls=false', 'the connection is closed at once'],
    ])('where %s, that is said', async (_, options, came) => {
      expect(missing(await check(urlOf(ADMIN, options)))).toEqual([
        `an answer of 127.0.0.1:${standIn.port}: ${came}`,
      ])
    })

    test('a server that is away, without TLS, or too old is said to be so', async () => {
      const nowhere = `${under.scheme}://${ADMIN}127.0.0.1:1?tls=false`
      expect(missing(await check(nowhere))).toEqual([
        'an answer of 127.0.0.1:1: nothing listens there',
      ])
      await using plain = await KurrentStandIn.start(under.clientPackage)
      const asksForTls = `${under.scheme}://${ADMIN}127.0.0.1:${plain.port}`
      expect(missing(await check(asksForTls))).toEqual([
        `an answer of 127.0.0.1:${plain.port}: the server has no TLS`,
      ])
      plain.version = '21.10.5'
      expect(missing(await check(`${asksForTls}?tls=false`))).toEqual([
        `an answer of 127.0.0.1:${plain.port}: version 21.10.5`,
      ])
    })

    test('without the right to metadata the log works, and the cost is said', async () => {
      standIn.access?.set('poor', { password: 'x', groups: ['$readers'], without: ['metadata'] })
      await letRead('poor')
      const found = await check(urlOf('poor:x@'))
      expect(missing(found)).toEqual([])
      expect(found.filter(({ verdict }) => verdict === 'advice')).toMatchObject([
        { asked: 'the right to read and write the metadata of streams' },
      ])
    })

    test.each([
      ['ahead', -3_600_000, 'missing', /^its clock is 3[56]\d\d\.\d s ahead$/],
      ['behind', 60_000, 'advice', /^its clock is [56]\d\.\d s behind$/],
    ])('a clock of the server that is %s is told', async (_, offset, verdict, came) => {
      const found = await check(urlOf(ADMIN), () => Date.now() + offset)
      expect(found.at(-1)).toMatchObject({ verdict, came: expect.stringMatching(came) })
    })

    test('a right that is taken away makes the log unavailable, and coming back mends it', async () => {
      standIn.access?.set('other', { password: 'x' })
      await letRead('other')
      await using folder = await temporaryFolder('kurrent-access')
      await using client = under.connect(urlOf('other:x@'))
      await using log = new KurrentEventLog(client, {
        parse: parseRecorded,
        namespace: NAMESPACE,
        index_file: `${folder.path}/index.db`,
      })
      const stream = someStream()
      await appendOne(log, stream, 'absent', [someEvent()])
      standIn.access?.set('other', { password: 'x', without: ['append'] })
      const refused: unknown = await appendOne(log, stream, 'any', [someEvent()]).catch(
        (error: unknown) => error,
      )
      expect(refused).toBeInstanceOf(LogUnavailable)
      expect(String(refused)).toContain('npx jianwei doctor')
      standIn.access?.set('other', { password: 'x' })
      await appendOne(log, stream, 'any', [someEvent()])
    })

    test('whatever is found is told in Chinese', async () => {
      const found = [
        ...(await check(urlOf(ADMIN))),
        ...(await check(urlOf(''))),
        ...(await check(urlOf('admin:other@'))),
        ...(await check(urlOf(ADMIN, ''))),
        ...(await check(urlOf(ADMIN, '?tls=false'))),
        ...(await check(urlOf(ADMIN), () => Date.now() + 3_600_000)),
      ]
      const told = found.flatMap(({ asked, came, mend }) => [asked, came, mend ?? '无'])
      const english = told.filter((text) => !/\p{Script=Han}/u.test(inLanguage(text, 'zh')))
      expect(english).toEqual([])
    })
  })
}
