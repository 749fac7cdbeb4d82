import { Command } from 'commander'
import { z } from 'zod'
import { TopicPrefix } from '@jianwei/events/access/key-events.ts'
import { decided, on, type DecidedOptions } from '#/cli/account.ts'
import { openAccountsOn } from '#/cli/accounts-in-log.ts'
import { configOf } from '#/cli/data-option.ts'
import { givenScope, parsed, type ScopeOptions } from '#/cli/given-scope.ts'
import { assertKnownRegions } from '#/regions/unknown-regions.ts'
import { KEY_DAYS, OVERLAP_HOURS, type ShownKey } from '#/sign-in/administration.ts'

const Days = z.coerce.number().int().min(1).max(3_660)
const Hours = z.coerce.number().int().min(0).max(2_160)

export function keyCommand(): Command {
  return new Command('key')
    .description('Keys of systems that send events or ask. A key is shown once.')
    .addCommand(
      scoped(new Command('issue').description('Issue a key to a service account'))
        .option('--days <number>', 'how long it is valid', String(KEY_DAYS))
        .action(issue),
    )
    .addCommand(
      decided(new Command('rotate').description('Give a key a successor with the same scope'))
        .argument('<key_id>')
        .option('--days <number>', 'how long the successor is valid', String(KEY_DAYS))
        .option('--overlap <hours>', 'how long both are valid', String(OVERLAP_HOURS))
        .action(rotate),
    )
    .addCommand(
      decided(new Command('revoke').description('End a key at once'))
        .argument('<key_id>')
        .action((account: string, keyId: string, { actor, reason, data }: DecidedOptions) =>
          on(data, ({ administration }) =>
            administration.revokeKey(account, keyId, { actor, reason }),
          ),
        ),
    )
}

export function topicCommand(): Command {
  return new Command('topic')
    .description('Topics of the bus that are a department’s, by the first part of their names')
    .addCommand(
      scoped(new Command('bind').description('Bind topics to what their messages may be'))
        .argument('<prefix>', 'a word and a dot, such as market-bureau.')
        .action((account: string, prefix: string, options: DecidedOptions & ScopeOptions) => {
          const { actor, reason, data } = options
          const bound = { prefix: parsed(TopicPrefix, prefix), sends: givenScope(options) }
          return on(data, async ({ administration, regions }) => {
            await assertKnownRegions(bound.sends, regions)
            return administration.bindTopics(account, bound, { actor, reason })
          })
        }),
    )
    .addCommand(
      decided(new Command('release').description('The topics are read no more'))
        .argument('<prefix>')
        .action((account: string, prefix: string, { actor, reason, data }: DecidedOptions) =>
          on(data, ({ administration }) =>
            administration.releaseTopics(account, prefix, { actor, reason }),
          ),
        ),
    )
}

function scoped(command: Command): Command {
  return decided(command)
    .requiredOption('--sources <names>', '`source` of its events, with commas; a* for all of a…')
    .option('--types <types>', 'event types, with commas (default: all)')
    .option('--regions <codes>', 'regions and what lies in them, with commas (default: all)')
}

interface LengthOptions extends DecidedOptions {
  readonly days: string
}

async function issue(account: string, options: LengthOptions & ScopeOptions): Promise<void> {
  const { actor, reason, data } = options
  const order = { sends: givenScope(options), days: parsed(Days, options.days) }
  await using accounts = await openAccountsOn(configOf({ data }))
  await assertKnownRegions(order.sends, accounts.regions)
  tell(await accounts.administration.issueKey(account, order, { actor, reason }))
}

async function rotate(
  account: string,
  keyId: string,
  options: LengthOptions & { readonly overlap: string },
): Promise<void> {
  const { actor, reason, data } = options
  const lengths = {
    days: parsed(Days, options.days),
    overlap_hours: parsed(Hours, options.overlap),
  }
  await using accounts = await openAccountsOn(configOf({ data }))
  tell(await accounts.administration.rotateKey(account, keyId, lengths, { actor, reason }))
}

function tell({ key_id, key, expires_at }: ShownKey): void {
  console.log(`${key}\nkey ${key_id}, until ${expires_at}; shown this once`)
}
