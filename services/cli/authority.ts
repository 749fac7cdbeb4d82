import { Command, Option } from 'commander'
import { z } from 'zod'
import { AUTHORITY_ATTRIBUTES, AuthorityAttribute } from '@jianwei/events/authority/events.ts'
import { askProgram, DEFAULT_ORIGIN, RequestFailed } from '#/cli/ask-program.ts'

/** Which sources decide what of subjects, over HTTP: whoever acts is known by the token. */
export function authorityCommand(): Command {
  return new Command('authority')
    .description('Which sources decide name, address, state and industry of subjects')
    .addCommand(
      where(new Command('list').description('What holds of each attribute, and who set it')).action(
        list,
      ),
    )
    .addCommand(
      where(new Command('set').description('Say which sources decide, the highest first'))
        .argument('<attribute>', AUTHORITY_ATTRIBUTES.join(', '))
        .argument(
          '[sources...]',
          'of all their facts, or as SOURCE@REGION,REGION of those there; none: the newest decides',
        )
        .requiredOption('--reason <text>', 'why; recorded')
        .option('--law <text>', 'the rule or agreement that says so')
        .option('--seen <version>', 'the version that you saw; without it, the one that holds now')
        .addOption(new Option('--key <key>', 'of your choice: sent again it happens once'))
        .action(set),
    )
}

interface Where {
  readonly url: string
}

function where(command: Command): Command {
  return command.option('--url <origin>', 'a running program', DEFAULT_ORIGIN)
}

const Authorities = z.object({
  items: z.array(
    z.object({
      attribute: AuthorityAttribute,
      version: z.int(),
      sources: z.array(z.object({ source: z.string(), regions: z.array(z.string()).optional() })),
      actor: z.string().nullable(),
      reason: z.string().nullable(),
      law: z.string().nullable(),
      set_at: z.string().nullable(),
    }),
  ),
})

async function list({ url }: Where): Promise<void> {
  const { items } = await askProgram(url, '/v1/authorities', Authorities)
  for (const { attribute, version, sources, actor, reason, law, set_at } of items) {
    if (sources.length === 0) console.log(`${attribute}  whoever said it last decides`)
    else console.log(`${attribute}  version ${version}`)
    for (const [index, { source, regions }] of sources.entries())
      console.log(`  ${index + 1}  ${source}${regions ? `  in ${regions.join(', ')}` : ''}`)
    if (version > 0)
      console.log(`  set ${set_at} by ${actor}: ${reason}${law === null ? '' : ` (${law})`}`)
  }
}

interface SetOptions extends Where {
  readonly reason: string
  readonly law?: string
  readonly seen?: string
  readonly key?: string
}

async function set(
  attribute: string,
  sources: readonly string[],
  { url, reason, law, seen, key }: SetOptions,
): Promise<void> {
  const holding = seen ?? (await versionOf(url, attribute))
  const done = z.object({ attribute: AuthorityAttribute, version: z.int() })
  const { version } = await askProgram(url, '/v1/authorities', done, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'if-match': `"${holding}"`,
      ...(key === undefined ? {} : { 'idempotency-key': key }),
    },
    body: JSON.stringify({ attribute, sources: sources.map(entryOf), reason, law }),
  })
  console.log(`version ${version} of ${attribute} holds`)
}

async function versionOf(url: string, attribute: string): Promise<string> {
  const { items } = await askProgram(url, '/v1/authorities', Authorities)
  const found = items.find((one) => one.attribute === attribute)
  if (found === undefined)
    throw new RequestFailed(
      'ATTRIBUTE_UNKNOWN',
      `${attribute} is none of ${AUTHORITY_ATTRIBUTES.join(', ')}`,
    )
  return String(found.version)
}

/** Names of sources may hold an @; regions hold none, and stand behind the last one. */
function entryOf(text: string): { readonly source: string; readonly regions?: readonly string[] } {
  const at = text.lastIndexOf('@')
  const regions = text.slice(at + 1)
  if (at <= 0 || !/^[^/\s]+$/.test(regions)) return { source: text }
  return { source: text.slice(0, at), regions: regions.split(',') }
}
