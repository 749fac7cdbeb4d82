import { Command } from 'commander'
import type { Account } from '@jianwei/events/access/account.ts'
import { ACCOUNT_KINDS, AccountName } from '@jianwei/events/access/account-events.ts'
import { z } from 'zod'
import { openAccountsOn, type Accounts } from '#/cli/accounts-in-log.ts'
import { configOf, dataOption, type DataOption } from '#/cli/data-option.ts'
import { givenGrant, parsed, type GrantOptions } from '#/cli/given-scope.ts'
import { assertKnownRegions } from '#/regions/unknown-regions.ts'
import type { DecidedBy } from '#/sign-in/administration.ts'

export interface DecidedOptions extends DecidedBy, DataOption {}

interface OpenOptions extends DecidedOptions {
  readonly kind: string
  readonly name?: string
  readonly oidcSubject?: string
}

/** Written into the log itself, so it is also how the first administrator comes to be. */
export function accountCommand(): Command {
  return new Command('account')
    .description(
      'Accounts of people and systems, and their roles. Written into the log; programs that run ' +
        'on it follow.',
    )
    .addCommand(
      decided(new Command('open').description('Open an account; its name is given once'))
        .option('--kind <kind>', ACCOUNT_KINDS.join(' or '), 'person')
        .option('--name <text>', 'how people call who it is')
        .option('--oidc-subject <sub>', 'what the identity provider calls the person')
        .action(open),
    )
    .addCommand(
      decided(
        new Command('invite').description('Make a link that sets a password, once, in three days'),
      ).action(invite),
    )
    .addCommand(granted(new Command('grant').description('Grant a role')).action(grant))
    .addCommand(granted(new Command('withdraw').description('Withdraw a role')).action(withdraw))
    .addCommand(
      decided(new Command('unlock').description('End a lock before its time')).action(
        (account: string, { actor, reason, data }: DecidedOptions) =>
          on(data, ({ administration }) => administration.unlock(account, { actor, reason })),
      ),
    )
    .addCommand(
      decided(new Command('close').description('Close an account for good')).action(
        (account: string, { actor, reason, data }: DecidedOptions) =>
          on(data, ({ administration }) => administration.close(account, { actor, reason })),
      ),
    )
    .addCommand(
      new Command('list')
        .description('All accounts, with their roles and keys')
        .addOption(dataOption())
        .action(list),
    )
}

/** Who decides, and why: every step of an account has both. */
export function decided(command: Command): Command {
  return command
    .argument('<account>', 'small letters, digits, dots, hyphens, colons')
    .requiredOption('--actor <name>', 'who says so; recorded')
    .requiredOption('--reason <text>', 'why; recorded')
    .addOption(dataOption())
}

function granted(command: Command): Command {
  return decided(command)
    .requiredOption('--role <role>', 'administrator, supervisor, regulator, department, …')
    .option('--region <code>', 'and what lies in it (default: everywhere)')
    .option('--domain <name>', 'of rules (default: all)')
    .option('--department <name>', 'whose facts (default: all)')
}

async function open(account: string, options: OpenOptions): Promise<void> {
  const { actor, reason, name, oidcSubject: oidc_subject } = options
  const opened = {
    account: parsed(AccountName, account),
    kind: parsed(z.enum(ACCOUNT_KINDS), options.kind),
    ...(name === undefined ? {} : { name }),
    ...(oidc_subject === undefined ? {} : { oidc_subject }),
  }
  await on(options.data, ({ administration }) => administration.open(opened, { actor, reason }))
}

async function invite(account: string, { actor, reason, data }: DecidedOptions): Promise<void> {
  await using accounts = await openAccountsOn(configOf({ data }))
  const { link, expires_at } = await accounts.administration.invite(account, { actor, reason })
  console.log(`${link}\nsets one password at POST /v1/sign-in/password, until ${expires_at}`)
}

async function grant(account: string, options: DecidedOptions & GrantOptions): Promise<void> {
  const { actor, reason } = options
  const role = givenGrant(options)
  await on(options.data, async ({ administration, regions }) => {
    await assertKnownRegions(role, regions)
    return administration.grant(account, role, { actor, reason })
  })
}

async function withdraw(account: string, options: DecidedOptions & GrantOptions): Promise<void> {
  const { actor, reason } = options
  const role = givenGrant(options)
  await on(options.data, ({ administration }) =>
    administration.withdraw(account, role, { actor, reason }),
  )
}

async function list(options: DataOption): Promise<void> {
  await using accounts = await openAccountsOn(configOf(options))
  for (const account of accounts.book.accounts()) console.log(wordsOf(account))
}

/** Takes a step and says how the account is then. */
export async function on(
  data: string | undefined,
  step: (accounts: Accounts) => Promise<Account>,
): Promise<void> {
  await using accounts = await openAccountsOn(configOf({ data }))
  console.log(wordsOf(await step(accounts)))
}

function wordsOf(account: Account): string {
  const { kind, closed, locked_until, grants, keys, topics } = account
  const state = closed ? 'closed' : locked_until === null ? 'open' : `locked until ${locked_until}`
  return [
    `${account.account}  ${kind}  ${state}`,
    ...grants.map(({ role, region, domain, department }) => {
      const where = [region, domain, department].filter((part) => part !== null)
      return `  ${role}${where.length === 0 ? '' : ` of ${where.join(', ')}`}`
    }),
    ...keys.map(
      ({ key_id, expires_at, revoked }) =>
        `  key ${key_id} ${revoked ? 'revoked' : `until ${expires_at}`}`,
    ),
    ...topics.map(({ prefix }) => `  topics ${prefix}*`),
  ].join('\n')
}
