/*
 * What of Kafka's configuration is secret. Everything else stands where the broker is started.
 */

/** The one user that the broker knows, on every listener with SASL/PLAIN. */
export function brokerProperties(user: string, password: string): string {
  const login = loginModule({ username: user, password, [`user_${user}`]: password })
  const name = 'plain.sasl.jaas.config'
  return ['clients', 'host']
    .map((listener) => `listener.name.${listener}.${name}=${escaped(login)}\n`)
    .join('')
}

/** For the tools of Kafka itself, such as the one that asks whether the broker is well. */
export function clientProperties(user: string, password: string): string {
  return [
    'security.protocol=SASL_SSL',
    'sasl.mechanism=PLAIN',
    `sasl.jaas.config=${escaped(loginModule({ username: user, password }))}`,
    'ssl.truststore.type=PEM',
    // Where the broker's container has the folder.
    'ssl.truststore.location=/mnt/shared/config/truststore.pem',
    '',
  ].join('\n')
}

function loginModule(options: Readonly<Record<string, string>>): string {
  const written = Object.entries(options).map(([name, value]) => `${name}=${quoted(value)}`)
  return `org.apache.kafka.common.security.plain.PlainLoginModule required ${written.join(' ')};`
}

/** As JAAS reads it: in quotes, where a backslash takes the next character as it is. */
function quoted(value: string): string {
  return `"${value.replaceAll(/["\\]/g, (found) => `\\${found}`)}"`
}

/** As Java reads properties: Latin-1, and a backslash begins an escape. */
function escaped(value: string): string {
  return value
    .replaceAll('\\', '\\\\')
    .replaceAll(
      /[^\x20-\x7e]/g,
      (found) => `\\u${found.charCodeAt(0).toString(16).padStart(4, '0')}`,
    )
}
