/**
 * For indicators of which only the newest fact counts: what they add changes where another version becomes the newest known. `members` is an
 * array of (second, fact, known from, known until, points), none of which ends before `start`. Gives the columns that lead to
 * `changes_<name>`, an array of (place, change of the points).
 *
 * What happened before `start`, where nothing can stand, is one step, and a version matters only until a newer one is known for good. So of
 * the many facts of a window few remain, and only these are looked through at each place.
 */
export function newestChangesColumns(
  name: string,
  { members, start, never }: { readonly members: string; readonly start: string; readonly never: string },
): readonly string[] {
  const [sorted, kept, places, values] = ['sorted', 'kept', 'places', 'values'].map((part) => `${part}_${name}`)
  const clipped = `arrayMap(member -> (member.1, member.2, greatest(member.3, ${start}), member.4, member.5), ${members})`
  const knownForGood = `arrayMap(member -> if(member.4 = ${never}, member.3, ${never}), ${sorted})`
  const numbers = `range(length(${sorted}))`
  const leastOfNewer = `arrayReduceInRanges('min', arrayMap(number -> (1, number), ${numbers}), ${knownForGood})`
  return [
    `arrayReverseSort(member -> (member.1, member.2), ${clipped}) AS ${sorted}`,
    // Nothing is newer than the first: an empty range has no least value.
    `arrayFilter((member, number, least) -> number = 0 OR member.3 < least, ${sorted}, ${numbers}, ${leastOfNewer}) AS ${kept}`,
    `arraySort(arrayDistinct(arrayFilter(place -> place != ${never}, arrayConcat(${kept}.3, ${kept}.4)))) AS ${places}`,
    `arrayMap(place -> arrayFirst(member -> member.3 <= place AND member.4 > place, ${kept}).5, ${places}) AS ${values}`,
    `arrayMap((place, value, was) -> (place, value - was), ${places}, ${values},
      arrayPopBack(arrayPushFront(${values}, toInt64(0)))) AS changes_${name}`,
  ]
}
