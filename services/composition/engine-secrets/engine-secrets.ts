import { randomBytes } from 'node:crypto'
import { DomainError } from '@jianwei/events/errors.ts'
import {
  makeAuthority,
  makeServerCertificate,
  stillServes,
  type KeyedCertificate,
} from '@jianwei/infra/tls/certificate.ts'
import { clickHouseSubstitutions } from '#/composition/engine-secrets/clickhouse-substitutions.ts'
import {
  brokerProperties,
  clientProperties,
} from '#/composition/engine-secrets/kafka-properties.ts'
import { SecretFolder, type MadeFile } from '#/composition/engine-secrets/secret-folder.ts'

/*
 * What the engines of one installation and our services need of each other: passwords, an
 * authority, certificates. In `kept` lies what everything else is made from; each further folder is
 * for one reader, as that reader wants it, and can be made again. So a run that was stopped
 * half-way is ended by the next one, and whoever lays a password of their own into `kept` before
 * the engines start first has it everywhere.
 */

export const ENGINES = ['kafka', 'kurrentdb', 'clickhouse'] as const
export type Engine = (typeof ENGINES)[number]

/** Who is known to an engine by a password of ours. */
const USER = 'jianwei'
const AUTHORITY_NAME = 'Jianwei engines'
/** Engines read their certificates when they start, so they are made anew well before they end. */
const RENEWED_BEFORE_DAYS = 90

export interface EngineSecretsOptions {
  readonly folder: string
  /** By which names each engine is reached, the first of which is its own. */
  readonly hosts: Readonly<Record<Engine, readonly [string, ...string[]]>>
  /** Which user of the system reads the files of a folder; where it is absent, who made them. */
  readonly owners: Readonly<Record<string, number>>
  readonly now: Date
}

/** A file of `kept` is no longer what the others can be made from. */
export class KeptSecretUnreadable extends DomainError {
  override readonly name = 'KeptSecretUnreadable'
  readonly code = 'KEPT_SECRET_UNREADABLE'
}

/**
 * Makes what is missing, renews certificates that soon end, and writes anew what no longer fits.
 * Gives what was done to each file, in order. Throws KeptSecretUnreadable, and what the file system
 * says.
 */
export function makeEngineSecrets(options: EngineSecretsOptions): readonly MadeFile[] {
  const folder = new SecretFolder(options.folder, options.owners)
  const passwords = {
    bus: folder.kept('kept/bus-password', newPassword),
    log: folder.kept('kept/log-password', newPassword),
    log_operator: folder.kept('kept/log-operator-password', newPassword),
    warehouse: folder.kept('kept/warehouse-password', newPassword),
    warehouse_nodes: folder.kept('kept/warehouse-nodes-secret', newPassword),
  }
  const authority = authorityOf(folder, options.now)
  const certificateOf = (engine: Engine): KeyedCertificate =>
    serverCertificate(folder, authority, engine, options)

  const kafka = certificateOf('kafka')
  folder.made('kafka/keystore.pem', kafka.key + kafka.certificate + authority.certificate)
  folder.made('kafka/truststore.pem', authority.certificate)
  folder.made('kafka/server.properties', brokerProperties(USER, passwords.bus))
  folder.made('kafka/client.properties', clientProperties(USER, passwords.bus))

  const kurrentdb = certificateOf('kurrentdb')
  folder.made('kurrentdb/node.crt', kurrentdb.certificate)
  folder.made('kurrentdb/node.key', kurrentdb.key)
  folder.made('kurrentdb/authorities/ca.crt', authority.certificate)
  folder.made('kurrentdb/admin-password', `${passwords.log}\n`)
  folder.made('kurrentdb/ops-password', `${passwords.log_operator}\n`)

  const clickhouse = certificateOf('clickhouse')
  folder.made('clickhouse/server.crt', clickhouse.certificate)
  folder.made('clickhouse/server.key', clickhouse.key)
  folder.made('clickhouse/ca.crt', authority.certificate)
  folder.made(
    'clickhouse/substitutions.xml',
    clickHouseSubstitutions(passwords.warehouse, passwords.warehouse_nodes),
  )

  for (const part of ['bus', 'log', 'warehouse'] as const) {
    folder.made(`${part}/ca.crt`, authority.certificate)
    folder.made(`${part}/password`, `${passwords[part]}\n`)
  }
  return folder.files()
}

/** 256 bits, of letters that need no escaping anywhere. */
function newPassword(): string {
  return randomBytes(32).toString('base64url')
}

function authorityOf(folder: SecretFolder, now: Date): KeyedCertificate {
  const made = folder.kept('kept/authority.pem', () => together(makeAuthority(AUTHORITY_NAME, now)))
  return apart('kept/authority.pem', made)
}

function serverCertificate(
  folder: SecretFolder,
  authority: KeyedCertificate,
  engine: Engine,
  { hosts, now }: EngineSecretsOptions,
): KeyedCertificate {
  const path = `kept/${engine}.pem`
  const names = hosts[engine]
  const make = (): string => together(makeServerCertificate(authority, names, now))
  const fits = (held: string): boolean =>
    stillServes(apart(path, held).certificate, authority.certificate, names, {
      now,
      days: RENEWED_BEFORE_DAYS,
    })
  return apart(path, folder.kept(path, make, fits))
}

function together({ key, certificate }: KeyedCertificate): string {
  return key + certificate
}

function apart(path: string, text: string): KeyedCertificate {
  const [key, certificate] = text.trimEnd().split(/(?<=-----END PRIVATE KEY-----\n)/)
  if (key === undefined || certificate?.startsWith('-----BEGIN CERTIFICATE-----') !== true)
    throw new KeptSecretUnreadable(
      `${path} holds no key and certificate; put it back, or remove it to have a new one made`,
    )
  return { key, certificate: `${certificate}\n` }
}
