import { joined, sql, type Sql } from '#/sql.ts'

/**
 * For indicators of which only the newest fact counts: what they add changes where another version
 * becomes the newest known. `from` has for each name `members_<name>`, an array of (second, fact,
 * known from, known until, points), and `start`, before which nothing can stand. Adds
 * `changes_<name>`, an array of (knowledge point, change of the points).
 *
 * What happened before `start` is one step, and a version matters only until a newer one is known
 * for good. So of the many facts of a window few remain, and only these are looked through at each
 * knowledge point. Each step is a level of its own: the engine's analyser writes an alias out
 * wherever it is used, and five steps in one level become hundreds.
 */
export function newestChangesSql(from: Sql, names: readonly Sql[], never: Sql): Sql {
  const steps: readonly ((name: Sql) => Sql)[] = [
    (name) => sql`arrayReverseSort(member -> (member.1, member.2),
      arrayMap(member -> (member.1, member.2, greatest(member.3, start), member.4, member.5),
        arrayFilter(member -> member.4 > start, members_${name}))) AS sorted_${name}`,
    // Of what lies before each, when the first is known for good. Nothing is newer than the first:
    // an empty range has no least value.
    (name) => sql`arrayReduceInRanges('min',
    arrayMap(number -> (1, number), range(length(sorted_${name}))),
      arrayMap(member -> if(member.4 = ${never}, member.3, ${never}), sorted_${name}))
        AS hidden_${name}`,
    (name) => sql`arrayFilter((member, number, hidden_from) -> number = 0 OR member.3 < hidden_from,
      sorted_${name}, range(length(sorted_${name})), hidden_${name}) AS kept_${name}`,
    (name) =>
      sql`arraySort(arrayDistinct(arrayFilter(known_at -> known_at != ${never},
        arrayConcat(kept_${name}.3, kept_${name}.4)))) AS known_at_${name}`,
    (
      name,
    ) => sql`arrayMap(known_at -> arrayFirst(member -> member.3 <= known_at AND member.4 > known_at,
      kept_${name}).5,
      known_at_${name}) AS values_${name}`,
    (name) => sql`arrayMap((known_at, value, was) -> (known_at, value - was), known_at_${name},
    values_${name},
      arrayPopBack(arrayPushFront(values_${name}, toInt64(0)))) AS changes_${name}`,
  ]
  if (names.length === 0) return from
  return steps.reduce(
    (rows, step) => sql`SELECT *, ${joined(names.map(step))} FROM (${rows})`,
    from,
  )
}
