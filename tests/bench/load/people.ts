import { fetchAsAdministrator } from '#/support/program/as-administrator.ts'

/** Somebody who asks the server: their key as a header. */
export interface Person {
  readonly authorization: string
}

/** As many regulators, each with an account and a key of their own. */
export async function openPeople(base: string, count: number): Promise<readonly Person[]> {
  const people: Person[] = []
  const reason = 'load bench'
  const post = async (path: string, body: object): Promise<unknown> => {
    const response = await fetchAsAdministrator(`${base}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`)
    return response.json()
  }
  for (let number = 1; number <= count; number += 1) {
    const account = `bench-${number}`
    await post('/v1/accounts', { account, kind: 'service', reason })
    const grant = { role: 'regulator', region: null, domain: null, department: null, reason }
    await post(`/v1/accounts/${account}/roles/grant`, grant)
    // The answer of this route.
    const issued = (await post(`/v1/accounts/${account}/keys`, { sends: null, reason })) as {
      readonly key: string
    }
    people.push({ authorization: `Bearer ${issued.key}` })
  }
  return people
}
