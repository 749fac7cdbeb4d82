import { KurrentChangeStream } from '@jianwei/infra/log/kurrent/kurrent-change-stream.ts'
import type { SharedQuarantineOptions } from '@jianwei/infra/log/shared-quarantine.ts'
import type { KurrentSite } from '#/support/kurrent-stand-in/place.ts'

/** For one replica of those that keep their quarantine together; `name`: its copy. */
export function ofReplica(
  { client, namespace, index_file }: KurrentSite,
  name = '',
): SharedQuarantineOptions {
  return {
    stream: new KurrentChangeStream(client, { namespace, name: 'quarantine' }),
    file: `${index_file}${name}.quarantine`,
    onLost: ({ changes, why }) => {
      throw new Error(`${changes} changes are lost: ${why}`)
    },
  }
}
