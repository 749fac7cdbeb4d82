/**
 * Replicas asked in turn, as by a proxy in front of them: each call goes to the next one. Disposing
 * of it disposes of all.
 */
export function alternating<Port extends AsyncDisposable>(replicas: readonly Port[]): Port {
  let turn = 0
  const [first] = replicas
  if (first === undefined) throw new RangeError('there is a replica at least')
  return new Proxy(first, {
    get(_, name) {
      if (name === Symbol.asyncDispose)
        return async () => {
          for (const replica of replicas) await replica[Symbol.asyncDispose]()
        }
      // One of the replicas, in turn.
      const asked = replicas[turn++ % replicas.length]!
      const value: unknown = Reflect.get(asked, name, asked)
      return typeof value === 'function' ? value.bind(asked) : value
    },
  })
}
