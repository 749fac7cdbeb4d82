import { isIP } from 'node:net'
import { Command, InvalidArgumentError } from 'commander'
import { TrustedClock } from '@jianwei/infra/runtime/trusted-clock.ts'
import {
  ENGINES,
  makeEngineSecrets,
  type Engine,
} from '#/composition/engine-secrets/engine-secrets.ts'

interface SecretsOptions {
  readonly host: Readonly<Record<Engine, readonly [string, ...string[]]>>
  readonly owner: Readonly<Record<string, number>>
}

const OWN_HOSTS: SecretsOptions['host'] = {
  kafka: ['kafka', 'localhost', '127.0.0.1'],
  kurrentdb: ['kurrentdb', 'localhost', '127.0.0.1'],
  clickhouse: ['clickhouse', 'localhost', '127.0.0.1'],
}

export function makeSecretsCommand(): Command {
  return new Command('make-secrets')
    .description(
      'Make the passwords and certificates of engines that are run beside the services, where ' +
        'they are missing. Can be run again at any time: nothing that is in use changes but ' +
        'certificates that soon end.',
    )
    .argument('<folder>', 'where they are to lie, a folder for each reader')
    .option(
      '--host <engine=name>',
      `a further name or address of an engine (${ENGINES.join(', ')}); again for each`,
      withHost,
      OWN_HOSTS,
    )
    .option(
      '--owner <folder=number>',
      'the number of the user who reads the files of a folder; again for each. Needs root',
      withOwner,
      {},
    )
    .action((folder: string, { host, owner }: SecretsOptions) => {
      const now = new Date(new TrustedClock().now())
      for (const { path, done } of makeEngineSecrets({ folder, hosts: host, owners: owner, now }))
        console.log(`${done.padEnd(7)}  ${path}`)
    })
}

function withHost(text: string, hosts: SecretsOptions['host']): SecretsOptions['host'] {
  const [engine, name] = divided(text)
  const known = ENGINES.find((one) => one === engine)
  if (known === undefined || (isIP(name) !== 4 && !/^[a-z0-9.-]+$/i.test(name)))
    throw new InvalidArgumentError(`expected one of ${ENGINES.join(', ')}, = and a name`)
  return { ...hosts, [known]: [...hosts[known], name] }
}

function withOwner(text: string, owners: SecretsOptions['owner']): SecretsOptions['owner'] {
  const [folder, number] = divided(text)
  if (folder === '' || !/^\d{1,9}$/.test(number))
    throw new InvalidArgumentError('expected the name of a folder, = and a number')
  return { ...owners, [folder]: Number(number) }
}

function divided(text: string): readonly [string, string] {
  const at = text.indexOf('=')
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)]
}
