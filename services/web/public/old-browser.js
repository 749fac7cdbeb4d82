// Runs in any browser, however old: shows the plain page where the console cannot run.
// `:focus-visible` came with Chromium 86, the oldest kernel that is tested.
var isOld = true
try {
  isOld = !window.CSS.supports('selector(:focus-visible)')
} catch (error) {
  // Too old to be asked.
  isOld = Boolean(error)
}
if (isOld) {
  document.addEventListener('DOMContentLoaded', function () {
    document.getElementById('old-browser').removeAttribute('hidden')
    var place = document.getElementById('console')
    place.parentNode.removeChild(place)
  })
}
