import { Navigate } from '@tanstack/react-router'
import { useWho } from '#/api/who.ts'
import { placesFor } from '#/app/places-for.ts'

/** `/` opens the first place where who is signed in has something to do. */
export function FirstPage() {
  const [first] = placesFor(useWho())
  return first === undefined ? null : <Navigate to={first.path} replace />
}
