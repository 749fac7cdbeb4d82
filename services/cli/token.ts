import { Command } from 'commander'
import { DomainError } from '@jianwei/events/errors.ts'
import { readSecretFile } from '@jianwei/infra/runtime/secret-file.ts'
import { configOf } from '#/cli/data-option.ts'
import { commandVariables, isLoopback } from '#/settings/identity-settings.ts'
import { readVariables } from '#/settings/settings.ts'
import { localTokenPath } from '#/sign-in/local-token.ts'

/** There is no token in the data folder. */
export class TokenMissing extends DomainError {
  override readonly name = 'TokenMissing'
  readonly code = 'TOKEN_MISSING'
}

export function tokenCommand(): Command {
  return new Command('token')
    .description('The token of a local start, for Authorization: Bearer')
    .option('-d, --data <dir>', 'folder that holds it (default: JIANWEI_DATA or ./data)')
    .action((options: { readonly data?: string }) => {
      const { data_dir } = configOf(options)
      const token = readSecretFile(localTokenPath(data_dir))
      if (token === undefined)
        throw new TokenMissing(
          `${data_dir} holds no token: the first start with IDENTITY=local makes it`,
        )
      console.log(token)
    })
}

/**
 * What the commands show to a running program: `JIANWEI_TOKEN`, a key for example, or to a program
 * on this machine the token of the data folder, which is nobody else's business. None where there
 * is neither.
 */
export function tokenFor(env: NodeJS.ProcessEnv, origin: string): string | undefined {
  const { JIANWEI_TOKEN: given } = readVariables(commandVariables, env)
  if (given !== undefined) return given
  if (!isLoopback(new URL(origin).hostname)) return undefined
  return readSecretFile(localTokenPath(configOf({}).data_dir))
}
