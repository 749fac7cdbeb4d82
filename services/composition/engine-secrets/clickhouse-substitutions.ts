import { createHash } from 'node:crypto'

/**
 * What ClickHouse's configuration takes by `incl`: the hash of our user's password, which is all
 * that the server needs of it, and what its nodes show each other.
 */
export function clickHouseSubstitutions(password: string, nodesSecret: string): string {
  const hash = createHash('sha256').update(password).digest('hex')
  return `<clickhouse>
    <jianwei_password_sha256>${hash}</jianwei_password_sha256>
    <jianwei_nodes_secret>${escaped(nodesSecret)}</jianwei_nodes_secret>
</clickhouse>
`
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
